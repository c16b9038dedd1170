"""The settings of a learner: what can be set, and how a typed or kept value is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import date
from typing import Any, NamedTuple

from studykit.app.daily_targets import DailyTargets
from studykit.errors import UsageError
from studykit.memory.fsrs import RETENTION

FARTHEST = 1_830
"""Days to an exam at most, five years."""


class Settings(NamedTuple):
    """The settings of one learner.

    `minutes`, `new_per_day` and `reviews_per_day` (while some are overdue) are per day; `retention` is the desired one;
    `cut_off` the hour at which a day begins; `target` the share of cards to know on the day of the exam; `targets` what
    the plan has chosen (None: no exam date, or no plan yet).
    """

    exam_date: date | None = None
    minutes: int = 20
    new_per_day: int = 10
    reviews_per_day: int = 100
    retention: float = 0.9
    cut_off: int = 4
    target: float = 0.9
    targets: DailyTargets | None = None

    @property
    def desired_retention(self) -> float:
        """Today's desired retention: the plan's, else the one that was set."""
        return self.targets.retention if self.targets else self.retention

    @property
    def new_limit(self) -> int:
        """Maximum number of new cards today."""
        return self.targets.new if self.targets else self.new_per_day

    def adjust_weights(self, w: Sequence[float]) -> tuple[float, ...]:
        """Returns weights with the forgetting curve that the plan has learned."""
        targets = self.targets
        if targets is None or targets.w8 is None or targets.w20 is None:
            return tuple(w)
        return (*w[:8], targets.w8, *w[9:20], targets.w20)

    def days_left(self, day: int) -> int | None:
        """Returns the days from a learning day to the exam, negative once it is over; None without an exam date."""
        return None if self.exam_date is None else self.exam_date.toordinal() - day

    def on(self, day: int) -> Settings:
        """Returns the settings with the targets of a day: those that are kept, if they are of that day.

        On the day of the exam nothing is due and nothing new: there is only the warm-up.
        """
        left = self.days_left(day)
        if left == 0 and self.exam_date is not None:
            kept = self.retention
            targets = DailyTargets(self.exam_date.isoformat(), day, kept, kept, day, day, 0, 0)
            return self._replace(targets=targets)
        if left is not None and (left < 0 or (self.targets is not None and self.targets.day != day)):
            return self._replace(targets=None)
        return self


class Key(NamedTuple):
    """One setting: what it is for, what may be typed, and the function that reads a typed or kept value."""

    says: str
    takes: str
    read: Callable[[Any], Any]


def _day(value: Any) -> str:
    return date.fromisoformat(str(value)).isoformat()


def validate_exam_date(what: str, text: str, day: int) -> None:
    """Raises UsageError for a date before a learning day, or more than five years after it."""
    when = date.fromisoformat(text).toordinal()
    if not day <= when <= day + FARTHEST:
        why = "is over" if when < day else "is too far away"
        first, last = date.fromordinal(day), date.fromordinal(day + FARTHEST)
        raise UsageError(f"{what} is {text}, which {why}; it takes a date from today, {first}, on, to {last}")


def _within(low: float, high: float, whole: bool) -> Callable[[Any], float]:
    def read(value: Any) -> float:
        if isinstance(value, bool):
            raise ValueError
        number = int(str(value)) if whole else float(value)
        if not low <= number <= high:
            raise ValueError
        return number

    return read


def _share(value: Any) -> float:
    """Reads a share within the range of retentions; it may be typed in percent."""
    text = str(value).strip()
    number = float(text.removesuffix("%"))
    return _within(*RETENTION, False)(round(number / 100, 6) if number > 1 or text.endswith("%") else value)


KEYS: dict[str, Key] = {
    "exam_date": Key("the date of the exam", "a date such as 2027-01-15", _day),
    "minutes": Key("minutes a day that you want to study", "a whole number from 1 to 600", _within(1, 600, True)),
    "new_per_day": Key("new cards a day, at most", "a whole number from 0 to 500", _within(0, 500, True)),
    "reviews_per_day": Key(
        "reviews a day at most, while some are overdue", "a whole number from 1 to 9999", _within(1, 9999, True)
    ),
    "retention": Key(
        "how sure you want to be when a card comes back", "a number from 0.7 to 0.99", _within(*RETENTION, False)
    ),
    "target": Key(
        "the share of cards to know on the day of the exam", "a number from 0.7 to 0.99, or per cent such as 94", _share
    ),
    "cut_off": Key("the hour at which a new day begins", "a whole number from 0 to 23", _within(0, 23, True)),
}


def read_settings(values: Mapping[str, Any]) -> Settings:
    """Reads kept values; a value that is missing or cannot be read is the default."""
    read: dict[str, Any] = {}
    for name, key in KEYS.items():
        with suppress(ValueError, TypeError):
            if name in values:
                read[name] = key.read(values[name])
    if "exam_date" in read:
        targets = DailyTargets.from_data(values.get("course"))
        read["targets"] = targets if targets and targets.exam_date == read["exam_date"] else None
        read["exam_date"] = date.fromisoformat(read["exam_date"])
    return Settings(**read)
