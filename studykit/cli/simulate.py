"""`studykit simulate`: a replay with the learner's own parameters."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from studykit.cli.desk import DESK
from studykit.errors import UsageError

if TYPE_CHECKING:
    from studykit.sim.scenario import Scenario
    from studykit.sim.trace import Trace

Set = Annotated[list[str] | None, typer.Option("--set", help="A parameter, name=value; may be repeated.")]


def simulate(
    scenario: Annotated[str, typer.Argument(help="A scenario's id (studykit search, or the end of explain).")],
    sets: Set = None,
    versus: Annotated[list[str] | None, typer.Option("--versus", help="name=value for a second run beside it.")] = None,
    sweep: Annotated[str, typer.Option("--sweep", help="name=a..b: a measure over a parameter.")] = "",
    measure: Annotated[str, typer.Option("--measure", help="The measure of a sweep.")] = "",
    seed: Annotated[int, typer.Option("--seed", help="What AWS leaves open is decided by this number.")] = 0,
    plain: Annotated[bool, typer.Option("--plain", help="Text only.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON value.")] = False,
    svg: Annotated[Path | None, typer.Option("--svg", help="Write the last frame as a picture.")] = None,
    html: Annotated[Path | None, typer.Option("--html", help="Write the last frame as a page.")] = None,
    cast: Annotated[Path | None, typer.Option("--cast", help="Write the replay as an asciicast.")] = None,
) -> int:
    """Play a scenario with parameters of your own."""
    from studykit.sim.stage import play
    from studykit.sim.trace import as_json as value_of

    _, found = DESK.shelf().scenario(scenario)
    params = typed(found, sets or [])
    if sweep:
        from studykit.cli.sweep import swept

        return swept(scenario, found, params, sweep, measure, seed, as_json)
    trace = play(scenario, found, params, seed)
    other = play(scenario, found, {**params, **typed(found, versus)}, seed) if versus else None
    if as_json:
        DESK.json(value_of(trace) if other is None else {"run": value_of(trace), "versus": value_of(other)})
        return 0
    written = [
        _export(kind, path, found, trace) for kind, path in (("svg", svg), ("html", html), ("cast", cast)) if path
    ]
    if written:
        DESK.write("written: " + ", ".join(written))
        return 0
    show(found, trace, other, plain)
    return 0


def typed(scenario: Scenario, sets: list[str]) -> dict[str, Any]:
    """`name=value` texts as parameters."""
    from studykit.sim.params import parse

    values = {}
    for text in sets:
        name, sign, value = text.partition("=")
        if not sign:
            raise UsageError(f"{text!r} is no name=value")
        values[name] = parse(scenario, name, value)
    return values


def show(scenario: Scenario, trace: Trace, other: Trace | None = None, plain: bool = False) -> str:
    """Plays one run, or two together, on a terminal; tells it in lines elsewhere. Says how the learner left."""
    from studykit.sim.frames import Canvas, frame, moments, timeline

    canvas = Canvas(DESK.width, DESK.height, DESK.ascii)
    if not DESK.interactive(plain):
        DESK.show(timeline(scenario, trace, canvas))
        if other is not None:
            DESK.write()
            DESK.show(timeline(scenario, other, canvas))
        return "quit"
    from studykit.screen.player import Player, play
    from studykit.screen.versus import both_moments, versus

    if other is None:
        player = Player(
            lambda at, c: frame(scenario, trace, at, c), moments(trace), ascii=DESK.ascii, colour=DESK.colour
        )
    else:
        names = ("first", "second")
        player = Player(
            lambda at, c: versus(scenario, trace, other, at, c, names),
            both_moments(trace, other),
            ascii=DESK.ascii,
            colour=DESK.colour,
        )
    ended = play(player, autoplay=True)
    if ended == "interrupted":
        raise KeyboardInterrupt
    return ended


def _export(kind: str, path: Path, scenario: Scenario, trace: Trace) -> str:
    from studykit.screen import export
    from studykit.screen.paint import ansi
    from studykit.screen.player import schedule
    from studykit.sim.frames import Canvas, frame, moments

    canvas = Canvas(80, 24)
    last = frame(scenario, trace, trace.end, canvas)
    if kind == "svg":
        text = export.svg(last, scenario.caption)
    elif kind == "html":
        text = export.page(last, scenario.caption)
    else:
        stops = moments(trace)
        frames = [
            (when, ansi(frame(scenario, trace, at, canvas), True))
            for at, when in zip(stops, schedule(stops), strict=True)
        ]
        text = export.cast(frames, scenario.caption)
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as failed:
        raise UsageError(f"{path} cannot be written: {failed.strerror}") from None
    return str(path)
