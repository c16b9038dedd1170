"""The next steps of the first screen: which there are, in which order, and what each of them starts."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest

from studykit.app.drill import DrillSession
from studykit.app.exam_steps import StartExam
from studykit.app.next_steps import (
    Action,
    Read,
    ReadTopic,
    ResumeSitting,
    StartDrill,
    StartQuiz,
    next_steps,
    step_of,
)
from studykit.app.options import DrillOptions, ExamOptions, QuizOptions
from studykit.app.overview import Overview, read_overview
from studykit.app.quiz import QuizSession
from studykit.app.study import Study
from studykit.app.todays_plan import TodaysTasks
from studykit.sittings.sizes import PLACEMENT, USUAL
from tests.app.plans import LAST, day
from tests.app.work import cards_left, drill, plan_exam, quiz


def steps(study: Study, **more: Any) -> list[Action]:
    overview: Overview = read_overview(study)._replace(**more)
    return next_steps(study, overview)


def interrupt(study: Study, options: DrillOptions | QuizOptions) -> None:
    """Starts a drill or a quiz, rates or answers once, and leaves it as a lost connection does."""
    with suppress(KeyboardInterrupt):
        if isinstance(options, DrillOptions):
            with DrillSession.open(study, options) as drilling:
                drilling.rate(drilling.next_card() or "", 4, 0)
                raise KeyboardInterrupt
        with QuizSession.open(study, options) as quizzing:
            quizzing.answer(())
            raise KeyboardInterrupt


def test_a_new_learner_reads_or_finds_out_what_they_know(study: Study) -> None:
    read, placement, first_drill, usual, choose = steps(study)
    assert isinstance(read, ReadTopic)
    items = len(study.library.item_ids())
    assert placement == StartQuiz(QuizOptions(placement=True), min(PLACEMENT, items))
    assert first_drill == StartDrill(DrillOptions(), cards_left(study))
    assert usual == StartQuiz(QuizOptions(), min(USUAL, items))
    assert choose == Read.ANY_TOPIC


def test_reading_comes_last_for_a_learner_who_has_begun(study: Study) -> None:
    drill(study, ratings=[4])
    *_, read, choose = steps(study)
    assert isinstance(read, ReadTopic)
    assert choose == Read.ANY_TOPIC


def test_wrong_answers_are_offered_again_until_they_are_right(study: Study) -> None:
    quiz(study, QuizOptions(("hiding",)), ["wrong"])
    (missed,) = [step for step in steps(study) if isinstance(step, StartQuiz) and step.options.missed]
    assert missed.questions == len(study.history.answers) > 0
    quiz(study, missed.options, ["right"])
    assert not [step for step in steps(study) if isinstance(step, StartQuiz) and step.options.missed]


def test_without_cards_no_drill_is_offered(study: Study) -> None:
    drill(study, DrillOptions(new=99))
    assert not [step for step in steps(study) if isinstance(step, StartDrill)]


def test_tasks_of_the_plan_come_after_the_drill(study: Study) -> None:
    plan_exam(study, 20)
    today = day(0, 1, 0.1, ("mock", 30, 60.0), ("items", 9, 13.5, "sns"), ("sheets", 1, 6.0))
    found = steps(study, tasks=TodaysTasks(today.tasks))
    kinds = [type(step) for step in found]
    place = kinds.index(StartDrill)
    assert found[place + 1 : place + 4] == [
        StartExam(ExamOptions(30), 30),
        StartQuiz(QuizOptions(("sns",), 9), 9),
        Read.SHEETS,
    ]


def test_the_warm_up_changes_nothing_and_the_review_of_a_mock_is_no_step_of_the_plan() -> None:
    review, _ = LAST[1].tasks
    assert [step_of(task) for task in LAST[2].tasks] == [StartDrill(DrillOptions(limit=10, cram=True), 10)]
    assert step_of(review) is None


@pytest.mark.parametrize("options", [DrillOptions(new=5, limit=3), QuizOptions(("hiding",), 2)], ids=str)
def test_an_interrupted_sitting_comes_first_and_the_usual_ones_stay(
    study: Study, options: DrillOptions | QuizOptions
) -> None:
    before = {type(step) for step in steps(study)}
    interrupt(study, options)
    first, *others = steps(study)
    assert first == ResumeSitting("drill" if isinstance(options, DrillOptions) else "quiz", options)
    assert before <= {type(step) for step in others}


@pytest.mark.parametrize("options", [DrillOptions(), QuizOptions()], ids=str)
def test_an_interrupted_sitting_without_options_takes_the_place_of_the_usual_one(
    study: Study, options: DrillOptions | QuizOptions
) -> None:
    interrupt(study, options)
    found = steps(study)
    assert isinstance(found[0], ResumeSitting)
    assert not [step for step in found if isinstance(step, StartDrill | StartQuiz) and step.options == options]
