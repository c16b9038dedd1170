"""What a number of right answers says: Wilson's interval, and the chance of passing a fresh form.

Wilson, "Probable Inference, the Law of Succession, and Statistical Inference" (1927). With a flat prior on the share
that is known, the number right on a fresh form is beta-binomial; its tail is summed exactly.
"""

from __future__ import annotations

from fractions import Fraction
from math import ceil, comb, sqrt

Z = 1.959963984540054
"""The normal quantile of a 95 % interval."""


def wilson(right: int, items: int, z: float = Z) -> tuple[float, float]:
    """The interval of the share that is known, as fractions; 0 to 1 when nothing was asked."""
    if not items:
        return 0.0, 1.0
    share, square = right / items, z * z
    middle = (share + square / (2 * items)) / (1 + square / items)
    half = z * sqrt(share * (1 - share) / items + square / (4 * items * items)) / (1 + square / items)
    return (max(0.0, middle - half) if right else 0.0), (min(1.0, middle + half) if right < items else 1.0)


def needed(cut: float, fresh: int) -> int:
    """Right answers that reach a cut (a fraction) on a form of so many items."""
    return ceil(Fraction(str(cut)) * fresh)


def chance(right: int, items: int, cut: float, fresh: int) -> float:
    """The chance to reach a cut on a fresh form after `right` of `items`, by the beta-binomial with a flat prior.

    P(k of n) = C(n, k) B(right + 1 + k, wrong + 1 + n - k) / B(right + 1, wrong + 1); with whole numbers that is
    C(k + right, k) C(n - k + wrong, n - k) / C(n + items + 1, n).
    """
    wrong = items - right
    reached = sum(
        comb(k + right, k) * comb(fresh - k + wrong, fresh - k) for k in range(max(0, needed(cut, fresh)), fresh + 1)
    )
    return float(Fraction(reached, comb(fresh + items + 1, fresh)))
