"""A learner's pace: drawn from few days of cards with care, and what it makes of a plan."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studykit.memory.pace import BOUNDS, LEAST, LONGEST, CardDay, cut, pace
from studykit.memory.seconds import A_NEW_CARD, NEW_SECONDS, REVIEW_SECONDS
from studykit.planning.pace import paced
from studykit.planning.planner import Deck, Plan, plan

DAYS = st.lists(st.builds(CardDay, st.booleans(), st.integers(1, 4), st.floats(0, 1_000)), max_size=200)


def days(number: int, times: float) -> list[CardDay]:
    """Days of cards of somebody who takes so many times the seconds of the mean; every second card is new."""
    seconds = {True: NEW_SECONDS, False: REVIEW_SECONDS}
    made = [(place % 2 == 0, 1 + place % 4) for place in range(number)]
    return [CardDay(new, rating, times * seconds[new][rating - 1]) for new, rating in made]


def test_without_reviews_and_with_few_the_pace_is_that_of_the_mean() -> None:
    assert pace([]) == pace(days(LEAST - 1, 2.0)) == 1.0


@pytest.mark.parametrize("times", [0.5, 1.5, 2.0])
def test_the_pace_goes_from_the_mean_to_ones_own_as_days_are_counted(times: float) -> None:
    far = [abs(pace(days(number, times)) - times) for number in (LEAST, 100, 1_000, 10_000)]
    assert far == sorted(far, reverse=True)
    assert far[0] < abs(1 - times)
    assert far[-1] < 0.01


def test_who_takes_what_the_mean_takes_has_its_pace() -> None:
    assert pace(days(500, 1.0)) == pytest.approx(1.0)


@given(met=DAYS)
def test_a_pace_stays_within_its_bounds(met: list[CardDay]) -> None:
    assert BOUNDS[0] <= pace(met) <= BOUNDS[1]


def test_a_day_without_a_time_does_not_count() -> None:
    met = days(100, 2.0)
    assert pace([*met, *(day._replace(seconds=0.0) for day in met)]) == pace(met)


def test_one_long_break_hardly_moves_the_pace() -> None:
    met = days(100, 1.0)
    away = met[0]._replace(seconds=cut(3_600.0))
    assert abs(pace([away, *met[1:]]) - pace(met)) < 0.03
    assert cut(5.0) == 5.0 < cut(3_600.0) == LONGEST


def test_who_is_twice_as_slow_meets_fewer_cards_in_the_same_minutes() -> None:
    usual = plan(Deck((), 300), [10.0] * 10, 0.9, needed=False)
    slow = paced(plan(Deck((), 300), [10.0 / 2] * 10, 0.9, needed=False), 2.0)
    assert slow.outcome.seen < 0.75 * usual.outcome.seen
    assert all(day.seconds <= 600 + 2 * A_NEW_CARD * 3 for day in slow.outcome.days)
    assert slow.outcome.seconds == pytest.approx(usual.outcome.seconds, rel=0.1)


def test_the_minutes_that_would_do_are_ones_own() -> None:
    def slow(minutes: float) -> Plan:
        return paced(plan(Deck((), 300), [minutes / 2] * 10, 0.9, free=lambda most: [most / 2] * 10), 2.0)

    needed = slow(10.0).minutes_needed
    assert needed is not None
    assert slow(needed).feasible


def test_the_minutes_of_the_fullest_day_are_ones_own() -> None:
    made = plan(Deck((), 30), [30.0] * 10, 0.8)
    assert made.minutes_needed is not None
    assert paced(made, 2.0).minutes_needed == 2 * made.minutes_needed
