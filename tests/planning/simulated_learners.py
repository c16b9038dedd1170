"""Simulated learners for trials of a plan: people whose memory differs from the scheduler's estimate.

`Fsrs6` follows FSRS-6 with personal weights. `Fsrs7` follows another model, FSRS-7 as in the benchmark of
open-spaced-repetition (srs-benchmark, `models/fsrs_v7.py`, 35 weights). Its curve is a weighted sum of two power laws.
The effect of a review is a mixture of a long-term and a short-term law, weighted by the elapsed time, so minutes count.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import exp
from random import Random

from studykit.memory import fsrs
from studykit.memory.fsrs import AGAIN, EASY, HARD, SHORTEST_STABILITY, WEIGHTS, Memory

SPREAD = (
    *(0.57, 0.28, 0.60),
    *(0.12, 0.39, 0.18, 0.33, 0.30, 0.09, 0.16),
    *(0.57, 0.25, 1.03, 0.31, 0.32, 0.14, 0.27),
)
"""Standard deviations of the weights w4 to w20 between people (fsrs-rs, the prior of its training)."""
SHARE, FIRST_SPREAD = 0.25, 0.3
"""The share of that spread that is used, because weights drawn independently vary more than weights fitted together; and
the standard deviation of the logarithm of the initial stabilities, w0 to w3."""
WEIGHTS_7 = (
    *(0.041, 2.4175, 4.1283, 11.9709, 5.6385, 0.4468, 3.262),
    *(2.3054, 0.1688, 1.3325, 0.3524, 0.0049, 0.7503, 0.0896, 0.6625, 1.3),
    *(0.882, 0.3072, 3.5875, 0.303, 0.0107, 0.2279, 2.6413, 0.5594, 1.3),
    *(2.5, 1.0, 0.0723, 0.1634, 0.5, 0.9555, 0.2245, 0.6232, 0.1362, 0.3862),
)
"""The default weights of FSRS-7: initial stability, difficulty, long-term, short-term, transition, curve."""
LONG, SHORT = 7, 16
"""The index of the first weight of the long-term and of the short-term law."""


def random_weights(rng: Random) -> tuple[float, ...]:
    """Returns random FSRS-6 weights around the defaults. Initial stabilities vary together."""
    pace = exp(rng.gauss(0, FIRST_SPREAD))
    first = [weight * pace * exp(rng.gauss(0, FIRST_SPREAD / 3)) for weight in WEIGHTS[:4]]
    rest = [rng.gauss(weight, SHARE * by) for weight, by in zip(WEIGHTS[4:], SPREAD, strict=True)]
    drawn = [*first, *(max(weight, default / 3) for weight, default in zip(rest, WEIGHTS[4:], strict=True))]
    drawn[15], drawn[16] = min(drawn[15], 1.0), max(drawn[16], 1.0)
    return tuple(drawn)


class Fsrs6:
    """A learner whose memory follows FSRS-6 with these weights."""

    def __init__(self, cards: int, weights: Sequence[float]) -> None:
        self.w = weights
        self.memory: list[Memory] = [Memory(0.0, 0.0)] * cards
        self.last = [0.0] * cards

    def begin(self, card: int, rating: int, day: float) -> None:
        self.memory[card], self.last[card] = fsrs.begin(rating, self.w), day

    def review(self, card: int, rating: int, day: float) -> None:
        days = int(day) - int(self.last[card])
        self.memory[card], self.last[card] = fsrs.review(self.memory[card], rating, days, self.w), day

    def recall(self, card: int, day: float) -> float:
        return fsrs.retrievability(self.memory[card].stability, int(day) - int(self.last[card]), self.w)


class Fsrs7:
    """A learner whose memory follows FSRS-7."""

    def __init__(self, cards: int, weights: Sequence[float] = WEIGHTS_7) -> None:
        self.w = weights
        self.memory: list[Memory] = [Memory(0.0, 0.0)] * cards
        self.last = [0.0] * cards

    def begin(self, card: int, rating: int, day: float) -> None:
        self.memory[card] = Memory(self.w[rating - 1], _clamped(self._first_difficulty(rating)))
        self.last[card] = day

    def recall(self, card: int, day: float) -> float:
        return self._curve(self.memory[card].stability, day - self.last[card])

    def review(self, card: int, rating: int, day: float) -> None:
        w, (stability, difficulty) = self.w, self.memory[card]
        elapsed = max(day - self.last[card], 0.0)
        recall = self._curve(stability, elapsed)
        long, short = (self._stability(stability, difficulty, recall, rating, at) for at in (LONG, SHORT))
        share = 1 - w[26] * exp(-w[25] * elapsed)
        damped = difficulty - w[6] * (rating - 3) * (10 - difficulty) / 9
        changed = _clamped(0.01 * self._first_difficulty(EASY) + 0.99 * damped)
        self.memory[card] = Memory(max(share * long + (1 - share) * short, SHORTEST_STABILITY), changed)
        self.last[card] = day

    def _curve(self, stability: float, days: float) -> float:
        """Returns recall: two power laws, where the weight of the slower one grows with stability."""
        w = self.w
        fast, slow = (self._power(base, -decay, days / stability) for base, decay in ((w[29], w[27]), (w[30], w[28])))
        of_fast, of_slow = w[31] * stability ** -w[33], w[32] * stability ** w[34]
        return float((of_fast * fast + of_slow * slow) / (of_fast + of_slow))

    @staticmethod
    def _power(base: float, decay: float, share: float) -> float:
        return float((1 + (base ** (1 / decay) - 1) * share) ** decay)

    def _stability(self, stability: float, difficulty: float, recall: float, rating: int, at: int) -> float:
        """Returns the new stability by one of the two laws, whose nine weights start at index `at`."""
        gain, by_stability, by_recall, lapse, by_difficulty, power, forgot, hard, easy = self.w[at : at + 9]
        failed = lapse * difficulty**-by_difficulty * ((stability + 1) ** power - 1) * exp((1 - recall) * forgot)
        least = min(stability, failed)
        if rating == AGAIN:
            return float(least)
        factor = hard if rating == HARD else easy if rating == EASY else 1.0
        growth = exp(gain - 1.5) * (11 - difficulty) * stability**-by_stability * (exp((1 - recall) * by_recall) - 1)
        return float(max(least, stability * (1 + growth * factor)))

    def _first_difficulty(self, rating: int) -> float:
        return self.w[4] - exp(self.w[5] * (rating - 1)) + 1


def _clamped(difficulty: float) -> float:
    return min(max(difficulty, 1.0), 10.0)
