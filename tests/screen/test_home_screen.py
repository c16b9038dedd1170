"""The first screen in words: each step with its command, and the lines of a day."""

from __future__ import annotations

from datetime import date
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
from studykit.app.overview import Overview
from studykit.screen.console.paint import plain
from studykit.screen.home.view import choice_lines, choice_of, today_lines
from studykit.store.due import DueCounts
from tests.app.plans import a_plan

TODAY = date(2026, 11, 25)
STEPS: tuple[tuple[Action, str, str], ...] = (
    (StartDrill(DrillOptions(), 12), "Drill 12 cards", "studykit drill"),
    (StartDrill(DrillOptions(), 1), "Drill 1 card", "studykit drill"),
    (
        StartDrill(DrillOptions(limit=10, cram=True), 10),
        "Warm up: 10 cards, whatever you press",
        "studykit drill --cram --limit 10",
    ),
    (StartQuiz(QuizOptions(), 10), "Answer 10 questions", "studykit quiz"),
    (
        StartQuiz(QuizOptions(placement=True), 30),
        "Find out what you know (30 questions)",
        "studykit quiz --placement",
    ),
    (StartQuiz(QuizOptions(missed=True), 4), "Answer again what was wrong (4)", "studykit quiz --missed"),
    (StartQuiz(QuizOptions(("sqs",), 10), 10), "Answer 10 questions on sqs", "studykit quiz sqs -n 10"),
    (StartQuiz(QuizOptions(("sqs",), 1), 1), "Answer 1 question on sqs", "studykit quiz sqs -n 1"),
    (StartExam(ExamOptions(65), 65), "Sit a mock of 65 questions", "studykit exam -n 65"),
    (ReadTopic("sqs-dlq", "Dead-letter queues"), "Read: Dead-letter queues", "studykit explain sqs-dlq"),
    (Read.SHEETS, "Read the numbers and the traps", "studykit sheet"),
    (Read.ANY_TOPIC, "Choose a topic", "studykit topics"),
    (ResumeSitting("drill", DrillOptions()), "Go on with the drill that was cut", "studykit drill"),
    (
        ResumeSitting("quiz", QuizOptions(("sqs",), number=3)),
        "Go on with the quiz that was cut",
        "studykit quiz sqs --number 3",
    ),
    (ResumeExam("3fa9c1", 125_000), "Go on with the paper (02:05 left)", "studykit exam resume"),
    (ResumeExam("3fa9c1", 0), "See the paper whose time ran out", "studykit exam resume"),
    (
        ReviewMisses("3fa9c1", 7, 5),
        "Review what the paper missed (7 left, 5 today)",
        "studykit exam review 3fa9c1",
    ),
    (
        ReviewMisses("3fa9c1", 2, 0),
        "Review what the paper missed (2 left, from tomorrow)",
        "studykit exam review 3fa9c1",
    ),
    (StartExam(ExamOptions(15, missed=True), 15), "Retest what was missed", "studykit exam --missed -n 15"),
)
COUNTS = DueCounts(due=4, new=3, learning=1, overdue=2, next_due=None, exam_date="2026-12-18", days_left=23)
OVERVIEW = Overview(
    counts=COUNTS,
    minutes=4,
    waiting=0,
    studied_days=5,
    streak=3,
    exam_code="SAA-C03",
    plan=None,
    tasks=None,
    leeches=0,
    marked_cards=0,
    marked_items=0,
    goodbye="",
)
NONE_DUE = DueCounts(exam_date="2026-12-18", days_left=23)


def lines(**more: Any) -> list[str]:
    return plain(today_lines(TODAY, OVERVIEW._replace(**more), 100, ascii=False)).splitlines()


@pytest.mark.parametrize(
    ("action", "words", "command"), STEPS, ids=lambda value: value if isinstance(value, str) else ""
)
def test_each_step_has_its_words_and_its_command(action: Action, words: str, command: str) -> None:
    choice = choice_of(action)
    assert (choice.action, choice.words, choice.command) == (action, words, command)


@pytest.mark.parametrize("width", [40, 60, 80])
def test_every_choice_is_listed_with_its_command_within_the_width(width: int) -> None:
    choices = [choice_of(action) for action, _, _ in STEPS]
    text = plain(choice_lines(choices, width))
    assert all(choice.command in text for choice in choices)
    assert max(map(len, text.splitlines())) <= width


def test_a_usual_day() -> None:
    assert lines() == [
        "studykit · Wednesday 25 November",
        "",
        "Cards: 5 to review (2 overdue), 3 new · about 4 min",
        "Exam: in 23 days · SAA-C03 on 2026-12-18",
        "Studied: 5 days, 3 in a row",
    ]


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"waiting": 1}, "3 new · about 4 min; 1 more waits for another day"),
        ({"counts": NONE_DUE, "waiting": 2}, "Cards: none are left; 2 wait for another day."),
        ({"counts": NONE_DUE, "goodbye": "Done."}, "Cards: none are left today."),
        ({"counts": NONE_DUE}, "Cards: nothing is due."),
        ({"counts": DueCounts(next_due=86_400)}, "Cards: nothing is due. The next comes tomorrow."),
        ({"counts": DueCounts(next_due=3 * 86_400)}, "Cards: nothing is due. The next comes in 3 days."),
        ({"counts": DueCounts(next_due=590)}, "Cards: nothing is due. The next comes in 10 min."),
        ({"counts": DueCounts(exam_date="2026-11-25", days_left=0)}, "Cards: only the warm-up today."),
    ],
)
def test_the_line_about_cards(more: dict[str, Any], says: str) -> None:
    assert lines(**more)[2].endswith(says)


@pytest.mark.parametrize(
    ("left", "says"), [(1, "tomorrow"), (0, "today"), (2, "in 2 days"), (-1, "1 day ago"), (-3, "3 days ago")]
)
def test_the_exam_day_in_words(left: int, says: str) -> None:
    assert f"Exam: {says} · " in lines(counts=DueCounts(exam_date="2026-12-18", days_left=left))[3]


def test_the_plan_is_shown_until_the_day_is_done() -> None:
    says = "Plan: 14 cards (6 new), 10 items on sns, 22 min"
    assert says in lines(plan=a_plan())
    done = lines(plan=a_plan(), goodbye="Done for today; nothing waits for tomorrow.")
    assert says not in done
    assert done[-1] == "Done for today; nothing waits for tomorrow."


def test_leeches_and_marks_are_counted() -> None:
    said = lines(leeches=2, marked_cards=1, marked_items=2)
    assert said[-2] == "Leeches put aside: 2; studykit drill --leeches brings them back"
    assert " ".join(lines(marked_cards=1, marked_items=2)).endswith(
        "Marked: 1 card (studykit drill --marked), 2 questions (studykit quiz --marked)"
    )


@pytest.mark.parametrize("width", [40, 60])
def test_no_line_of_the_day_is_wider_than_the_terminal(width: int) -> None:
    overview = OVERVIEW._replace(plan=a_plan(), leeches=2, marked_cards=1, marked_items=2, waiting=9)
    text = plain(today_lines(TODAY, overview, width, ascii=True))
    assert max(map(len, text.splitlines())) <= width
    assert text.isascii()
