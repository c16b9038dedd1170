"""The menu of the first screen: what it offers, and which activity each choice starts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from studykit.app.exam_steps import ResumeExam, ReviewMisses, StartExam
from studykit.app.next_steps import (
    Action,
    Read,
    ReadTopic,
    ResumeSitting,
    StartDrill,
    StartQuiz,
)
from studykit.app.options import DrillOptions, ExamOptions, QuizOptions
from studykit.app.study import Study
from studykit.screen.console.console import Console
from studykit.screen.home import loop, menu
from studykit.screen.home.menu import choose, start
from studykit.screen.home.view import choice_of
from tests.cli.world import World

ACTIVITIES = (
    *("drill.loop.run", "quiz.loop.run", "explain.loop.run", "explain.sheets.show"),
    *("exam.run.start", "exam.run.resume", "exam.run.review"),
)
STARTS: tuple[tuple[Action, str, tuple[Any, ...]], ...] = (
    (StartDrill(DrillOptions(), 9), "drill.loop.run", (DrillOptions(),)),
    (StartDrill(DrillOptions(limit=10, cram=True), 10), "drill.loop.run", (DrillOptions(limit=10, cram=True),)),
    (StartQuiz(QuizOptions(("sqs",), 4), 4), "quiz.loop.run", (QuizOptions(("sqs",), 4),)),
    (ResumeSitting("drill", DrillOptions(new=5)), "drill.loop.run", (DrillOptions(new=5),)),
    (ResumeSitting("quiz", QuizOptions(missed=True)), "quiz.loop.run", (QuizOptions(missed=True),)),
    (StartExam(ExamOptions(30), 30), "exam.run.start", (ExamOptions(30),)),
    (StartExam(ExamOptions(15, missed=True), 15), "exam.run.start", (ExamOptions(15, missed=True),)),
    (ResumeExam("3fa9c1", 5), "exam.run.resume", (None,)),
    (ReviewMisses("3fa9c1", 7, 5), "exam.run.review", ("3fa9c1",)),
    (ReadTopic("hiding", "Hiding"), "explain.loop.run", ("hiding",)),
    (Read.SHEETS, "explain.sheets.show", ()),
)


@pytest.fixture
def console(tmp_path: Path) -> Console:
    return Console(World(tmp_path).environment())


@pytest.fixture
def study(tmp_path: Path) -> Iterator[Study]:
    with closing(World(tmp_path).study()) as study:
        yield study


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, tuple[Any, ...]]]:
    """The activities that were started, with what they were given besides the console and the study."""
    calls: list[tuple[str, tuple[Any, ...]]] = []

    def record(name: str) -> Any:
        return lambda console, study, *given: calls.append((name, given))

    for name in ACTIVITIES:
        monkeypatch.setattr(f"studykit.screen.{name}", record(name))
    return calls


def pick(monkeypatch: pytest.MonkeyPatch, words: str) -> list[str]:
    """Chooses the line with these words in the next menus; returns the lines that are offered."""
    offered: list[str] = []

    def select(question: str, choices: Sequence[tuple[str, str]], *_: Any) -> str:
        offered[:] = [shown for _, shown in choices]
        return next(name for name, shown in choices if shown == words)

    monkeypatch.setattr(menu, "select", select)
    return offered


@pytest.mark.parametrize(("action", "activity", "given"), STARTS, ids=str)
def test_a_choice_starts_its_activity(
    console: Console, study: Study, started: list[Any], action: Action, activity: str, given: tuple[Any, ...]
) -> None:
    start(console, study, action)
    assert started == [(activity, given)]


def test_a_topic_is_chosen_and_read(
    console: Console, study: Study, started: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    row = study.library.rows()[0]
    offered = pick(monkeypatch, row.title)
    start(console, study, Read.ANY_TOPIC)
    assert started == [("explain.loop.run", (row.id,))]
    assert offered[-1] == "Back"


def test_going_back_from_the_topics_starts_nothing(
    console: Console, study: Study, started: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    pick(monkeypatch, "Back")
    start(console, study, Read.ANY_TOPIC)
    assert started == []


def test_the_menu_has_every_choice_and_a_way_out(console: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    choices = [choice_of(action) for action, _, _ in STARTS]
    offered = pick(monkeypatch, choices[3].words)
    assert choose(console, choices) == choices[3].action
    assert offered == [*(choice.words for choice in choices), "Enough for today"]
    pick(monkeypatch, "Enough for today")
    assert choose(console, choices) is None


def test_after_an_activity_the_day_is_read_and_shown_again(
    console: Console, study: Study, started: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = iter([StartDrill(DrillOptions(), 9), None])
    monkeypatch.setattr(Console, "can_read_keys", property(lambda self: True))
    monkeypatch.setattr(menu, "choose", lambda console, choices: next(chosen))
    closed: list[Study] = []
    monkeypatch.setattr(Study, "close", lambda self: closed.append(self))
    assert loop.run(console, study) == 0
    assert (started, closed) == ([("drill.loop.run", (DrillOptions(),))], [study])
    assert console.environment.stdout.getvalue().count("Cards: ") == 2  # type: ignore[attr-defined] # it is StringIO
