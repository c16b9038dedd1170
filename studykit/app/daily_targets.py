"""The choices of a plan for one day, which the settings file keeps so that `due` can follow the plan without finding it
again."""

from __future__ import annotations

from contextlib import suppress
from typing import Any, NamedTuple


class DailyTargets(NamedTuple):
    """The choices of a plan for one day, for the exam of a date.

    `retention`: the desired retention of the day; `early_retention`: that of the weeks before the final pass;
    `final_pass_start` and `exam_day`: learning days; `new`: new cards of the day; `reviews`: its reviews (None: all);
    `w8` and `w20`: growth and decay learned from the reviews (None: those of the weights in use); `spread_siblings`:
    whether siblings wait for another day.
    """

    exam_date: str
    day: int
    retention: float
    early_retention: float
    final_pass_start: int
    exam_day: int
    new: int
    reviews: int | None
    w8: float | None = None
    w20: float | None = None
    spread_siblings: bool = True

    def in_final_pass(self, day: int) -> bool:
        """True if the final pass has begun on a day and is not over."""
        return self.final_pass_start <= day < self.exam_day

    def as_data(self) -> dict[str, Any]:
        """Returns the targets as the settings file and the cache keep them."""
        return {kept: getattr(self, name) for name, kept in KEPT_AS.items()}

    @classmethod
    def from_data(cls, data: Any) -> DailyTargets | None:
        """Reads targets back; None for anything that is not what `as_data` writes."""
        if not isinstance(data, dict):
            return None
        names = {kept: name for name, kept in KEPT_AS.items()}
        with suppress(KeyError, TypeError):
            targets = cls(**{names[kept]: value for kept, value in data.items()})
            return targets if targets._is_sound() else None
        return None

    def _is_sound(self) -> bool:
        whole = (self.day, self.final_pass_start, self.exam_day, self.new)
        return (
            all(type(value) is int for value in whole)
            and isinstance(self.spread_siblings, bool)
            and all(isinstance(value, float | int) for value in (self.retention, self.early_retention))
            and (self.reviews is None or type(self.reviews) is int)
            and all(value is None or isinstance(value, float) for value in (self.w8, self.w20))
        )


KEPT_AS = {name: name for name in DailyTargets._fields} | {
    "early_retention": "early",
    "final_pass_start": "start",
    "exam_day": "exam",
    "w8": "growth",
    "w20": "decay",
    "spread_siblings": "apart",
}
"""The names under which targets are kept: those of the first version, so that it still reads them."""
