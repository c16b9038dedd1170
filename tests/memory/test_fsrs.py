"""FSRS-6 against three independent implementations, on random histories with reviews on the same day."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from anki.collection import Collection
from fsrs import Card, Rating, Scheduler
from fsrs_rs_python import FSRS, FSRSItem, FSRSReview
from hypothesis import given
from hypothesis import strategies as st

from studykit.memory import fsrs

START = datetime(2026, 1, 1, tzinfo=UTC)
History = list[tuple[int, int]]
"""Ratings, each with the days since the one before; 0: on the same day."""


def random_history(seed: int) -> History:
    rng = Random(seed)
    return [(rng.randint(1, 4), rng.choice((0, 0, 1, 2, 5, 20, 100, 400))) for _ in range(rng.randint(1, 12))]


@pytest.fixture(scope="module", params=[300, pytest.param(3_000, marks=pytest.mark.long)])
def histories(request: pytest.FixtureRequest) -> list[History]:
    return [random_history(seed) for seed in range(request.param)]


def ours(history: History) -> fsrs.Memory:
    memory = fsrs.begin(history[0][0])
    for rating, days in history[1:]:
        memory = fsrs.review(memory, rating, days)
    return memory


def test_memories_agree_with_py_fsrs(histories: list[History]) -> None:
    scheduler = Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)
    for history in histories:
        card, at = Card(), START
        for place, (rating, days) in enumerate(history):
            at += timedelta(days=days if place else 0)
            card, _ = scheduler.review_card(card, Rating(rating), at)
        assert ours(history) == pytest.approx((card.stability, card.difficulty), rel=1e-9)


def test_memories_agree_with_fsrs_rs(histories: list[History]) -> None:
    theirs = FSRS(list(fsrs.WEIGHTS))
    for history in histories:
        reviews = [FSRSReview(rating, days if place else 0) for place, (rating, days) in enumerate(history)]
        memory = theirs.memory_state(FSRSItem(reviews))
        assert ours(history) == pytest.approx((memory.stability, memory.difficulty), rel=2e-5)


def test_memories_agree_with_anki(histories: list[History], tmp_path: Path) -> None:
    with closing(Collection(str(tmp_path / "oracle.anki2"))) as collection:
        collection.set_config("fsrs", True)
        cards = _add_reviewed_cards(collection, histories)
        for card, history in zip(cards, histories, strict=True):
            memory = collection.compute_memory_state(card)
            assert ours(history) == pytest.approx((memory.stability, memory.difficulty), rel=2e-5)


def _add_reviewed_cards(collection: Collection, histories: list[History]) -> list[int]:
    """Adds a card for each history, with its reviews in Anki's log: at noon, some minutes apart on one day."""
    kind = collection.models.by_name("Basic")
    assert kind is not None
    noon = int((START - timedelta(days=6_000)).timestamp() * 1000) + 43_200_000
    cards: list[int] = []
    log = []
    for number, history in enumerate(histories):
        note = collection.new_note(kind)
        note["Front"] = str(number)
        collection.add_note(note, 1)
        cards.append(note.cards()[0].id)
        day = 0
        for place, (rating, days) in enumerate(history):
            day += days if place else 0
            at = noon + day * 86_400_000 + place * 300_000 + number
            log.append((at, cards[-1], -1, rating, 1, 0, 2500, 1000, int(place > 0)))
    collection.db.executemany("insert into revlog values (?, ?, ?, ?, ?, ?, ?, ?, ?)", log)
    return cards


@given(stability=st.floats(0.001, 36_500), retention=st.floats(0.7, 0.99))
def test_an_interval_ends_when_recall_has_fallen_to_the_desired_retention(stability: float, retention: float) -> None:
    days = fsrs.interval(stability, retention)
    assert fsrs.retrievability(stability, days + 0.5) <= retention + 1e-9 or days == fsrs.LONGEST_INTERVAL
    assert days == 1 or fsrs.retrievability(stability, days - 0.5) >= retention - 1e-9


def test_stability_is_the_time_until_recall_is_ninety_percent() -> None:
    assert fsrs.retrievability(12.5, 12.5) == pytest.approx(0.9)


@given(
    stability=st.floats(0.001, 36_500),
    difficulty=st.floats(1, 10),
    days=st.integers(0, 2_000),
    w=st.sampled_from([fsrs.WEIGHTS, tuple(1.07 * weight for weight in fsrs.WEIGHTS)]),
)
def test_the_four_outcomes_are_the_four_reviews_to_the_last_bit(
    stability: float, difficulty: float, days: int, w: tuple[float, ...]
) -> None:
    memory = fsrs.Memory(stability, difficulty)
    assert fsrs.outcomes(memory, days, w) == [fsrs.review(memory, rating, days, w) for rating in (1, 2, 3, 4)]
