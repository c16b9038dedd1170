"""Explaining a topic: told as text, or read, predicted and watched on a terminal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress

from studykit.app.environment import Desk
from studykit.app.study import form, journal, library
from studykit.errors import JournalError
from studykit.items.base import letter
from studykit.library.library import Library
from studykit.library.model import Topic
from studykit.library.proofs import value_words
from studykit.screen.console.dialog import END, Dialog, Hints
from studykit.screen.explain.topic import facts_lines, note_lines, tips_lines, topic_lines
from studykit.screen.replay.loop import outcome_lines, remember, run, tell, vary, watch
from studykit.sim.engine.scenario import Predict, Scenario
from studykit.text.lines import Canvas, Line, Segment
from studykit.text.wrap import labelled, wrapped

READABLE = 78
LEAVES = ("q", "escape", END)
LEAVE = -1


def _noted(desk: Desk, topic: Topic) -> None:
    """Keeps that a note was read, for readiness; a journal that cannot be used is no reason not to explain."""
    with suppress(JournalError):
        journal(desk).append("sitting", "read", {"topic": topic.id}, desk.now(), desk.day())


def told(desk: Desk, name: str) -> None:
    """Note, facts, tips, and the timeline of the topic's first replay (or of the one that was named)."""
    found = library(desk)
    topic = found.topic(name)
    _noted(desk, topic)
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
    found = library(desk)
    topic = found.topic(name)
    names = _scenarios(topic, name)
    _noted(desk, topic)
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
            asked.commit()
            if key == "p":
                break
            if key in ("q", "escape", END):
                return False
    return True


def _measure(canvas: Canvas) -> int:
    return min(READABLE, canvas.width)


def _scene(desk: Desk, found: Library, name: str, scenario: Scenario, more: Sequence[str]) -> bool:
    """One replay from its prediction to its last what-if; True when the next is wanted."""
    with form(desk) as asked:
        said = None
        if (predict := scenario.predict) is not None:
            chosen = _predicted(asked, scenario, predict)
            if chosen == LEAVE:
                return False
            if chosen is not None:
                said = remember(desk, name, predict, predict.choices[chosen], {})
            asked.commit()
        trace = run(found, name, scenario, {})
        ended = watch(desk, scenario, trace, asked)
        if predict is not None:
            because = predict.because
            asked.add(lambda canvas: outcome_lines(predict, said, trace, canvas))
            asked.add(lambda canvas: wrapped(because, _measure(canvas)))
        keys = (("w", "what if"), ("r", "again"), ("Enter", f"next: {more[0]}" if more else "done"), ("q", "quit"))
        while True:
            key = "w" if ended == "what-if" else asked.ask(Hints("", keys))
            ended = ""
            asked.commit()
            if key == "w":
                vary(desk, found, name, scenario, {}, form=asked)
            elif key == "r":
                ended = watch(desk, scenario, trace, asked)
            elif key in ("enter", "space"):
                return True
            elif key in LEAVES:
                return False


def _predicted(asked: Dialog, scenario: Scenario, predict: Predict) -> int | None:
    """Asks what will happen: the place of the choice; None when it is skipped, LEAVE when there was enough."""
    chosen: list[int] = []
    asked.add(lambda canvas: question_lines(scenario, predict, chosen, canvas))
    size = len(predict.choices)
    letters = ((f"a-{letter(size - 1).lower()}", "predict"),) if size else ()
    hints = Hints("", (*letters, ("Enter", "skip"), ("q", "quit")))
    while True:
        key = asked.ask(hints)
        if key in LEAVES:
            return LEAVE
        place = ord(key.lower()) - ord("a") if len(key) == 1 else -1
        if 0 <= place < size:
            chosen.append(place)
            return place
        if key in ("enter", "space"):
            return None


def question_lines(scenario: Scenario, predict: Predict, chosen: Sequence[int], canvas: Canvas) -> list[Line]:
    """The prediction as a question, with the scene that it is about; what was chosen is set off."""
    width = _measure(canvas)
    lines = [*wrapped(scenario.caption, width, "dim"), (), *wrapped(predict.ask, width, "title"), ()]
    for place, value in enumerate(predict.choices):
        style = "title" if place in chosen else ""
        said = "  you predict this" if place in chosen else ""
        lines += labelled(f" {letter(place).lower()}  ", "key", f"{value_words(value)}{said}", width, style)
    return lines
