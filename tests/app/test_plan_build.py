"""The plan of a day is built from its inputs, and from nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from studykit.app.plan_build import build_plan
from studykit.app.plan_data import Prediction
from studykit.app.plan_inputs import PlanInputs, ReviewLog
from studykit.app.settings import Settings
from studykit.memory.fsrs import WEIGHTS
from studykit.memory.schedule import CardState, Review, fold
from studykit.planning.days import MissBacklog, MockLength

DAY = date(2026, 11, 24).toordinal()
CARDS = tuple(f"topic/{number}" for number in range(40))

pytestmark = pytest.mark.usefixtures("quick_search")


def seen(*cards: str, last: int = DAY - 4) -> ReviewLog:
    """The log of cards that were new six days before their last review, and were recalled both times."""
    first, second = Review(3, 0, last - 6), Review(3, 0, last)
    return ReviewLog({card: (fold([first], card), second) for card in cards}, last_day=last)


def inputs(days: int = 20, minutes: int = 30, **more: Any) -> PlanInputs:
    """The inputs of a plan of some days, without a past. `more` replaces fields."""
    exam = date.fromordinal(DAY + days)
    usual = PlanInputs(
        settings=Settings(exam_date=exam, minutes=minutes),
        exam=exam,
        day=DAY,
        cards=CARDS,
        excluded_cards=3,
        siblings={},
        has_items=True,
        unanswered={"sns": 30, "sqs": 50},
        log=ReviewLog(),
        forced_due={},
        misses=None,
        predictions={},
        w=WEIGHTS,
        pace=1.0,
        mock=MockLength(),
    )
    return replace(usual, **more)


def test_equal_inputs_have_equal_plans() -> None:
    assert build_plan(inputs(log=seen(*CARDS[:9]))) == build_plan(inputs(log=seen(*CARDS[:9])))


def test_todays_targets_are_those_of_the_plan() -> None:
    plan = build_plan(inputs())
    targets, summary = plan.targets, plan.summary
    assert (targets.new, targets.day, targets.exam_day) == (plan.today.new, DAY, DAY + 20)
    assert targets.final_pass_start == DAY + 20 - summary.final_pass_days
    assert (targets.early_retention, summary.days_left) == (summary.retention, 20)
    assert summary.today.cards == plan.today.new + plan.today.reviews > 0
    assert (plan.cards, plan.excluded_cards, len(plan.days)) == (40, 3, 21)


def test_the_exam_day_has_only_the_warm_up() -> None:
    plan = build_plan(inputs(days=0))
    assert [(day.new, day.reviews, [task.kind for task in day.tasks]) for day in plan.days] == [(0, 0, ["warm-up"])]
    assert (plan.targets.new, plan.targets.reviews, plan.recalled) == (0, None, 0.0)


def test_a_card_made_due_by_a_wrong_answer_is_among_todays_reviews() -> None:
    fresh = seen(*CARDS[:9], last=DAY - 1)
    states = fresh.states(CARDS, 0.9, WEIGHTS)
    assert all(state.due_day > DAY for state in states.values())
    before, after = (build_plan(inputs(log=fresh, forced_due=forced)) for forced in ({}, {CARDS[0]: DAY - 1}))
    assert (before.today.reviews, after.today.reviews) == (0, 1)


def test_a_mock_that_was_promised_for_today_is_today_and_one_for_another_exam_is_not() -> None:
    promise = Prediction("2026-12-03", 10, 0.9, 0.8, 4, 2, 1.5, mocks=(DAY,))
    other = promise._replace(exam_date="2026-12-04")
    mine, not_mine = (build_plan(inputs(9, 60, predictions={DAY - 1: made})) for made in (promise, other))
    assert "mock" in [task.kind for task in mine.today.tasks]
    assert "mock" not in [task.kind for task in not_mine.today.tasks]


def test_misses_of_a_mock_are_reviewed_today() -> None:
    plan = build_plan(inputs(misses=MissBacklog("3fa9c1", 7, 5)))
    (review,) = [task for task in plan.today.tasks if task.kind == "review"]
    assert (review.number, review.service) == (5, "3fa9c1")


def test_reviews_are_limited_on_a_day_that_they_fill() -> None:
    late = seen(*CARDS, last=DAY - 400)
    full, light = (build_plan(inputs(minutes=minutes, log=late)) for minutes in (2, 60))
    assert full.targets.reviews == full.today.reviews < 40
    assert light.targets.reviews is None


@pytest.mark.parametrize(("days", "spread"), [(20, True), (1, False)])
def test_siblings_wait_if_the_days_before_the_final_pass_can_take_all_cards(days: int, spread: bool) -> None:
    siblings = {card: f"fact {number // 4}" for number, card in enumerate(CARDS)}
    assert build_plan(inputs(days, 60, siblings=siblings)).targets.spread_siblings is spread


def test_a_final_pass_that_has_begun_keeps_its_length() -> None:
    first = build_plan(inputs(days=12)).targets
    begun = first._replace(final_pass_start=DAY - 1, exam_day=DAY + 8)
    given = inputs(days=8)
    plan = build_plan(replace(given, settings=given.settings._replace(targets=begun), log=seen(*CARDS)))
    assert plan.summary.final_pass_days == 9


def test_a_slow_learner_has_fewer_minutes_of_the_mean() -> None:
    mean, slow = inputs(), inputs(pace=2.0)
    assert slow.minutes_for_cards(30) == [minutes / 2 for minutes in mean.minutes_for_cards(30)]
    assert slow.card_minutes_today == mean.card_minutes_today
    assert build_plan(slow).pace == 2.0


def test_without_items_there_is_no_mock() -> None:
    plan = build_plan(inputs(24, 200, has_items=False, unanswered={}))
    assert plan.mock_items == 0
    assert not [task for day in plan.days for task in day.tasks if task.kind in ("mock", "half", "part", "items")]


def test_states_are_those_before_today_with_the_wanted_retention() -> None:
    log = seen("topic/1")
    high, low = (log.states(["topic/1", "topic/2"], retention, WEIGHTS) for retention in (0.95, 0.7))
    assert high.keys() == low.keys() == {"topic/1"}
    assert isinstance(high["topic/1"], CardState)
    assert high["topic/1"].due_day < low["topic/1"].due_day
