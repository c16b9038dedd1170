"""Replays: on a terminal the player, elsewhere the static timeline; and what if, as often as the learner likes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any

from studykit.cli.desk import Desk
from studykit.errors import UsageError
from studykit.library.model import Shows
from studykit.library.shelf import Shelf
from studykit.screen.form import Form
from studykit.sim.frames import frame, moments, timeline
from studykit.sim.frames.canvas import Canvas, Line
from studykit.sim.params import allowed, effective, parse, shown
from studykit.sim.scenario import Scenario
from studykit.sim.trace import Trace

LEFT = ("quit", "next")


def run(shelf: Shelf, name: str, scenario: Scenario, params: Mapping[str, Any], seed: int = 0) -> Trace:
    """A run; the default one comes from the index, where it is kept after the first time."""
    if params or seed:
        from studykit.sim.stage import play

        return play(name, scenario, params, seed)
    kept = shelf.trace(name)
    if kept is None:
        from studykit.sim.stage import play

        kept = play(name, scenario)
        shelf.keep_trace(kept)
    return kept


def tell(desk: Desk, scenario: Scenario, trace: Trace) -> None:
    """A run as text."""
    desk.show(timeline(scenario, trace, _canvas(desk)))


def _canvas(desk: Desk) -> Canvas:
    return Canvas(desk.width if desk.interactive else desk.measure, desk.size[1], desk.ascii)


def watch(desk: Desk, scenario: Scenario, trace: Trace, form: Form | None = None) -> str:
    """Plays a run on the terminal; says how the learner left: `quit`, `next`, `what-if` ..."""
    return _play(desk, lambda at, canvas: frame(scenario, trace, at, canvas), moments(trace), form)


def watch_two(
    desk: Desk, scenario: Scenario, upper: Trace, lower: Trace, names: tuple[str, str], form: Form | None = None
) -> str:
    """Plays two runs together, one above the other."""
    from studykit.screen.versus import both_moments, versus

    def draw(at: int, canvas: Canvas) -> Sequence[Line]:
        return versus(scenario, upper, lower, at, canvas, names)

    return _play(desk, draw, both_moments(upper, lower), form)


def _play(desk: Desk, draw: Callable[[int, Canvas], Sequence[Line]], stops: Sequence[int], form: Form | None) -> str:
    from studykit.screen.player import Player, play
    from studykit.screen.terminal import guarded

    player = Player(draw, stops, ascii=desk.ascii, colour=desk.colour)
    hold: AbstractContextManager[None] = form.away() if form else guarded()
    with hold:
        ended = play(player, autoplay=True)
    if ended == "interrupted":
        raise KeyboardInterrupt
    return ended


def explore(
    desk: Desk,
    shelf: Shelf,
    name: str,
    scenario: Scenario,
    params: Mapping[str, Any],
    seed: int = 0,
    form: Form | None = None,
    seen: Callable[[Trace], None] | None = None,
) -> None:
    """Plays a run, and again with other parameters while the learner asks "what if". `seen`: called after the first."""
    values = dict(params)
    while True:
        trace = run(shelf, name, scenario, values, seed)
        ended = watch(desk, scenario, trace, form)
        if seen is not None:
            seen(trace)
            seen = None
        if ended != "what-if":
            return
        changed = what_if(desk, scenario, values, form)
        if changed is not None:
            values.update(changed)


def what_if(desk: Desk, scenario: Scenario, params: Mapping[str, Any], form: Form | None) -> dict[str, Any] | None:
    """Asks for one parameter and its new value; None when the learner thinks better of it."""
    from studykit.screen.ask import select, text
    from studykit.screen.terminal import guarded

    if not scenario.params:
        return None
    values = effective(scenario, params)
    wide = max(map(len, scenario.params))
    choices = []
    for name, param in scenario.params.items():
        unit = f" {param.unit}" if param.unit else ""
        line = f"{name:<{wide}}  {shown(values[name])}{unit}  {param.says}".rstrip()
        choices.append((name, line[: desk.width - 6]))
    hold: AbstractContextManager[None] = form.away() if form else guarded()
    with hold:
        chosen = select("What if ... changes?", choices, None, desk.ascii)
        if chosen is None:
            return None
        takes = _takes(scenario, chosen)
        typed = text(f"{chosen}{takes}:", "", lambda value: _wrong(scenario, chosen, value), None)
    return None if typed is None else {chosen: parse(scenario, chosen, typed)}


def _takes(scenario: Scenario, name: str) -> str:
    param = scenario.params[name]
    if param.type == "choice":
        return f" ({', '.join(param.choices)})"
    return " (yes or no)" if param.type == "flag" else f" ({allowed(param).strip()})" if allowed(param) else ""


def _wrong(scenario: Scenario, name: str, value: str) -> str | None:
    try:
        parse(scenario, name, value)
    except UsageError as wrong:
        return str(wrong)
    return None


def replay_of_card(desk: Desk, shelf: Shelf, form: Form, shows: Shows) -> None:
    """What a card shows: played on a terminal, told elsewhere."""
    _, scenario = shelf.scenario(shows.scenario)
    if form.typed:
        trace = run(shelf, shows.scenario, scenario, shows.set)
        form.add(lambda canvas: [(), *timeline(scenario, trace, canvas)])
    else:
        explore(desk, shelf, shows.scenario, scenario, shows.set, form=form)
