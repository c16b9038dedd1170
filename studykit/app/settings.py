"""Settings: what can be set, how it is typed, the file that keeps it. What cannot be read has its default."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from studykit.errors import UsageError, unknown
from studykit.memory.fsrs import RETENTION
from studykit.store.due import settings_of

FARTHEST = 1_830
"""Days to an exam at most, five years."""
NONE = ("none", "no", "never", "off", "default")
"""Words that take a setting back to its default."""


class Course(NamedTuple):
    """What the plan chose on a day for the exam of a date: the desired retention, that of the weeks before the final
    pass, the days on which the pass begins and the exam is, new cards of the day, reviews of it (None: all), the
    growth (w8) and decay (w20) that it has learned from the reviews (None: those of the weights in use), and whether
    siblings wait for another day."""

    exam_date: str
    day: int
    retention: float
    early: float
    start: int
    exam: int
    new: int
    reviews: int | None
    growth: float | None = None
    decay: float | None = None
    apart: bool = True


class Settings(NamedTuple):
    """The exam's date; minutes, new cards and (while some are overdue) reviews a day; the desired retention, the hour
    at which a day begins, the share of cards to know on the day of the exam, and what the plan has chosen (None: there
    is no exam date, or no plan yet)."""

    exam_date: date | None = None
    minutes: int = 20
    new_per_day: int = 10
    reviews_per_day: int = 100
    retention: float = 0.9
    cut_off: int = 4
    target: float = 0.9
    course: Course | None = None

    @property
    def wanted(self) -> float:
        """The desired retention of today: the plan's, else the one that was set."""
        return self.course.retention if self.course else self.retention

    def curved(self, w: Sequence[float]) -> tuple[float, ...]:
        """Weights with the curve that the plan has learned."""
        course = self.course
        if course is None or course.growth is None or course.decay is None:
            return tuple(w)
        return (*w[:8], course.growth, *w[9:20], course.decay)

    @property
    def new_today(self) -> int:
        """New cards today, at most."""
        return self.course.new if self.course else self.new_per_day


class Key(NamedTuple):
    """One setting: what it is for, what may be typed, and the function that reads what was typed or kept."""

    says: str
    takes: str
    read: Callable[[Any], Any]


def _day(value: Any) -> str:
    return date.fromisoformat(str(value)).isoformat()


def not_over(what: str, text: str, day: int) -> None:
    """UsageError for a date before a learning day, or so far after it that nobody plans for it."""
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
    """A share within the range of retentions, which may be typed per cent."""
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


def read(path: Path) -> Settings:
    """The settings of a file; what is missing or cannot be read is the default."""
    kept = settings_of(str(path))
    values: dict[str, Any] = {}
    for name, key in KEYS.items():
        with suppress(ValueError, TypeError):
            if name in kept:
                values[name] = key.read(kept[name])
    if "exam_date" in values:
        values["course"] = _course(kept.get("course"), values["exam_date"])
        values["exam_date"] = date.fromisoformat(values["exam_date"])
    return Settings(**values)


def _course(kept: Any, exam: str) -> Course | None:
    """The course that was kept, if it is one and for this exam."""
    with suppress(TypeError):
        course = Course(**kept)
        whole = (course.day, course.start, course.exam, course.new)
        sound = all(type(value) is int for value in whole) and isinstance(course.apart, bool)
        sound = sound and all(isinstance(value, float | int) for value in (course.retention, course.early))
        sound = sound and (course.reviews is None or type(course.reviews) is int)
        sound = sound and all(value is None or isinstance(value, float) for value in (course.growth, course.decay))
        return course if sound and course.exam_date == exam else None
    return None


def keep_course(path: Path, course: Course) -> None:
    """Keeps what the plan has chosen."""
    _write(path, {**settings_of(str(path)), "course": course._asdict()})


def change(path: Path, name: str, text: str, day: int) -> None:
    """Keeps a new value, or forgets it for `none`. UsageError names what is allowed; an exam before `day` is not."""
    if name not in KEYS:
        raise unknown("setting", name, KEYS)
    kept = settings_of(str(path))
    if text.lower() in NONE:
        kept.pop(name, None)
    else:
        try:
            kept[name] = KEYS[name].read(text)
        except ValueError:
            raise UsageError(f"{name} is {text!r}; it takes {KEYS[name].takes}, or none") from None
        if name == "exam_date":
            not_over(name, str(kept[name]), day)
    _write(path, kept)
    outdate_course(path)


def forget_course(path: Path) -> None:
    """Forgets what the plan of an exam that is over has chosen."""
    kept = settings_of(str(path))
    if kept.pop("course", None) is not None:
        _write(path, kept)


def outdate_course(path: Path) -> None:
    """Lets the plan be found anew, for what it was made from has changed; a final pass that has begun is kept."""
    kept = settings_of(str(path))
    if isinstance(kept.get("course"), dict):
        _write(path, {**kept, "course": {**kept["course"], "day": 0}})  # type: ignore[dict-item] # it is one


def broken(path: Path) -> bool:
    """Whether there are settings that cannot be read."""
    return path.is_file() and not settings_of(str(path)) and path.read_bytes().strip() not in (b"", b"{}")


def _write(path: Path, kept: dict[str, object]) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if broken(path):
            path.replace(path.with_name(path.name + ".broken"))
        fresh = path.with_name(path.name + ".new")
        fresh.write_text(json.dumps(kept, indent=2, sort_keys=True) + "\n", encoding="utf-8")
        fresh.replace(path)
    except OSError as failed:
        raise UsageError(f"the settings {path} cannot be written: {failed.strerror}") from None
