"""One learner's forgetting curve: how slowly it falls (w20) and how much a success adds (w8), from their own reviews.

The most probable values given the reviews and a prior around the weights in use: the loss of the predicted recall, as
`fit` counts it, and the square of what is moved, in standard deviations. Two numbers need few reviews, and no extra;
initial stabilities stay, for at a low retention they look like a slower curve (docs/decisions/0018-plan.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from math import exp

from studykit.memory.fit import Past, loss
from studykit.memory.fsrs import WEIGHTS

LEAST = 20
"""Reviews on a later day than the one before, below which nothing is learned."""
MOST = 3_000
"""Reviews that are read; of more every n-th card stands for its neighbours."""
SPREAD = (0.6, 0.39)
"""Standard deviations of the prior: of the logarithm of w20, and of w8. The second is that of fsrs-rs's training, which
has more than one for the first; with that the forecasts from few reviews stray further."""
FURTHEST = (1.6, 1.2)
"""How far the two may go: from the published weights, w20 stays within 0.03 and 0.77, w8 within 0.67 and 3.08."""
STEP, FINE = 0.4, 0.02
"""The first and the last step of the search, in the units of the two."""

Move = tuple[float, float]


def with_curve(pasts: Sequence[Past], w: Sequence[float] = WEIGHTS) -> tuple[float, ...]:
    """The weights, with the decay and the growth that a learner's reviews, card by card, speak for."""
    pasts = sample(pasts)
    if loss(pasts, 0, w)[1] < LEAST:
        return tuple(w)
    place, step, known = (0.0, 0.0), STEP, {}

    def cost(move: Move) -> float:
        if move not in known:
            mean, count = loss(pasts, 0, moved(w, move))
            known[move] = mean * count + sum((by / spread) ** 2 for by, spread in zip(move, SPREAD, strict=True)) / 2
        return known[move]

    while step > FINE:
        decay, growth = place
        ways = ((decay - step, growth), (decay + step, growth), (decay, growth - step), (decay, growth + step))
        best = min((place, *filter(_near, ways)), key=cost)
        step = step / 2 if best == place else step
        place = best
    return moved(w, place)


def _near(move: Move) -> bool:
    return all(abs(by) <= most for by, most in zip(move, FURTHEST, strict=True))


def moved(w: Sequence[float], move: Move) -> tuple[float, ...]:
    """Weights with another growth and another decay."""
    decay, growth = move
    return (*w[:8], w[8] + growth, *w[9:20], w[20] * exp(decay))


def sample(pasts: Sequence[Past]) -> list[Past]:
    """Every n-th card, so that at most about MOST reviews are read."""
    return list(pasts[:: max(1, round(sum(map(len, pasts)) / MOST))])
