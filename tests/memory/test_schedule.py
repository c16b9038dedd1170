"""The schedule of a card: steps, fuzz, previews, folds."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studykit.memory import fsrs, schedule
from studykit.memory.schedule import MINUTE, CardState, Review, after, fold, fuzz_bounds, preview

RATINGS = st.integers(1, 4)
REVIEWS = st.lists(st.tuples(RATINGS, st.integers(0, 60)), max_size=10)


def dated(history: list[tuple[int, int]]) -> list[Review]:
    reviews, day = [], 739_000
    for rating, days in history:
        day += days
        reviews.append(Review(rating, day * 86_400_000, day))
    return reviews


@given(history=REVIEWS, rating=RATINGS)
def test_a_buttons_preview_is_the_result_of_pressing_it(history: list[tuple[int, int]], rating: int) -> None:
    state = fold(dated(history), "t/c")
    shown = preview(state, "t/c", 5, 740_000)[rating - 1]
    assert shown == after(state, Review(rating, 5, 740_000), "t/c")


@pytest.mark.parametrize("reviews", [2_500, pytest.param(25_000, marks=pytest.mark.long)])
def test_the_preview_is_the_outcome_after_any_history(reviews: int) -> None:
    rng, state = Random(6), CardState()
    for number in range(reviews):
        at, day = number * 1000, 739_000 + number // 3
        shown = preview(state, "t/c", at, day, 0.9)
        pressed = [after(state, Review(rating, at, day), "t/c", 0.9) for rating in (1, 2, 3, 4)]
        assert list(shown) == pressed
        state = rng.choice(pressed) if state.reviews < 20 else CardState()


def days_given(interval: int, card: str, reviews: int = 3) -> int:
    """Returns the days until a card is due, fuzz included, whose interval without fuzz is this one."""
    memory = fsrs.Memory(float(interval), 5.0)
    wanted = fsrs.review(memory, 3, interval).stability
    retention = fsrs.retrievability(wanted, interval)
    assert fsrs.interval(wanted, retention) == interval
    state = CardState("review", memory, due_day=interval, last_day=0, reviews=reviews)
    return after(state, Review(3, 0, interval), card, retention).due_day - interval


def test_fuzz_is_uniform_inside_its_bounds() -> None:
    """Pearson's chi-squared over the 5 to 21 values of an interval; 30,000 draws, bound at p = 0.0001."""
    for days, bound in ((10, 27.9), (100, 47.5)):
        low, high = fuzz_bounds(days)
        counts = Counter(days_given(days, f"card-{number}") for number in range(30_000))
        expected = 30_000 / (high - low + 1)
        assert set(counts) == set(range(low, high + 1))
        assert sum((count - expected) ** 2 / expected for count in counts.values()) < bound


@given(history=REVIEWS)
def test_a_state_is_a_fold_and_needs_nothing_else(history: list[tuple[int, int]]) -> None:
    reviews = dated(history)
    state = CardState()
    for review in reviews:
        state = after(state, review, "t/c")
    assert fold(reviews, "t/c") == state


@given(days=st.integers(1, 20_000), card=st.text(max_size=8), reviews=st.integers(1, 500))
def test_fuzz_stays_inside_its_bounds_and_is_reproducible(days: int, card: str, reviews: int) -> None:
    low, high = fuzz_bounds(days)
    assert low <= days_given(days, card, reviews) <= high
    assert days_given(days, card, reviews) == days_given(days, card, reviews)


def test_fuzz_changes_with_each_review() -> None:
    drawn = {days_given(30, "card", number) for number in range(1, 400)}
    assert drawn == set(range(fuzz_bounds(30)[0], fuzz_bounds(30)[1] + 1))


def test_a_new_card_takes_its_steps_before_its_first_interval() -> None:
    first = after(CardState(), Review(3, 0, 10), "c")
    assert (first.phase, first.due_at) == ("learning", 10 * MINUTE)
    second = after(first, Review(3, 10 * MINUTE, 10), "c")
    assert (second.phase, second.due_day > 10) == ("review", True)


def test_hard_on_the_first_step_waits_between_the_two() -> None:
    assert after(CardState(), Review(2, 0, 10), "c").due_at == 330_000


def test_a_lapse_is_counted_and_relearned_on_the_day() -> None:
    known = CardState("review", fold([Review(4, 0, 10)], "c").memory, due_day=20, last_day=10)
    lapsed = after(known, Review(1, 5, 20), "c")
    assert (lapsed.phase, lapsed.lapses, lapsed.due_at) == ("relearning", 1, 5 + 10 * MINUTE)


def test_a_learning_card_of_yesterday_is_due() -> None:
    state = after(CardState(), Review(3, 0, 10), "c")
    assert schedule.is_due(state, 0, 11)
    assert not schedule.is_due(state, 0, 10)


def test_waits_are_shown_in_days_months_and_years() -> None:
    said = [schedule.wait_words(CardState("review", due_day=day), 0, 0) for day in (3, 90, 800)]
    assert said == ["3 d", "3 mo", "2.2 y"]
