"""Explaining a topic: told as text, or read, predicted and watched on a terminal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from studykit.cli.desk import Desk
from studykit.cli.opening import form, journal, shelf
from studykit.cli.replaying import explore, run, tell
from studykit.library.model import Topic
from studykit.library.proofs import value_words
from studykit.library.shelf import Shelf
from studykit.screen.form import END, Form, Hints
from studykit.screen.text import flat, wrapped
from studykit.screen.topic import facts_lines, note_lines, tips_lines, topic_lines
from studykit.sim.frames.canvas import Canvas, Line, Segment
from studykit.sim.scenario import Predict, Scenario
from studykit.sim.trace import Trace, tidy

READABLE = 78
SKIP = ("enter", "escape", "space", "q", "")


def told(desk: Desk, name: str) -> None:
    """Note, facts, tips, and the timeline of the topic's first replay (or of the one that was named)."""
    found = shelf(desk)
    topic = found.topic(name)
    desk.show(topic_lines(topic, desk.measure, desk.ascii))
    for place, scenario in enumerate(_scenarios(topic, name)):
        if place == 0:
            desk.say()
            desk.show([(Segment(f"Replay: {scenario}", "title"),), ()])
            tell(desk, topic.scenarios[scenario], run(found, scenario, topic.scenarios[scenario], {}))
    more = _scenarios(topic, name)[1:]
    if more:
        desk.show([(), *wrapped([Segment("More replays: ", "dim"), Segment(_commands(more))], desk.measure)])


def _commands(scenarios: Sequence[str]) -> str:
    return ", ".join(f"studykit simulate {name}" for name in scenarios)


def _scenarios(topic: Topic, name: str) -> list[str]:
    """The topic's replays, the one that was asked for first."""
    names = list(topic.scenarios)
    return sorted(names, key=lambda scenario: scenario != name)


def watched(desk: Desk, name: str) -> None:
    """The same on a terminal, part by part; then predict before each replay, the outcome beside it, and what if."""
    found = shelf(desk)
    topic = found.topic(name)
    names = _scenarios(topic, name)
    if not _read(desk, topic, names):
        return
    for place, scenario in enumerate(names):
        if not _scene(desk, found, scenario, topic.scenarios[scenario], names[place + 1 :]):
            return


def _read(desk: Desk, topic: Topic, replays: Sequence[str]) -> bool:
    """Note, facts and tips, one after another as the learner reads; False when there was enough."""
    parts: list[tuple[str, Callable[[Canvas], list[Line]]]] = [
        ("the note", lambda canvas: list(note_lines(topic, _measure(canvas), canvas.ascii))),
        (f"{len(topic.facts)} facts", lambda canvas: list(facts_lines(topic, _measure(canvas), canvas.ascii))),
        ("tips", lambda canvas: list(tips_lines(topic, _measure(canvas)))),
    ]
    parts = [part for part in parts if part[1](Canvas(READABLE))]
    with form(desk) as asked:
        for place, (_, draw) in enumerate(parts):
            asked.add(draw)
            more = parts[place + 1][0] if place + 1 < len(parts) else "predict" if replays else "done"
            skip = (("p", "predict now"),) if replays and place + 1 < len(parts) else ()
            key = "?"
            while key not in ("enter", "space", "p", "q", "escape", END):
                key = asked.ask(Hints("", (("Enter", more), *skip, ("q", "quit"))))
            asked.end()
            if key == "p":
                break
            if key in ("q", "escape", END):
                return False
    return True


def _measure(canvas: Canvas) -> int:
    return min(READABLE, canvas.width)


def _scene(desk: Desk, found: Shelf, name: str, scenario: Scenario, more: Sequence[str]) -> bool:
    """One replay from its prediction to its last what-if; True when the next is wanted."""
    with form(desk) as asked:
        said = _predicted(desk, asked, name, scenario) if scenario.predict else None
        if said == "leave":
            return False

        def seen(trace: Trace) -> None:
            if (predict := scenario.predict) is not None:
                asked.add(lambda canvas: outcome_lines(predict, said, trace, canvas))

        explore(desk, found, name, scenario, {}, form=asked, seen=seen)
        while True:
            keys = [("w", "what if"), ("r", "again")]
            keys += [("Enter", f"next replay: {more[0]}")] if more else [("Enter", "done")]
            key = asked.ask(Hints("", (*keys, ("q", "quit"))))
            if key == "w":
                from studykit.cli.replaying import what_if

                changed = what_if(desk, scenario, {}, asked)
                if changed is not None:
                    explore(desk, found, name, scenario, changed, form=asked)
            elif key == "r":
                explore(desk, found, name, scenario, {}, form=asked)
            elif key in ("q", "escape", ""):
                return False
            elif key in ("enter", "space"):
                return True


def _predicted(desk: Desk, asked: Form, name: str, scenario: Scenario) -> Any:
    """Asks what will happen and keeps the answer; None when it was skipped, `leave` when the learner has had enough."""
    predict = scenario.predict
    assert predict is not None
    choices = [*predict.choices]
    asked.add(lambda canvas: question_lines(scenario, predict, canvas))
    keys = [(str(number), value_words(value)) for number, value in enumerate(choices, start=1)]
    hints = Hints("a number", (*keys, ("Enter", "skip"), ("q", "quit")))
    while True:
        key = asked.ask(hints)
        if key in ("q", "escape", ""):
            return "leave"
        if key in SKIP:
            said = None
            break
        if key.isdigit() and 1 <= int(key) <= len(choices):
            said = (choices[int(key) - 1],)
            data = {"measure": predict.measure, "said": tidy(said[0]), "params": {}}
            journal(desk).append("prediction", name, data, desk.now(), desk.day())
            break
    asked.end()
    return said


def question_lines(scenario: Scenario, predict: Predict, canvas: Canvas) -> list[Line]:
    """The prediction as a question, with the scene it is about."""
    width = min(78, canvas.width)
    lines = [*wrapped(scenario.caption, width, "dim"), (), *wrapped(predict.ask, width, "title"), ()]
    for number, value in enumerate(predict.choices, start=1):
        lines.append((Segment(f" {number}  ", "key"), Segment(flat(value_words(value)))))
    return lines


def outcome_lines(predict: Predict, said: Any, trace: Trace, canvas: Canvas) -> list[Line]:
    """What was predicted beside what happened, and why."""
    width = min(78, canvas.width)
    measure = predict.measure.replace("_", " ")
    happened = value_words(trace.measures[predict.measure])
    dot = "|" if canvas.ascii else "·"
    first = [Segment(f"{measure}: {happened}", "title")]
    if said is not None:
        same = said[0] == trace.measures[predict.measure]
        first.append(Segment(f" {dot} you said {value_words(said[0])}", "good" if same else "bad"))
    return [*wrapped(first, width), *wrapped(predict.because, width)]
