"""FSRS-6: how one review changes a memory. Pure functions, one per equation.

Source: open-spaced-repetition, "The Algorithm" (FSRS-6), and the published default weights. Stability S is the time in
days until recall falls to 90 %, difficulty D is 1 to 10, and retrievability R is a probability. Elapsed time is in
whole learning days.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import exp
from typing import NamedTuple

AGAIN, HARD, GOOD, EASY = 1, 2, 3, 4
RATINGS = {"again": AGAIN, "hard": HARD, "good": GOOD, "easy": EASY}
MODEL = "FSRS-6"
WEIGHTS: tuple[float, ...] = (
    *(0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194),
    *(0.001, 1.8722, 0.1666, 0.796, 1.4835, 0.0614, 0.2629),
    *(1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542),
)
"""The 21 default weights of FSRS-6, w0 to w20."""
SHORTEST_STABILITY = 0.001
"""Days."""
LONGEST_INTERVAL = 36_500
"""Days."""
RETENTION = (0.70, 0.99)
"""The range of the desired retention that a user can choose."""


class Memory(NamedTuple):
    """The memory of one card: stability (days) and difficulty (1 to 10)."""

    stability: float
    difficulty: float


def retrievability(stability: float, days: float, w: Sequence[float] = WEIGHTS) -> float:
    """Returns R(t, S) = (1 + factor * t / S) ** -w20, where the factor makes R(S, S) 90 %."""
    recall: float = (1 + (0.9 ** (-1 / w[20]) - 1) * days / stability) ** -w[20]
    return recall


def interval(stability: float, retention: float = 0.9, w: Sequence[float] = WEIGHTS) -> int:
    """Returns the whole days until R falls to the desired retention, at least 1."""
    days = round(stability * reach(retention, w[20]))
    return 1 if days < 1 else days if days < LONGEST_INTERVAL else LONGEST_INTERVAL


@lru_cache(maxsize=64)
def reach(retention: float, decay: float) -> float:
    """Returns the interval, in multiples of stability, after which R is the desired retention. `decay` is w20."""
    return float((retention ** (-1 / decay) - 1) / (0.9 ** (-1 / decay) - 1))


def begin(rating: int, w: Sequence[float] = WEIGHTS) -> Memory:
    """Returns the memory after the first review: S0(G) = w[G-1], D0(G) = w4 - exp(w5 * (G-1)) + 1."""
    return _bounded(w[rating - 1], w[4] - exp(w[5] * (rating - 1)) + 1)


def review(memory: Memory, rating: int, days: float, w: Sequence[float] = WEIGHTS) -> Memory:
    """Returns the memory after another review, `days` learning days after the last one (0: on the same day)."""
    stability, difficulty = memory
    if days < 1:
        changed = _same_day(stability, rating, w)
    elif rating == AGAIN:
        changed = _forgotten(stability, difficulty, retrievability(stability, days, w), w)
    else:
        growth = _growth(stability, difficulty, retrievability(stability, days, w), w)
        changed = stability * (1 + growth * (w[15] if rating == HARD else w[16] if rating == EASY else 1.0))
    middle, step = _difficulties(difficulty, w)
    harder = middle - step * (rating - GOOD)
    return Memory(
        changed if changed > SHORTEST_STABILITY else SHORTEST_STABILITY,
        1.0 if harder < 1 else 10.0 if harder > 10 else harder,
    )


def outcomes(memory: Memory, days: float, w: Sequence[float] = WEIGHTS) -> list[Memory]:
    """Returns the memories after each of the four ratings, again to easy.

    The results equal those of `review` exactly. Terms that the four share are computed once.
    """
    stability, difficulty = memory
    if days < 1:
        again, hard, good, easy = [_same_day(stability, rating, w) for rating in (AGAIN, HARD, GOOD, EASY)]
    else:
        recall = retrievability(stability, days, w)
        growth = _growth(stability, difficulty, recall, w)
        again = _forgotten(stability, difficulty, recall, w)
        hard, good = stability * (1 + growth * w[15]), stability * (1 + growth)
        easy = stability * (1 + growth * w[16])
    middle, step = _difficulties(difficulty, w)
    return [
        _bounded(again, middle - step * -2),
        _bounded(hard, middle - step * -1),
        _bounded(good, middle),
        _bounded(easy, middle - step),
    ]


def _bounded(stability: float, difficulty: float) -> Memory:
    return Memory(
        stability if stability > SHORTEST_STABILITY else SHORTEST_STABILITY,
        1.0 if difficulty < 1 else 10.0 if difficulty > 10 else difficulty,
    )


def _difficulties(difficulty: float, w: Sequence[float]) -> tuple[float, float]:
    """Returns the new difficulty for a rating of good, and the step from one rating to the next.

    D' = w7 * D0(4) + (1 - w7) * (D - w6 * (G - 3) * (10 - D) / 9).
    """
    stays = 1 - w[7]
    return w[7] * (w[4] - exp(w[5] * 3) + 1) + stays * difficulty, stays * w[6] * (10 - difficulty) / 9


def _same_day(stability: float, rating: int, w: Sequence[float]) -> float:
    """Returns S' = S * exp(w17 * (G - 3 + w18)) * S ** -w19; a success never shortens S."""
    growth: float = exp(w[17] * (rating - 3 + w[18])) * stability ** -w[19]
    return stability * (growth if rating == AGAIN or growth > 1 else 1.0)


def _forgotten(stability: float, difficulty: float, recall: float, w: Sequence[float]) -> float:
    """Returns S' = w11 * D ** -w12 * ((S + 1) ** w13 - 1) * exp(w14 * (1 - R)), at most S / exp(w17 * w18)."""
    most = stability / exp(w[17] * w[18])
    left: float = w[11] * difficulty ** -w[12] * ((stability + 1) ** w[13] - 1) * exp((1 - recall) * w[14])
    return left if left < most else most


def _growth(stability: float, difficulty: float, recall: float, w: Sequence[float]) -> float:
    """Returns the growth in S' = S * (1 + growth * w15 if hard * w16 if easy)."""
    growth: float = exp(w[8]) * (11 - difficulty) * stability ** -w[9] * (exp((1 - recall) * w[10]) - 1)
    return growth
