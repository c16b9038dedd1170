"""Settings: what can be set, how it is typed, and the file that keeps it. A value that cannot be read is the default.

The file also keeps what today's plan has chosen (its daily targets), so that `due` can follow the plan without finding
it again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from studykit.errors import UsageError, file_error, unknown
from studykit.memory.fsrs import RETENTION
from studykit.store.due import settings_of

FARTHEST = 1_830
"""Days to an exam at most, five years."""
NONE = ("none", "no", "never", "off", "default")
"""Words that set a setting back to its default."""


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


class SettingsFile:
    """The file of settings, read when it is first asked for. A change reads it again only if another program wrote it.

    Raises UsageError if the file cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._stamp: tuple[int, int] | None = None

    @cached_property
    def values(self) -> dict[str, Any]:
        """The content of the file, unchecked; empty if it cannot be read."""
        self._stamp = _stamp(self.path)
        return dict(settings_of(str(self.path)))

    @cached_property
    def settings(self) -> Settings:
        """The settings; what is missing or cannot be read is the default."""
        read: dict[str, Any] = {}
        for name, key in KEYS.items():
            with suppress(ValueError, TypeError):
                if name in self.values:
                    read[name] = key.read(self.values[name])
        if "exam_date" in read:
            targets = DailyTargets.from_data(self.values.get("course"))
            read["targets"] = targets if targets and targets.exam_date == read["exam_date"] else None
            read["exam_date"] = date.fromisoformat(read["exam_date"])
        return Settings(**read)

    @property
    def is_unreadable(self) -> bool:
        """True if there is a file with content that cannot be read as settings."""
        return not self.values and self.path.is_file() and self.path.read_bytes().strip() not in (b"", b"{}")

    def set_value(self, name: str, text: str, day: int) -> None:
        """Keeps a new value, or forgets it for `none`; the plan is found again.

        Raises UsageError, naming what is allowed, for an unknown setting, a wrong value, and an exam before `day`.
        """
        if name not in KEYS:
            raise unknown("setting", name, KEYS)
        values = self._current()
        if text.lower() in NONE:
            values.pop(name, None)
        else:
            try:
                values[name] = KEYS[name].read(text)
            except ValueError:
                raise UsageError(f"{name} is {text!r}; it takes {KEYS[name].takes}, or none") from None
            if name == "exam_date":
                validate_exam_date(name, str(values[name]), day)
        self._write(_without_today(values))

    def keep_targets(self, targets: DailyTargets) -> None:
        """Keeps what the plan has chosen."""
        self._write({**self._current(), "course": targets.as_data()})

    def forget_targets(self) -> None:
        """Forgets what the plan of an exam that is over has chosen."""
        values = self._current()
        if values.pop("course", None) is not None:
            self._write(values)

    def invalidate_plan(self) -> None:
        """Makes the next command find the plan again; the start of a final pass that has begun is kept."""
        values = self._current()
        if isinstance(values.get("course"), dict):
            self._write(_without_today(values))

    def _current(self) -> dict[str, Any]:
        """Returns the present content of the file."""
        if "values" not in self.__dict__ or self._stamp != _stamp(self.path):
            self._forget()
        return dict(self.values)

    def _forget(self) -> None:
        for name in ("values", "settings"):
            self.__dict__.pop(name, None)

    def _write(self, values: dict[str, Any]) -> None:
        path = self.path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            if self.is_unreadable:
                path.replace(path.with_name(path.name + ".broken"))
            fresh = path.with_name(path.name + ".new")
            fresh.write_text(json.dumps(values, indent=2, sort_keys=True) + "\n", encoding="utf-8")
            fresh.replace(path)
        except OSError as failed:
            raise file_error(f"the settings {path}", "written", failed) from None
        self._forget()
        self.values = values
        self._stamp = _stamp(path)


def _without_today(values: dict[str, Any]) -> dict[str, Any]:
    """Makes kept targets those of no day, so that the plan is found again."""
    kept = values.get("course")
    return {**values, "course": {**kept, "day": 0}} if isinstance(kept, dict) else values


def _stamp(path: Path) -> tuple[int, int] | None:
    """Returns what changes when another program writes a file; None if there is none."""
    try:
        about = path.stat()
    except OSError:
        return None
    return about.st_mtime_ns, about.st_size
