"""A replay as a file's text: SVG, HTML or asciicast, at 80 by 24 whatever the terminal is."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from studykit.replay.frame import frame, moments
from studykit.replay.side_by_side import both_moments, versus
from studykit.screen.console.paint import ansi
from studykit.screen.replay import export
from studykit.sim.engine.scenario import Scenario
from studykit.sim.engine.trace import Trace
from studykit.text.lines import Canvas, Line

CANVAS = Canvas(80, 24)


def picture(kind: str, scenario: Scenario, trace: Trace, second: Trace | None) -> str:
    """The text of a file of this kind (`svg`, `html`, `cast`), of one run or of two together."""
    draw: Callable[[int], Sequence[Line]]
    if second is None:
        stops, end = moments(trace), trace.end
        draw = lambda at: frame(scenario, trace, at, CANVAS)  # noqa: E731 -- one of two ways to draw
    else:
        stops, end = both_moments(trace, second), max(trace.end, second.end)
        draw = lambda at: versus(scenario, trace, second, at, CANVAS, ("first", "second"))  # noqa: E731 -- a call by name, made below
    if kind == "svg":
        return export.svg(draw(end), scenario.caption)
    if kind == "html":
        return export.page(draw(end), scenario.caption)
    from studykit.screen.replay.player import schedule

    shown = [(when, ansi(draw(at), True)) for at, when in zip(stops, schedule(stops), strict=True)]
    return export.cast(shown, scenario.caption)
