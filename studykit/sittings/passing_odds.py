"""Statistics of a score: Wilson's interval, and the probability of passing a fresh form.

Wilson, "Probable Inference, the Law of Succession, and Statistical Inference" (1927). With a flat prior on the known
share, the number right on a fresh form is beta-binomial. Its tail is summed exactly.
"""

from __future__ import annotations

from fractions import Fraction
from math import ceil, comb, sqrt

Z = 1.959963984540054
"""The normal quantile of a 95 % interval."""


def wilson_interval(right: int, items: int, z: float = Z) -> tuple[float, float]:
    """Returns the interval of the known share, as fractions. Without items it is 0 to 1."""
    if not items:
        return 0.0, 1.0
    share, square = right / items, z * z
    middle = (share + square / (2 * items)) / (1 + square / items)
    half = z * sqrt(share * (1 - share) / items + square / (4 * items * items)) / (1 + square / items)
    return (max(0.0, middle - half) if right else 0.0), (min(1.0, middle + half) if right < items else 1.0)


def right_to_pass(cut: float, fresh: int) -> int:
    """Returns the right answers that reach a cut (a fraction) on a form of `fresh` items."""
    return ceil(Fraction(str(cut)) * fresh)


def pass_probability(right: int, items: int, cut: float, fresh: int) -> float:
    """Returns the probability of reaching a cut on a form of `fresh` items, after `right` of `items` were right.

    Beta-binomial with a flat prior: P(k of n) = C(n, k) B(right + 1 + k, wrong + 1 + n - k) / B(right + 1, wrong + 1).
    With whole numbers that is C(k + right, k) C(n - k + wrong, n - k) / C(n + items + 1, n).
    """
    wrong = items - right
    least = max(0, right_to_pass(cut, fresh))
    reached = sum(comb(k + right, k) * comb(fresh - k + wrong, fresh - k) for k in range(least, fresh + 1))
    return float(Fraction(reached, comb(fresh + items + 1, fresh)))
