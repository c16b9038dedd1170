"""Figures of the past: recall, the load ahead, distributions and weak topics."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studykit.memory import fsrs
from studykit.memory.schedule import CardState
from studykit.sittings.passing_odds import wilson_interval
from studykit.sittings.stats import AHEAD, DIFFICULTY, Rated, forecast, recall, spread, weakest


def test_only_a_cards_first_review_on_a_later_day_counts_for_recall() -> None:
    seen = [Rated("a", 1, 3), Rated("a", 1, 1), Rated("a", 4, 1), Rated("a", 4, 3), Rated("b", 4, 3)]
    met = recall(seen, 0)
    assert (met.reviews, met.right, met.interval) == (1, 0, wilson_interval(0, 1))


def test_a_card_is_known_by_its_first_rating_on_its_last_day() -> None:
    past = [Rated("a", 1, 3), Rated("a", 4, 1), Rated("a", 4, 3), Rated("b", 2, 1), Rated("b", 2, 3), Rated("c", 2, 3)]
    assert recall(past, 0).last == {"a": False, "b": False, "c": True}


def test_the_prediction_is_the_retrievability_before_the_review() -> None:
    met = recall([Rated("a", 1, 3), Rated("a", 9, 3)], 0)
    assert met.expected == pytest.approx(fsrs.retrievability(fsrs.begin(3).stability, 8))


def test_reviews_before_the_window_change_the_memory_but_are_not_counted() -> None:
    past = [Rated("a", 1, 3), Rated("a", 5, 1), Rated("a", 9, 3)]
    memory = fsrs.review(fsrs.begin(3), 1, 4)
    met = recall(past, 9)
    assert (met.reviews, met.right) == (1, 1)
    assert met.expected == pytest.approx(fsrs.retrievability(memory.stability, 4))


def test_a_learner_who_forgets_faster_is_expected_to_know_less_and_reviews_more() -> None:
    fast = [*(0.2 * weight for weight in fsrs.WEIGHTS[:4]), *fsrs.WEIGHTS[4:]]
    past = [Rated("a", 1, 3), Rated("a", 9, 3)]
    assert recall(past, 0, fast).expected < recall(past, 0).expected
    load, usual = (sum(day.reviews for day in forecast([], 200, 0, 20, 0.9, w)) for w in (fast, fsrs.WEIGHTS))
    assert load > usual


def due(stability: float, day: int) -> CardState:
    return CardState("review", fsrs.Memory(stability, 5.0), due_day=day, last_day=day - round(stability))


def test_todays_load_is_the_due_cards_and_the_new_cards() -> None:
    states = [due(10, 100), due(10, 99), due(50, 107), due(50, 160)]
    loads = forecast(states, 30, 100, 4, 0.9)
    assert len(loads) == AHEAD
    assert (loads[0].reviews, loads[0].new) == (2, 4)


def test_the_forecast_has_no_more_new_cards_than_exist() -> None:
    assert sum(load.new for load in forecast([], 9, 100, 4, 0.9)) == 9


def test_the_forecast_without_cards_is_empty() -> None:
    assert {(load.new, load.reviews) for load in forecast([], 0, 100, 10, 0.9)} == {(0, 0)}


@given(values=st.lists(st.floats(1, 10)))
def test_every_card_is_in_one_group(values: list[float]) -> None:
    counts = spread(values, DIFFICULTY)
    assert sum(counts) == len(values)
    assert counts[0] == sum(value < DIFFICULTY[0] for value in values)


def test_a_topic_is_weak_only_with_enough_answers() -> None:
    answers = {"sqs/a": False, "sqs/b": False, "sns/a": False, "sns/b": False, "sns/c": True}
    assert [one.topic for one in weakest(answers)] == ["sns"]


def test_certainly_weak_topics_come_before_possibly_weak_ones() -> None:
    few = {f"few/{place}": place > 0 for place in range(3)}
    many = {f"many/{place}": place > 11 for place in range(30)}
    assert [one.topic for one in weakest({**few, **many})] == ["many", "few"]


def test_a_topic_without_a_miss_is_not_weak() -> None:
    assert weakest({f"sqs/{place}": True for place in range(9)}) == []
