"""The inputs of a plan: the reviews and answers before today, earlier predictions, and days that were missed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studykit.app.plan_data import LastWeek, Prediction
from studykit.app.plan_inputs import (
    FirstReview,
    ReviewLog,
    days_missed,
    read_predictions,
    read_reviews,
    sample_cards,
    week_vs_plan,
)
from studykit.memory.fsrs import WEIGHTS
from studykit.store.journal import Journal


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    with Journal.open(tmp_path / "journal.db") as journal:
        yield journal


def prediction(
    idle: frozenset[int] = frozenset(), cards: int = 9, reviews: int = 6, recalled: float = 4.5
) -> Prediction:
    return Prediction("2026-12-18", 20, 0.9, 0.8, cards, reviews, recalled, idle=tuple(idle))


@given(
    idle=st.dictionaries(st.integers(1, 30), st.frozensets(st.integers(1, 40)), max_size=9),
    last=st.integers(0, 30),
    day=st.integers(30, 40),
)
def test_a_day_is_missed_if_the_latest_plan_had_something_for_it(
    idle: dict[int, frozenset[int]], last: int, day: int
) -> None:
    missed = days_missed({when: prediction(days) for when, days in idle.items()}, last, day)
    plans = {when: max([one for one in idle if one <= when], default=None) for when in range(last + 1, day)}
    assert missed == sum(plan is not None and when not in idle[plan] for when, plan in plans.items())


def test_the_last_week_counts_cards_and_compares_reviews_of_seen_cards() -> None:
    reviews = (FirstReview(5, 3, True), FirstReview(6, 3, False), FirstReview(6, 1, False), FirstReview(2, 3, True))
    week = week_vs_plan({5: prediction(), 6: prediction(reviews=2, recalled=1.5)}, ReviewLog(last_week=reviews))
    assert week == LastWeek(planned=18, done=3, expected=0.75, right=0.5, reviews=2)


def test_a_week_without_predictions_is_not_compared() -> None:
    assert week_vs_plan({}, ReviewLog(last_week=(FirstReview(5, 3, True),))) is None


def test_a_week_of_new_cards_only_has_no_reviews_to_compare() -> None:
    week = week_vs_plan({5: prediction(reviews=0, recalled=0.0)}, ReviewLog(last_week=(FirstReview(5, 3, False),)))
    assert week == LastWeek(planned=9, done=1, expected=0.0, right=1.0, reviews=0)


def test_an_undone_answer_was_not_given(journal: Journal) -> None:
    for item in ("t/1", "t/2"):
        journal.append("answer", item, {"right": True}, 5, 20)
    journal.undo(6, 20)
    one = read_reviews(journal, 21, WEIGHTS)
    journal.undo(7, 20)
    none = read_reviews(journal, 21, WEIGHTS)
    assert (one.answered, one.last_day) == (frozenset({"t/1"}), 20)
    assert (none.answered, none.last_day) == (frozenset(), 0)


def test_the_curve_is_learned_from_reviews_before_today_that_were_not_undone(journal: Journal) -> None:
    for place in range(6):
        journal.append("review", f"t/{place % 3}", {"rating": 3}, place, place)
    for _ in range(2):
        journal.append("review", "t/2", {"rating": 1}, 9, 3)
        journal.undo(9, 9)
    assert sample_cards(journal, 5) == [[(3, 0, 0), (3, 3, 3)], [(3, 1, 1), (3, 4, 4)], [(3, 2, 2)]]
    assert sample_cards(journal, 2) == [[(3, 0, 0)], [(3, 1, 1)]]


def test_of_several_plans_on_a_day_the_last_prediction_counts_and_todays_do_not(journal: Journal) -> None:
    for cards, day in ((1, 4), (2, 4), (3, 6), (4, 7)):
        journal.append("prediction", "plan", prediction(cards=cards).as_data(), day, day)
    assert {day: one.cards for day, one in read_predictions(journal, 7).items()} == {4: 2, 6: 3}


def test_the_prediction_of_an_earlier_version_can_be_read() -> None:
    data = {"date": "2026-12-18", "days_left": 3, "expected_recall": 0.9, "retention": 0.8, "cards": 2, "reviews": 1}
    assert Prediction.from_data({**data, "recalled": 0.5, "load": [2, 1]}) == Prediction(
        "2026-12-18", 3, 0.9, 0.8, 2, 1, 0.5, load=(2, 1)
    )
