"""Replays: the player on a terminal, elsewhere a timeline; and "what if" as often as the learner likes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any

from studykit.app.simulate import ReplayPrediction, RunSetup, play_run, record_prediction
from studykit.app.study import Study
from studykit.errors import UsageError
from studykit.library.goals import value_words
from studykit.library.model import Shows
from studykit.replay.frame import frame, moments
from studykit.replay.timeline import timeline
from studykit.screen.console.console import Console
from studykit.screen.console.dialog import Dialog, readable_width
from studykit.sim.engine.params import allowed, effective, parse, shown
from studykit.sim.engine.scenario import Predict, Scenario
from studykit.sim.engine.trace import Trace, tidy
from studykit.text.lines import Canvas, Line
from studykit.text.wrap import joined


def print_timeline(console: Console, scenario: Scenario, trace: Trace, other: Trace | None = None) -> None:
    """Writes a run as text; beside an `other` run, what happens only in this one is marked."""
    width = console.width if console.can_read_keys else console.text_width
    console.lines(timeline(scenario, trace, Canvas(width, console.size[1], console.ascii), other))


def watch(console: Console, scenario: Scenario, trace: Trace, dialog: Dialog | None = None) -> str:
    """Plays a run on the terminal; returns how the learner left it: `quit`, `next`, `what-if` ...

    The dialog gives up the terminal meanwhile.
    """
    return _play(console, lambda at, canvas: frame(scenario, trace, at, canvas), moments(trace), dialog)


def watch_two(
    console: Console,
    scenario: Scenario,
    upper: Trace,
    lower: Trace,
    names: tuple[str, str],
    dialog: Dialog | None = None,
) -> str:
    """Plays two runs together, one above the other."""
    from studykit.replay.side_by_side import both_moments, versus

    def draw(at: int, canvas: Canvas) -> Sequence[Line]:
        return versus(scenario, upper, lower, at, canvas, names)

    return _play(console, draw, both_moments(upper, lower), dialog)


def _play(
    console: Console, draw: Callable[[int, Canvas], Sequence[Line]], stops: Sequence[int], dialog: Dialog | None
) -> str:
    from studykit.screen.replay.player import Player, play

    player = Player(draw, stops, ascii=console.ascii, color=console.color)
    with _terminal(dialog):
        ended = play(player, autoplay=True)
    console.line()
    if ended == "interrupted":
        raise KeyboardInterrupt
    return ended


def _terminal(dialog: Dialog | None) -> AbstractContextManager[None]:
    """Takes the terminal for a while: from the dialog, if there is one."""
    from studykit.screen.console.terminal import guarded

    return dialog.suspended() if dialog else guarded()


def explore(console: Console, study: Study, setup: RunSetup, dialog: Dialog | None = None) -> None:
    """Plays a run, and again with other values while the learner asks "what if"."""
    with console.working("Playing ..."):
        trace = play_run(study, setup)
    if watch(console, setup.scenario, trace, dialog) == "what-if":
        what_if_loop(console, study, setup, dialog)


def what_if_loop(console: Console, study: Study, setup: RunSetup, dialog: Dialog | None = None) -> None:
    """Asks for a change, plays the run with it and says what happened, until the learner asks no further "what if".

    The first change asks for a prediction, which can be skipped.
    """
    predict = setup.scenario.predict
    first, ended = True, "what-if"
    while ended == "what-if":
        changed = ask_change(console, setup, dialog)
        if changed is None:
            return
        setup = setup.with_values(changed)
        said = ask_prediction(console, study, setup, predict, dialog) if predict is not None and first else None
        first = False
        trace = play_run(study, setup)
        ended = watch(console, setup.scenario, trace, dialog)
        if predict is not None:
            canvas = Canvas(console.width, ascii=console.ascii)
            console.lines([*outcome_lines(predict, said, trace, canvas, setup.values), ()])


def ask_prediction(
    console: Console, study: Study, setup: RunSetup, predict: Predict, dialog: Dialog | None
) -> ReplayPrediction | None:
    """Asks what will happen in a run, and records it; None if it is skipped."""
    from studykit.screen.console.select import select

    choices = [(str(place), value_words(value)) for place, value in enumerate(predict.choices)]
    if not choices:
        return None
    with _terminal(dialog):
        chosen = select(predict.ask, [*choices, ("", "skip")], None, console.ascii)
    return record_prediction(study, setup, predict, predict.choices[int(chosen)]) if chosen else None


def outcome_lines(
    predict: Predict,
    said: ReplayPrediction | None,
    trace: Trace,
    canvas: Canvas,
    values: Mapping[str, Any] | None = None,
) -> list[Line]:
    """Returns what happened, what was predicted, and the values that were changed."""
    parts = [f"{predict.measure.replace('_', ' ')}: {value_words(tidy(trace.measures[predict.measure]))}"]
    parts += [] if said is None else [f"you said: {value_words(said.value)}"]
    parts += [f"{name} {shown(value)}" for name, value in (values or {}).items()]
    return joined(parts, " | " if canvas.ascii else " · ", readable_width(canvas), "title")


def ask_change(console: Console, setup: RunSetup, dialog: Dialog | None) -> dict[str, Any] | None:
    """Asks for one parameter and its new value; None if the learner changes nothing."""
    from studykit.screen.console.select import ask_text, select

    scenario = setup.scenario
    if not scenario.params:
        return None
    values = effective(scenario, setup.values)
    name_width = max(map(len, scenario.params))
    choices = []
    for name, param in scenario.params.items():
        unit = f" {param.unit}" if param.unit else ""
        line = f"{name:<{name_width}}  {shown(values[name])}{unit}  {param.says}".rstrip()
        choices.append((name, line[: console.width - 6]))
    with _terminal(dialog):
        chosen = select("What if ... changes?", choices, None, console.ascii)
        if chosen is None:
            return None
        question = f"{chosen}{_allowed_values(scenario, chosen)}:"
        typed = ask_text(question, "", lambda value: _error_in(scenario, chosen, value), None)
    return None if typed is None else {chosen: parse(scenario, chosen, typed)}


def _allowed_values(scenario: Scenario, name: str) -> str:
    """Returns the values that a parameter takes, in brackets; nothing if it takes any."""
    param = scenario.params[name]
    if param.type == "choice":
        return f" ({', '.join(param.choices)})"
    return " (yes or no)" if param.type == "flag" else f" ({allowed(param).strip()})" if allowed(param) else ""


def _error_in(scenario: Scenario, name: str, value: str) -> str | None:
    """Returns what is wrong with a typed value; None if nothing is."""
    try:
        parse(scenario, name, value)
    except UsageError as wrong:
        return str(wrong)
    return None


def replay_of_card(console: Console, study: Study, dialog: Dialog, shows: Shows) -> None:
    """Shows the replay of a card: in the player, or as lines in a typed dialog."""
    _, scenario = study.library.scenario(shows.scenario)
    setup = RunSetup(shows.scenario, scenario, shows.set)
    if dialog.typed:
        trace = play_run(study, setup)
        dialog.add(lambda canvas: [(), *timeline(scenario, trace, canvas)])
    else:
        explore(console, study, setup, dialog)
