"""One learner's forgetting curve: what is learned of it from reviews."""

from __future__ import annotations

from random import Random
from statistics import fmean

import pytest

from studykit.memory import fsrs
from studykit.memory.curve import LEAST, MOST, moved, sample, with_curve
from studykit.memory.fit import Past, loss
from studykit.memory.fsrs import AGAIN, GOOD, WEIGHTS


def drawn(w: tuple[float, ...], cards: int, seed: int) -> list[Past]:
    """Reviews of somebody with these weights, each card met seven times, after one to forty days."""
    rng = Random(seed)
    pasts: list[Past] = []
    for _ in range(cards):
        rating, day = rng.randint(1, 4), 0
        memory = fsrs.begin(rating, w)
        past = [(rating, 0, 0)]
        for _ in range(6):
            wait = rng.choice((1, 3, 8, 20, 40))
            known = rng.random() < fsrs.retrievability(memory.stability, wait, w)
            rating, day = GOOD if known else AGAIN, day + wait
            memory = fsrs.review(memory, rating, wait, w)
            past.append((rating, day, day))
        pasts.append(past)
    return pasts


@pytest.mark.parametrize("decay", [0.06, 0.12, 0.25, 0.5])
def test_a_decay_that_reviews_were_drawn_with_is_recovered(decay: float) -> None:
    found = [with_curve(drawn((*WEIGHTS[:20], decay), 300, seed))[20] for seed in range(4)]
    assert fmean(found) == pytest.approx(decay, rel=0.25)


@pytest.mark.parametrize("growth", [1.4, 1.87, 2.4])
def test_a_growth_that_reviews_were_drawn_with_is_recovered(growth: float) -> None:
    w = (*WEIGHTS[:8], growth, *WEIGHTS[9:])
    assert fmean(with_curve(drawn(w, 300, seed))[8] for seed in range(4)) == pytest.approx(growth, abs=0.3)


def test_the_other_weights_stay() -> None:
    found = with_curve(drawn(moved(WEIGHTS, (1.0, 0.5)), 60, 1))
    assert [old == new for old, new in zip(WEIGHTS, found, strict=True)].count(False) == 2


@pytest.mark.parametrize("rating", [AGAIN, GOOD])
def test_a_learner_who_always_forgets_or_never_does_stays_within_bounds(rating: int) -> None:
    past = [(GOOD, 0, 0), *((rating, day, day) for day in range(3, 300, 3))]
    found = with_curve([past] * 30)
    assert 0.03 < found[20] < 0.77
    assert 0.67 < found[8] < 3.08


def test_few_reviews_teach_nothing() -> None:
    assert with_curve([]) == WEIGHTS
    assert with_curve(drawn(moved(WEIGHTS, (1.0, 0.0)), (LEAST - 1) // 6, 1)) == WEIGHTS


def test_the_reviews_that_are_learned_from_are_never_predicted_worse() -> None:
    for seed in range(6):
        pasts = drawn(moved(WEIGHTS, (seed / 3 - 1, 0.0)), 40, seed)
        assert loss(pasts, 0, with_curve(pasts))[0] <= loss(pasts, 0, WEIGHTS)[0]


def test_reviews_to_come_are_predicted_better_in_the_mean_of_many_learners() -> None:
    used = fitted = 0.0
    for seed in range(30):
        w = moved(WEIGHTS, (Random(seed).gauss(0, 0.6), 0.0))
        learned, later = with_curve(drawn(w, 40, seed)), drawn(w, 40, 100 + seed)
        used, fitted = used + loss(later, 0, WEIGHTS)[0], fitted + loss(later, 0, learned)[0]
    assert fitted < used


def test_of_a_long_past_a_sample_of_cards_is_read() -> None:
    pasts = drawn(WEIGHTS, 5_000, 1)
    assert 0.8 * MOST < sum(map(len, sample(pasts))) < 1.2 * MOST
