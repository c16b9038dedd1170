"""The learner's own pace: cautious with little data, and its effect on a plan."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studykit.memory.pace import BOUNDS, MAX_REVIEW_SECONDS, MIN_CARD_DAYS, CardDay, cap_seconds, pace
from studykit.memory.seconds import MEAN_NEW_SECONDS, NEW_SECONDS, REVIEW_SECONDS
from studykit.planning.pace import at_pace
from studykit.planning.planner import Deck, StudyPlan, find_plan

DAYS = st.lists(st.builds(CardDay, st.booleans(), st.integers(1, 4), st.floats(0, 1_000)), max_size=200)


def days(number: int, times: float) -> list[CardDay]:
    """Returns card days of a learner who takes `times` the mean seconds. Every second card is new."""
    seconds = {True: NEW_SECONDS, False: REVIEW_SECONDS}
    made = [(place % 2 == 0, 1 + place % 4) for place in range(number)]
    return [CardDay(new, rating, times * seconds[new][rating - 1]) for new, rating in made]


def test_without_or_with_few_reviews_the_pace_is_the_mean() -> None:
    assert pace([]) == pace(days(MIN_CARD_DAYS - 1, 2.0)) == 1.0


@pytest.mark.parametrize("times", [0.5, 1.5, 2.0])
def test_the_pace_approaches_the_learners_own_with_more_card_days(times: float) -> None:
    far = [abs(pace(days(number, times)) - times) for number in (MIN_CARD_DAYS, 100, 1_000, 10_000)]
    assert far == sorted(far, reverse=True)
    assert far[0] < abs(1 - times)
    assert far[-1] < 0.01


def test_a_learner_who_takes_the_mean_seconds_has_pace_one() -> None:
    assert pace(days(500, 1.0)) == pytest.approx(1.0)


@given(met=DAYS)
def test_a_pace_stays_within_its_bounds(met: list[CardDay]) -> None:
    assert BOUNDS[0] <= pace(met) <= BOUNDS[1]


def test_a_card_day_without_a_time_does_not_count() -> None:
    met = days(100, 2.0)
    assert pace([*met, *(day._replace(seconds=0.0) for day in met)]) == pace(met)


def test_one_long_break_hardly_changes_the_pace() -> None:
    met = days(100, 1.0)
    away = met[0]._replace(seconds=cap_seconds(3_600.0))
    assert abs(pace([away, *met[1:]]) - pace(met)) < 0.03
    assert cap_seconds(5.0) == 5.0 < cap_seconds(3_600.0) == MAX_REVIEW_SECONDS


def test_a_learner_who_is_twice_as_slow_sees_fewer_cards_in_the_same_minutes() -> None:
    usual = find_plan(Deck((), 300), [10.0] * 10, 0.9, needed=False)
    slow = at_pace(find_plan(Deck((), 300), [10.0 / 2] * 10, 0.9, needed=False), 2.0)
    assert slow.projection.seen < 0.75 * usual.projection.seen
    assert all(day.seconds <= 600 + 2 * MEAN_NEW_SECONDS * 3 for day in slow.projection.days)
    assert slow.projection.seconds == pytest.approx(usual.projection.seconds, rel=0.1)


def test_sufficient_minutes_are_at_the_learners_own_pace() -> None:
    def free(minutes: float) -> list[float]:
        return [minutes / 2] * 10

    def slow(minutes: float) -> StudyPlan:
        return at_pace(find_plan(Deck((), 300), free(minutes), 0.9, minutes_for_cards=free), 2.0)

    needed = slow(10.0).minutes_needed
    assert needed is not None
    assert slow(needed).feasible


def test_the_minutes_of_the_fullest_day_are_at_the_learners_own_pace() -> None:
    made = find_plan(Deck((), 30), [30.0] * 10, 0.8)
    assert made.minutes_needed is not None
    assert at_pace(made, 2.0).minutes_needed == 2 * made.minutes_needed
