"""FSRS-6: what one review does to a memory. Pure functions, one for each equation.

Source: open-spaced-repetition, "The Algorithm" (FSRS-6), and the published default weights. Stability S is in days (the
time until recall falls to 90 %), difficulty D is 1 to 10, retrievability R a probability. Elapsed time is in whole
learning days.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import exp
from typing import NamedTuple

AGAIN, HARD, GOOD, EASY = 1, 2, 3, 4
RATINGS = {"again": AGAIN, "hard": HARD, "good": GOOD, "easy": EASY}
WEIGHTS: tuple[float, ...] = (
    *(0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194),
    *(0.001, 1.8722, 0.1666, 0.796, 1.4835, 0.0614, 0.2629),
    *(1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542),
)
"""The 21 default weights of FSRS-6, w0 to w20."""
SHORTEST_STABILITY = 0.001
LONGEST_INTERVAL = 36_500
RETENTION = (0.70, 0.99)
"""The desired retention that a user may choose."""


class Memory(NamedTuple):
    """What is known of one card: stability (days) and difficulty (1 to 10)."""

    stability: float
    difficulty: float


def retrievability(stability: float, days: float, w: Sequence[float] = WEIGHTS) -> float:
    """R(t, S) = (1 + factor * t / S) ** -w20, with the factor that makes R(S, S) 90 %."""
    decay = -w[20]
    return float((1 + (0.9 ** (1 / decay) - 1) * days / stability) ** decay)


def interval(stability: float, retention: float = 0.9, w: Sequence[float] = WEIGHTS) -> int:
    """Whole days until R falls to the desired retention; 1 at least."""
    decay = -w[20]
    days = stability / (0.9 ** (1 / decay) - 1) * (retention ** (1 / decay) - 1)
    return int(min(max(round(days), 1), LONGEST_INTERVAL))


def begin(rating: int, w: Sequence[float] = WEIGHTS) -> Memory:
    """The memory after the first review: S0(G) = w[G-1], D0(G) = w4 - exp(w5 * (G-1)) + 1."""
    return Memory(max(w[rating - 1], SHORTEST_STABILITY), _clamped(_first_difficulty(rating, w)))


def review(memory: Memory, rating: int, days: float, w: Sequence[float] = WEIGHTS) -> Memory:
    """The memory after a further review, `days` learning days after the last; 0: on the same day."""
    stability, difficulty = memory
    if days < 1:
        changed = _same_day(stability, rating, w)
    elif rating == AGAIN:
        changed = _forgotten(stability, difficulty, retrievability(stability, days, w), w)
    else:
        changed = _recalled(stability, difficulty, retrievability(stability, days, w), rating, w)
    return Memory(max(changed, SHORTEST_STABILITY), _next_difficulty(difficulty, rating, w))


def _first_difficulty(rating: int, w: Sequence[float]) -> float:
    return w[4] - exp(w[5] * (rating - 1)) + 1


def _next_difficulty(difficulty: float, rating: int, w: Sequence[float]) -> float:
    """D' = w7 * D0(4) + (1 - w7) * (D - w6 * (G - 3) * (10 - D) / 9): linear damping, then mean reversion."""
    damped = difficulty - w[6] * (rating - 3) * (10 - difficulty) / 9
    return _clamped(w[7] * _first_difficulty(EASY, w) + (1 - w[7]) * damped)


def _clamped(difficulty: float) -> float:
    return min(max(difficulty, 1.0), 10.0)


def _same_day(stability: float, rating: int, w: Sequence[float]) -> float:
    """S' = S * exp(w17 * (G - 3 + w18)) * S ** -w19; a success never shortens."""
    growth = exp(w[17] * (rating - 3 + w[18])) * stability ** -w[19]
    return float(stability * (max(growth, 1.0) if rating > AGAIN else growth))


def _forgotten(stability: float, difficulty: float, recall: float, w: Sequence[float]) -> float:
    """S' = w11 * D ** -w12 * ((S + 1) ** w13 - 1) * exp(w14 * (1 - R)), at most S / exp(w17 * w18)."""
    long_term = w[11] * difficulty ** -w[12] * ((stability + 1) ** w[13] - 1) * exp((1 - recall) * w[14])
    return float(min(long_term, stability / exp(w[17] * w[18])))


def _recalled(stability: float, difficulty: float, recall: float, rating: int, w: Sequence[float]) -> float:
    """S' = S * (1 + exp(w8) * (11 - D) * S ** -w9 * (exp(w10 * (1 - R)) - 1) * w15 if hard * w16 if easy)."""
    factor = (w[15] if rating == HARD else 1) * (w[16] if rating == EASY else 1)
    growth = exp(w[8]) * (11 - difficulty) * stability ** -w[9] * (exp((1 - recall) * w[10]) - 1)
    return float(stability * (1 + growth * factor))
