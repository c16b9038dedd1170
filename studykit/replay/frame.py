"""Frames: pure functions of a trace and a moment, so that a player can go back, jump and step."""

from __future__ import annotations

from collections.abc import Callable

from studykit.replay.captions import sentence, stamp, wrapped
from studykit.replay.chart import chart
from studykit.replay.lanes import lanes
from studykit.replay.sequence import sequence
from studykit.replay.timeline import footer
from studykit.sim.engine.scenario import Scenario
from studykit.sim.engine.trace import Trace
from studykit.text.lines import Canvas, Line, Segment

VIEWS: dict[str, Callable[[Scenario, Trace, int, Canvas], tuple[Line, ...]]] = {
    "lanes": lanes,
    "sequence": sequence,
    "chart": chart,
}
CAPTION = 3
"""Rows of the caption. The number is fixed, so that nothing jumps."""


def moments(trace: Trace) -> tuple[int, ...]:
    """Returns the moments (ms) at which something happens, with the start and the end: the steps of a player."""
    return tuple(sorted({0, *(event.at for event in trace.events), trace.end}))


def frame(scenario: Scenario, trace: Trace, at: int, canvas: Canvas) -> tuple[Line, ...]:
    """Draws everything at a moment: the view, a caption of fixed height, the laws, and at the end the last line."""
    picture = VIEWS[scenario.view](scenario, trace, at, canvas)
    return (*picture, (), *_caption(trace, at, canvas), *footer(scenario, trace, at, canvas))


def _caption(trace: Trace, at: int, canvas: Canvas) -> tuple[Line, ...]:
    happened = [event for event in trace.events if event.at <= at]
    latest = (
        [event for event in happened if event.at == happened[-1].at and not event.detail.get("empty")]
        if happened
        else []
    )
    text = " ".join(sentence(event) for event in latest[-2:]) or "Nothing has happened yet."
    lines = wrapped(f"t = {stamp(at)}  {text}", canvas.width - 2)[:CAPTION]
    lines += [""] * (CAPTION - len(lines))
    return tuple((Segment(f" {line}"),) for line in lines)
