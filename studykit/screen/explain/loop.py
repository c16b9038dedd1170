"""Explains a topic: as text, or on a terminal part by part, with a prediction before each replay."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from studykit.app.explain import record_reading
from studykit.app.simulate import ReplayPrediction, RunSetup, play_run, record_prediction
from studykit.app.study import Study
from studykit.items.base import letter
from studykit.library.goals import value_words
from studykit.library.model import Topic
from studykit.screen.console.console import Console
from studykit.screen.console.dialog import LEAVES, READABLE, Dialog, Hints, readable_width
from studykit.screen.explain.topic import facts_lines, note_lines, tips_lines, topic_lines
from studykit.screen.replay.loop import outcome_lines, print_timeline, watch, what_if_loop
from studykit.sim.engine.scenario import Predict, Scenario
from studykit.text.lines import Canvas, Line, Segment
from studykit.text.wrap import labelled, wrapped

CONTINUES = ("enter", "space")


def run(console: Console, study: Study, name: str) -> int:
    """Explains the topic of a name; the name of a scenario opens its topic, and that replay comes first."""
    topic = study.library.topic(name)
    replays = sorted(topic.scenarios, key=lambda scenario: scenario != name)
    record_reading(study, topic.id)
    if console.can_read_keys:
        _read_and_watch(console, study, topic, replays)
    else:
        _print(console, study, topic, replays)
    return 0


def _print(console: Console, study: Study, topic: Topic, replays: Sequence[str]) -> None:
    """Writes the note, the facts, the tips, and the timeline of the first replay."""
    console.lines(topic_lines(topic, console.text_width, console.ascii))
    for name in replays[:1]:
        scenario = topic.scenarios[name]
        console.line()
        console.lines([(Segment(f"Replay: {name}", "title"),), ()])
        print_timeline(console, scenario, play_run(study, RunSetup(name, scenario)))
    if more := replays[1:]:
        commands = ", ".join(f"studykit simulate {name}" for name in more)
        console.lines([(), *wrapped([Segment("More replays: ", "dim"), Segment(commands)], console.text_width)])


def _read_and_watch(console: Console, study: Study, topic: Topic, replays: Sequence[str]) -> None:
    """Shows the parts one by one, then the replays, until the learner leaves."""
    if not _read(console, topic, has_replays=bool(replays)):
        return
    for place, name in enumerate(replays):
        following = replays[place + 1] if place + 1 < len(replays) else None
        if not _predict_and_watch(console, study, RunSetup(name, topic.scenarios[name]), following):
            return


def _read(console: Console, topic: Topic, has_replays: bool) -> bool:
    """Shows the note, the facts and the tips one after another; returns False if the learner leaves."""
    parts: list[tuple[str, Callable[[Canvas], list[Line]]]] = [
        ("the note", lambda canvas: list(note_lines(topic, readable_width(canvas), canvas.ascii))),
        (f"{len(topic.facts)} facts", lambda canvas: list(facts_lines(topic, readable_width(canvas), canvas.ascii))),
        ("tips", lambda canvas: list(tips_lines(topic, readable_width(canvas)))),
    ]
    parts = [part for part in parts if part[1](Canvas(READABLE))]
    with console.dialog() as dialog:
        for place, (_, draw) in enumerate(parts):
            is_last = place + 1 == len(parts)
            following = ("predict" if has_replays else "done") if is_last else parts[place + 1][0]
            skip = (("p", "predict now"),) if has_replays and not is_last else ()
            dialog.add(draw)
            key = "?"
            while key not in (*CONTINUES, "p", *LEAVES):
                key = dialog.ask(Hints("", (("Enter", following), *skip, ("q", "quit"))))
            dialog.commit()
            if key == "p":
                break
            if key in LEAVES:
                return False
    return True


def _predict_and_watch(console: Console, study: Study, setup: RunSetup, following: str | None) -> bool:
    """Shows one replay from its prediction to its last what-if; returns False if the learner leaves.

    `following` is the name of the next replay.
    """
    scenario, predict = setup.scenario, setup.scenario.predict
    with console.dialog() as dialog:
        said: ReplayPrediction | None = None
        if predict is not None:
            chosen = _choose_prediction(dialog, scenario, predict)
            if chosen == "leave":
                return False
            if chosen != "skip":
                said = record_prediction(study, setup, predict, predict.choices[chosen])
            dialog.commit()
        trace = play_run(study, setup)
        ended = watch(console, scenario, trace, dialog)
        if predict is not None:
            because = predict.because
            dialog.add(lambda canvas: outcome_lines(predict, said, trace, canvas))
            dialog.add(lambda canvas: wrapped(because, readable_width(canvas)))
        onward = f"next: {following}" if following else "done"
        hints = Hints("", (("w", "what if"), ("r", "again"), ("Enter", onward), ("q", "quit")))
        while True:
            key = "w" if ended == "what-if" else dialog.ask(hints)
            ended = ""
            dialog.commit()
            if key == "w":
                what_if_loop(console, study, setup, dialog)
            elif key == "r":
                ended = watch(console, scenario, trace, dialog)
            elif key in CONTINUES:
                return True
            elif key in LEAVES:
                return False


def _choose_prediction(dialog: Dialog, scenario: Scenario, predict: Predict) -> int | Literal["skip", "leave"]:
    """Asks what will happen; returns the index of the choice, or how the question was left."""
    chosen: list[int] = []
    dialog.add(lambda canvas: question_lines(scenario, predict, chosen, canvas))
    size = len(predict.choices)
    letters = ((f"a-{letter(size - 1).lower()}", "predict"),) if size else ()
    hints = Hints("", (*letters, ("Enter", "skip"), ("q", "quit")))
    while True:
        key = dialog.ask(hints)
        if key in LEAVES:
            return "leave"
        place = ord(key.lower()) - ord("a") if len(key) == 1 else -1
        if 0 <= place < size:
            chosen.append(place)
            return place
        if key in CONTINUES:
            return "skip"


def question_lines(scenario: Scenario, predict: Predict, chosen: Sequence[int], canvas: Canvas) -> list[Line]:
    """Returns the question below the caption of the scenario, with its choices; a chosen one is set off."""
    width = readable_width(canvas)
    lines = [*wrapped(scenario.caption, width, "dim"), (), *wrapped(predict.ask, width, "title"), ()]
    for place, value in enumerate(predict.choices):
        style = "title" if place in chosen else ""
        said = "  you predict this" if place in chosen else ""
        lines += labelled(f" {letter(place).lower()}  ", "key", f"{value_words(value)}{said}", width, style)
    return lines
