"""Whether weights fitted to one learner are better than those in use: decided on reviews that the fit has not seen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import log
from typing import NamedTuple

from studykit.memory import fsrs
from studykit.memory.fsrs import AGAIN

LEAST = 400
"""Reviews below which nothing is fitted."""
HELD = 0.2
"""The share of reviews, the latest, that a fit does not see."""
SURE = 1e-6
"""How far from 0 and 1 a prediction stays, so that its loss is finite."""

Past = Sequence[tuple[int, int, int]]
"""A card's reviews in order: rating, moment (ms), learning day."""


class Verdict(NamedTuple):
    """Log loss of the weights in use and of the fitted ones on as many held-out reviews."""

    used: float
    fitted: float
    held: int

    @property
    def adopted(self) -> bool:
        return self.held > 0 and self.fitted < self.used


def held_from(pasts: Iterable[Past]) -> int:
    """The moment (ms) from which reviews are held out; ValueError below 400 reviews."""
    moments = sorted(at for past in pasts for _, at, _ in past)
    if len(moments) < LEAST:
        raise ValueError(f"{len(moments)} reviews; a fit needs {LEAST}")
    return moments[int(len(moments) * (1 - HELD))]


def verdict(pasts: Sequence[Past], since: int, used: Sequence[float], fitted: Sequence[float]) -> Verdict:
    """Both weights on the reviews since a moment."""
    (before, held), (after, _) = loss(pasts, since, used), loss(pasts, since, fitted)
    return Verdict(before, after, held)


def loss(pasts: Iterable[Past], since: int, w: Sequence[float]) -> tuple[float, int]:
    """Mean log loss of predicted recall over the reviews since a moment, and their number.

    Reviews on the day of the one before are not predicted, as in the benchmark of open-spaced-repetition.
    """
    total, count = 0.0, 0
    for past in pasts:
        memory, last = None, 0
        for rating, at, day in past:
            if memory is None:
                memory = fsrs.begin(rating, w)
            else:
                days = max(0, day - last)
                if days and at >= since:
                    recall = min(max(fsrs.retrievability(memory.stability, days, w), SURE), 1 - SURE)
                    total -= log(recall if rating > AGAIN else 1 - recall)
                    count += 1
                memory = fsrs.review(memory, rating, days, w)
            last = day
    return (total / count if count else 0.0), count
