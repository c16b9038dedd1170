"""FSRS-6 against two independent implementations."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from fsrs import Card, Rating, Scheduler
from fsrs_rs_python import FSRS, FSRSItem, FSRSReview
from hypothesis import given
from hypothesis import strategies as st

from studykit.memory import fsrs

HISTORY = st.lists(st.tuples(st.integers(1, 4), st.integers(0, 400)), min_size=1, max_size=12)
START = datetime(2026, 1, 1, tzinfo=UTC)


def ours(history: list[tuple[int, int]]) -> fsrs.Memory:
    memory = fsrs.begin(history[0][0])
    for rating, days in history[1:]:
        memory = fsrs.review(memory, rating, days)
    return memory


@given(history=HISTORY)
def test_memories_agree_with_py_fsrs(history: list[tuple[int, int]]) -> None:
    scheduler = Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)
    card, at = Card(), START
    for place, (rating, days) in enumerate(history):
        at += timedelta(days=days if place else 0)
        card, _ = scheduler.review_card(card, Rating(rating), at)
    memory = ours(history)
    assert memory.stability == pytest.approx(card.stability, rel=1e-9)
    assert memory.difficulty == pytest.approx(card.difficulty, rel=1e-9)


@given(history=HISTORY)
def test_memories_agree_with_fsrs_rs(history: list[tuple[int, int]]) -> None:
    reviews = [FSRSReview(rating, days if place else 0) for place, (rating, days) in enumerate(history)]
    theirs = FSRS(list(fsrs.WEIGHTS)).memory_state(FSRSItem(reviews))
    memory = ours(history)
    assert memory.stability == pytest.approx(theirs.stability, rel=2e-5)
    assert memory.difficulty == pytest.approx(theirs.difficulty, rel=2e-5)


@given(stability=st.floats(0.001, 36_500), retention=st.floats(0.7, 0.99))
def test_an_interval_ends_where_recall_has_fallen_to_the_desired_retention(stability: float, retention: float) -> None:
    days = fsrs.interval(stability, retention)
    assert fsrs.retrievability(stability, days + 0.5) <= retention + 1e-9 or days == fsrs.LONGEST_INTERVAL
    assert days == 1 or fsrs.retrievability(stability, days - 0.5) >= retention - 1e-9


def test_stability_is_the_time_until_recall_is_ninety_percent() -> None:
    assert fsrs.retrievability(12.5, 12.5) == pytest.approx(0.9)
