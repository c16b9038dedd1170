"""Replays: on a terminal the player, elsewhere the static timeline; and what if, as often as the learner likes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any

from studykit.app.environment import Desk
from studykit.app.study import journal
from studykit.errors import UsageError
from studykit.library.library import Library
from studykit.library.model import Shows
from studykit.library.proofs import value_words
from studykit.replay.frame import frame, moments
from studykit.replay.timeline import timeline
from studykit.screen.console.dialog import Dialog
from studykit.sim.engine.params import allowed, effective, parse, shown
from studykit.sim.engine.scenario import Predict, Scenario
from studykit.sim.engine.trace import Trace, tidy
from studykit.text.lines import Canvas, Line
from studykit.text.wrap import joined

READABLE = 78


def run(library: Library, name: str, scenario: Scenario, params: Mapping[str, Any], seed: int = 0) -> Trace:
    """A run; the default one comes from the index, where it is kept after the first time."""
    if params or seed:
        from studykit.sim.play import play

        return play(name, scenario, params, seed)
    kept = library.trace(name)
    if kept is None:
        from studykit.sim.play import play

        kept = play(name, scenario)
        library.keep_trace(kept)
    return kept


def tell(desk: Desk, scenario: Scenario, trace: Trace, other: Trace | None = None) -> None:
    """A run as text; beside an `other` one, with marks at what happens in this one alone."""
    desk.show(timeline(scenario, trace, _canvas(desk), other))


def _canvas(desk: Desk) -> Canvas:
    return Canvas(desk.width if desk.interactive else desk.measure, desk.size[1], desk.ascii)


def watch(desk: Desk, scenario: Scenario, trace: Trace, form: Dialog | None = None) -> str:
    """Plays a run on the terminal; says how the learner left: `quit`, `next`, `what-if` ..."""
    return _play(desk, lambda at, canvas: frame(scenario, trace, at, canvas), moments(trace), form)


def watch_two(
    desk: Desk, scenario: Scenario, upper: Trace, lower: Trace, names: tuple[str, str], form: Dialog | None = None
) -> str:
    """Plays two runs together, one above the other."""
    from studykit.replay.side_by_side import both_moments, versus

    def draw(at: int, canvas: Canvas) -> Sequence[Line]:
        return versus(scenario, upper, lower, at, canvas, names)

    return _play(desk, draw, both_moments(upper, lower), form)


def _play(desk: Desk, draw: Callable[[int, Canvas], Sequence[Line]], stops: Sequence[int], form: Dialog | None) -> str:
    from studykit.screen.replay.player import Player, play

    player = Player(draw, stops, ascii=desk.ascii, color=desk.color)
    with _hold(form):
        ended = play(player, autoplay=True)
    desk.say()
    if ended == "interrupted":
        raise KeyboardInterrupt
    return ended


def explore(
    desk: Desk,
    library: Library,
    name: str,
    scenario: Scenario,
    params: Mapping[str, Any],
    seed: int = 0,
    form: Dialog | None = None,
) -> None:
    """Plays a run, and again with other parameters while the learner asks "what if".

    The first "what if" asks for a prediction, which can be skipped; what came of it is told after each.
    """
    with desk.working("Playing ..."):
        trace = run(library, name, scenario, params, seed)
    ended = watch(desk, scenario, trace, form)
    if ended == "what-if":
        vary(desk, library, name, scenario, params, seed, form)


def vary(
    desk: Desk,
    library: Library,
    name: str,
    scenario: Scenario,
    params: Mapping[str, Any],
    seed: int = 0,
    form: Dialog | None = None,
) -> None:
    """What if: asks for a change, for a prediction the first time, plays, and tells what came of it."""
    values, first = dict(params), True
    ended = "what-if"
    while ended == "what-if":
        changed = what_if(desk, scenario, values, form)
        if changed is None:
            return
        values.update(changed)
        predict = scenario.predict
        said = _foretold(desk, name, predict, values, form) if predict is not None and first else None
        first = False
        trace = run(library, name, scenario, values, seed)
        ended = watch(desk, scenario, trace, form)
        if predict is not None:
            desk.show([*outcome_lines(predict, said, trace, Canvas(desk.width, ascii=desk.ascii), values), ()])


def _foretold(
    desk: Desk, name: str, predict: Predict, params: Mapping[str, Any], form: Dialog | None
) -> tuple[Any] | None:
    """A prediction before the first "what if", kept in the journal; None when it is skipped."""
    from studykit.screen.console.select import select

    choices = [(str(place), value_words(value)) for place, value in enumerate(predict.choices)]
    if not choices:
        return None
    with _hold(form):
        chosen = select(predict.ask, [*choices, ("", "skip")], None, desk.ascii)
    return remember(desk, name, predict, predict.choices[int(chosen)], params) if chosen else None


def remember(desk: Desk, name: str, predict: Predict, value: Any, params: Mapping[str, Any]) -> tuple[Any]:
    """Keeps a prediction; it is on disk before the replay begins."""
    data = {"measure": predict.measure, "said": tidy(value), "params": tidy(params)}
    journal(desk).append("prediction", name, data, desk.now(), desk.day())
    return (value,)


def outcome_lines(
    predict: Predict, said: tuple[Any] | None, trace: Trace, canvas: Canvas, params: Mapping[str, Any] | None = None
) -> list[Line]:
    """What happened, under which changed parameters, beside what was predicted."""
    width = min(READABLE, canvas.width)
    happened = trace.measures[predict.measure]
    parts = [f"{predict.measure.replace('_', ' ')}: {value_words(tidy(happened))}"]
    parts += [] if said is None else [f"you said: {value_words(said[0])}"]
    parts += [f"{name} {shown(value)}" for name, value in (params or {}).items()]
    return joined(parts, " | " if canvas.ascii else " · ", width, "title")


def _hold(form: Dialog | None) -> AbstractContextManager[None]:
    """The terminal for somebody who owns it: taken from the form, or guarded."""
    from studykit.screen.console.terminal import guarded

    return form.suspended() if form else guarded()


def what_if(desk: Desk, scenario: Scenario, params: Mapping[str, Any], form: Dialog | None) -> dict[str, Any] | None:
    """Asks for one parameter and its new value; None when the learner thinks better of it."""
    from studykit.screen.console.select import select, text

    if not scenario.params:
        return None
    values = effective(scenario, params)
    wide = max(map(len, scenario.params))
    choices = []
    for name, param in scenario.params.items():
        unit = f" {param.unit}" if param.unit else ""
        line = f"{name:<{wide}}  {shown(values[name])}{unit}  {param.says}".rstrip()
        choices.append((name, line[: desk.width - 6]))
    with _hold(form):
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


def replay_of_card(desk: Desk, library: Library, form: Dialog, shows: Shows) -> None:
    """What a card shows: played on a terminal, told elsewhere."""
    _, scenario = library.scenario(shows.scenario)
    if form.typed:
        trace = run(library, shows.scenario, scenario, shows.set)
        form.add(lambda canvas: [(), *timeline(scenario, trace, canvas)])
    else:
        explore(desk, library, shows.scenario, scenario, shows.set, form=form)
