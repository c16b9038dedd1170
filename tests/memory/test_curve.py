"""One learner's forgetting curve, fitted to reviews."""

from __future__ import annotations

from random import Random
from statistics import fmean

import pytest

from studykit.memory import fsrs
from studykit.memory.curve import MAX_REVIEWS, MIN_REVIEWS, sample, shifted, with_curve
from studykit.memory.fit import CardHistory, loss
from studykit.memory.fsrs import AGAIN, GOOD, WEIGHTS


def drawn(w: tuple[float, ...], cards: int, seed: int) -> list[CardHistory]:
    """Returns reviews of a learner with these weights: seven of each card, one to forty days apart."""
    rng = Random(seed)
    pasts: list[CardHistory] = []
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
def test_the_decay_behind_simulated_reviews_is_recovered(decay: float) -> None:
    found = [with_curve(drawn((*WEIGHTS[:20], decay), 300, seed))[20] for seed in range(2)]
    assert fmean(found) == pytest.approx(decay, rel=0.25)


@pytest.mark.parametrize("growth", [1.4, 1.87, 2.4])
def test_the_growth_behind_simulated_reviews_is_recovered(growth: float) -> None:
    w = (*WEIGHTS[:8], growth, *WEIGHTS[9:])
    assert fmean(with_curve(drawn(w, 300, seed))[8] for seed in range(2)) == pytest.approx(growth, abs=0.3)


def test_the_other_weights_do_not_change() -> None:
    found = with_curve(drawn(shifted(WEIGHTS, (1.0, 0.5)), 60, 1))
    assert [old == new for old, new in zip(WEIGHTS, found, strict=True)].count(False) == 2


@pytest.mark.parametrize("rating", [AGAIN, GOOD])
def test_a_learner_who_always_forgets_or_never_does_stays_within_bounds(rating: int) -> None:
    past = [(GOOD, 0, 0), *((rating, day, day) for day in range(3, 300, 3))]
    found = with_curve([past] * 30)
    assert 0.03 < found[20] < 0.77
    assert 0.67 < found[8] < 3.08


def test_nothing_is_fitted_to_few_reviews() -> None:
    assert with_curve([]) == WEIGHTS
    assert with_curve(drawn(shifted(WEIGHTS, (1.0, 0.0)), (MIN_REVIEWS - 1) // 6, 1)) == WEIGHTS


def test_the_fitted_reviews_are_never_predicted_worse() -> None:
    for seed in range(6):
        pasts = drawn(shifted(WEIGHTS, (seed / 3 - 1, 0.0)), 40, seed)
        assert loss(pasts, 0, with_curve(pasts))[0] <= loss(pasts, 0, WEIGHTS)[0]


def test_future_reviews_are_predicted_better_on_average_over_many_learners() -> None:
    used = fitted = 0.0
    for seed in range(30):
        w = shifted(WEIGHTS, (Random(seed).gauss(0, 0.6), 0.0))
        learned, later = with_curve(drawn(w, 40, seed)), drawn(w, 40, 100 + seed)
        used, fitted = used + loss(later, 0, WEIGHTS)[0], fitted + loss(later, 0, learned)[0]
    assert fitted < used


def test_a_sample_of_cards_is_read_from_a_long_history() -> None:
    pasts = drawn(WEIGHTS, 5_000, 1)
    assert 0.8 * MAX_REVIEWS < sum(map(len, sample(pasts))) < 1.2 * MAX_REVIEWS
