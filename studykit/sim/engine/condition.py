"""The condition that a claim, a goal or an expectation sets for a measure: a value, or bounds."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """`is` and `not` compare; `least` and `most` include their bound, `below` and `above` do not. None: not demanded.

    A scalar in YAML means `is`; the scalar null, which is no value to compare with, means `never`: the measure is null.
    """

    is_: Any = field(default=None, metadata={"key": "is"})
    not_: Any = field(default=None, metadata={"key": "not"})
    least: float | None = None
    most: float | None = None
    below: float | None = None
    above: float | None = None
    never: bool = False

    def holds(self, value: Any) -> bool:
        """True if a measure's value meets every demand. A value that is not a number never meets a bound."""
        if self.never:
            return value is None
        if self.is_ is not None and not same(value, self.is_):
            return False
        if self.not_ is not None and same(value, self.not_):
            return False
        bounds = (self.least, self.most, self.below, self.above)
        if all(bound is None for bound in bounds):
            return True
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return False
        return (
            (self.least is None or value >= self.least)
            and (self.most is None or value <= self.most)
            and (self.below is None or value < self.below)
            and (self.above is None or value > self.above)
        )


def same(value: Any, wanted: Any) -> bool:
    """True if two values are equal. A flag never equals a number; floats may differ in their last digits."""
    if isinstance(value, bool) or isinstance(wanted, bool):
        return value is wanted
    if isinstance(value, (int, float)) and isinstance(wanted, (int, float)):
        return abs(value - wanted) <= 1e-6 * max(1.0, abs(value), abs(wanted))
    return bool(value == wanted)
