"""The tasks of today that are left after the answers of today, and the commands that do it."""

from __future__ import annotations

import pytest

from studykit.app.history import LearningHistory
from studykit.app.todays_plan import commands_of, remaining_tasks
from tests.app.plans import LAST, a_plan, day

MOCK_DAY = day(0, 8, 7.0, ("mock", 30, 60.0), ("items", 9, 13.5, "sns"))


def history(answers: int, in_exams: int = 0) -> LearningHistory:
    return LearningHistory(answers_today=answers, exam_answers_today=in_exams)


@pytest.mark.parametrize(
    ("answers", "in_exams", "left"),
    [(0, 0, [30, 9]), (4, 0, [30, 5]), (12, 12, [18, 9]), (30, 30, [9]), (17, 16, [8]), (80, 0, [30])],
)
def test_a_quiz_answers_the_items_of_a_day_and_an_exam_its_mock(answers: int, in_exams: int, left: list[int]) -> None:
    tasks = remaining_tasks(a_plan((MOCK_DAY,)), history(answers, in_exams))
    assert [task.number for task in tasks.tasks] == left
    assert tasks.questions_left == sum(left)


def test_the_questions_that_are_left_have_their_commands() -> None:
    tasks = remaining_tasks(a_plan((MOCK_DAY,)), history(2))
    assert tasks.commands == "studykit exam -n 30; studykit quiz sns -n 7"


def test_sheets_and_the_warm_up_are_not_questions_and_the_review_of_a_mock_is_left_out() -> None:
    sheets, warm_up = (remaining_tasks(a_plan((day_,)), history(0)) for day_ in LAST[1:])
    assert [task.kind for task in (*sheets.tasks, *warm_up.tasks)] == ["sheets", "warm-up"]
    assert (sheets.questions_left, warm_up.commands) == (0, "")


def test_a_day_has_a_command_for_its_cards_and_for_each_task() -> None:
    assert commands_of(MOCK_DAY) == ["studykit drill", "studykit exam -n 30", "studykit quiz sns -n 9"]
    review = day(0, 1, 0.1, ("review", 5, 7.5, "3fa9c1"), ("sheets", 1, 6.0))
    assert commands_of(review) == ["studykit drill", "studykit exam review 3fa9c1", "studykit sheet"]
    assert commands_of(LAST[2]) == ["studykit drill --cram --limit 10"]
