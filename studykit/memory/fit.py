"""Compares fitted FSRS weights with those in use, on reviews that the fit has not seen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import log
from typing import NamedTuple

from studykit.memory import fsrs
from studykit.memory.fsrs import AGAIN

MIN_REVIEWS = 400
"""A fit needs at least this many reviews."""
HELD_OUT_SHARE = 0.2
"""The share of reviews, the latest ones, that are held out from the fit."""
EPSILON = 1e-6
"""Predictions are kept this far from 0 and 1, so that the loss stays finite."""

CardHistory = Sequence[tuple[int, int, int]]
"""The reviews of one card in order: rating, moment (ms), learning day."""


class Verdict(NamedTuple):
    """Log loss of the weights in use and of the fitted weights on `held` held-out reviews."""

    used: float
    fitted: float
    held: int

    @property
    def adopted(self) -> bool:
        """True if the fitted weights predict better."""
        return self.held > 0 and self.fitted < self.used


def held_out_from(histories: Iterable[CardHistory]) -> int:
    """Returns the moment (ms) from which reviews are held out. Raises ValueError for fewer than 400 reviews."""
    moments = sorted(at for history in histories for _, at, _ in history)
    if len(moments) < MIN_REVIEWS:
        raise ValueError(f"{len(moments)} reviews; a fit needs {MIN_REVIEWS}")
    return moments[int(len(moments) * (1 - HELD_OUT_SHARE))]


def verdict(histories: Sequence[CardHistory], since: int, used: Sequence[float], fitted: Sequence[float]) -> Verdict:
    """Scores both sets of weights on the reviews since a moment (ms)."""
    (before, held), (after, _) = loss(histories, since, used), loss(histories, since, fitted)
    return Verdict(before, after, held)


def loss(histories: Iterable[CardHistory], since: int, w: Sequence[float]) -> tuple[float, int]:
    """Returns the mean log loss of predicted recall over the reviews since a moment (ms), and their number.

    Same-day reviews are not predicted, as in the benchmark of open-spaced-repetition.
    """
    total, count = 0.0, 0
    for history in histories:
        memory, last = None, 0
        for rating, at, day in history:
            if memory is None:
                memory = fsrs.begin(rating, w)
            else:
                days = max(0, day - last)
                if days and at >= since:
                    recall = min(max(fsrs.retrievability(memory.stability, days, w), EPSILON), 1 - EPSILON)
                    total -= log(recall if rating > AGAIN else 1 - recall)
                    count += 1
                memory = fsrs.review(memory, rating, days, w)
            last = day
    return (total / count if count else 0.0), count
