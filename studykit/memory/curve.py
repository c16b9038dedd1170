"""One learner's forgetting curve: its decay (w20) and the growth of a success (w8), fitted to their own reviews.

The fit is a maximum a posteriori estimate. It minimizes the log loss of predicted recall (`fit.loss`) plus the squared
shift in standard deviations of a prior around the weights in use. Two parameters need few reviews and no optional
dependency. Initial stabilities are not fitted: at a low retention they look like a slower curve
(docs/decisions/0018-plan.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from math import exp

from studykit.memory.fit import CardHistory, loss
from studykit.memory.fsrs import WEIGHTS

MIN_REVIEWS = 20
"""With fewer reviews on a later day than the one before, nothing is fitted."""
MAX_REVIEWS = 3_000
"""At most about this many reviews are read. From more, every n-th card is sampled."""
PRIOR_SD = (0.6, 0.39)
"""Standard deviations of the prior, for the logarithm of w20 and for w8. The second is that of fsrs-rs's training. For
the first fsrs-rs has more than 1, but then forecasts from few reviews are less accurate."""
MAX_SHIFT = (1.6, 1.2)
"""Largest shifts. From the published weights, w20 stays within 0.03 and 0.77, and w8 within 0.67 and 3.08."""
FIRST_STEP, LAST_STEP = 0.4, 0.02
"""First and last step of the pattern search, in the units of a shift."""

Shift = tuple[float, float]
"""The changes of the logarithm of w20 and of w8."""


def with_curve(histories: Sequence[CardHistory], w: Sequence[float] = WEIGHTS) -> tuple[float, ...]:
    """Returns the weights with the decay and growth fitted to a learner's reviews, given card by card."""
    histories = sample(histories)
    if loss(histories, 0, w)[1] < MIN_REVIEWS:
        return tuple(w)
    best, step, costs = (0.0, 0.0), FIRST_STEP, {}

    def cost(shift: Shift) -> float:
        if shift not in costs:
            mean, count = loss(histories, 0, shifted(w, shift))
            prior = sum((by / deviation) ** 2 for by, deviation in zip(shift, PRIOR_SD, strict=True)) / 2
            costs[shift] = mean * count + prior
        return costs[shift]

    while step > LAST_STEP:
        decay, growth = best
        around = ((decay - step, growth), (decay + step, growth), (decay, growth - step), (decay, growth + step))
        better = min((best, *filter(_within_bounds, around)), key=cost)
        step = step / 2 if better == best else step
        best = better
    return shifted(w, best)


def _within_bounds(shift: Shift) -> bool:
    return all(abs(by) <= most for by, most in zip(shift, MAX_SHIFT, strict=True))


def shifted(w: Sequence[float], shift: Shift) -> tuple[float, ...]:
    """Returns the weights with a shifted decay and growth."""
    decay, growth = shift
    return (*w[:8], w[8] + growth, *w[9:20], w[20] * exp(decay))


def sample(histories: Sequence[CardHistory]) -> list[CardHistory]:
    """Returns every n-th card, so that about MAX_REVIEWS reviews or fewer remain."""
    return list(histories[:: max(1, round(sum(map(len, histories)) / MAX_REVIEWS))])
