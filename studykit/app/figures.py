"""The figures of `stats` as values, and the JSON in which they are printed.

Shares are fractions, rounded to six digits. The screen and the page draw from the same values.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

Interval = tuple[float, float]
"""The ends of a 95 % interval (Wilson)."""


@dataclass(frozen=True, slots=True)
class DueToday:
    """The counts of what is due now, and the minutes that it takes."""

    due: int
    new: int
    learning: int
    overdue: int
    minutes: int


@dataclass(frozen=True, slots=True)
class ExamDay:
    """The exam: its ISO date, and the days until it, negative after it; None without an exam date."""

    date: str | None
    days_left: int | None


@dataclass(frozen=True, slots=True)
class StudyCounts:
    """Days of study, how many of them are in a row, and what was done on them."""

    days: int
    streak: int
    longest_streak: int
    reviews: int
    answers: int


@dataclass(frozen=True, slots=True)
class RecallFigures:
    """The recall of the last `days`: measured, with its interval, and as the memory model predicted it.

    `own_weights`: the model has weights that were fitted to the learner.
    """

    days: int
    reviews: int
    right: int
    measured: float
    interval: Interval
    predicted: float
    own_weights: bool


@dataclass(frozen=True, slots=True)
class DayLoad:
    """The load of a coming day: new cards, reviews, and minutes."""

    date: date
    new: int
    reviews: int
    minutes: int


@dataclass(frozen=True, slots=True)
class CardCounts:
    """Cards that were seen, and that are new."""

    seen: int
    new: int


@dataclass(frozen=True, slots=True)
class Group:
    """The cards with a stability or difficulty from `low` up to `high` (None: no end)."""

    low: float
    high: float | None
    cards: int

    def as_json(self) -> dict[str, float | int | None]:
        return {"from": self.low, "to": self.high, "cards": self.cards}


@dataclass(frozen=True, slots=True)
class WeakTopic:
    """A topic, how many of its items and cards were asked, and how many of them were right the last time."""

    topic: str
    title: str
    asked: int
    right: int
    interval: Interval


@dataclass(frozen=True, slots=True)
class ReadinessFigures:
    """How ready the learner is for a fresh exam of a pack.

    Of `items` that were asked for the first time, `right` were right; `interval` is that of the share. Of the `fresh`
    items of an exam, between `low` and `high` are likely to be right, and `line` are enough. `chances`: by the share
    that passes, the chance to reach it.
    """

    pack: str
    items: int
    right: int
    fresh: int
    low: int
    high: int
    line: int
    interval: Interval
    chances: Mapping[float, float]

    def as_json(self) -> dict[str, Any]:
        data = asdict(self)
        chances = data.pop("chances")
        return {**data, "chance": {f"{cut:g}": chance for cut, chance in chances.items()}}


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of a day, in the order in which `stats --json` prints them.

    `pace`: the learner's seconds over those of the mean. `year`: reviews and answers by day, oldest first. None stands
    for what is not known.
    """

    day: date
    pace: float
    today: DueToday
    exam: ExamDay
    study: StudyCounts
    recall: RecallFigures | None
    forecast: tuple[DayLoad, ...]
    year: Mapping[date, int]
    cards: CardCounts
    stability: tuple[Group, ...]
    difficulty: tuple[Group, ...]
    weakest: tuple[WeakTopic, ...]
    readiness: ReadinessFigures | None

    def as_json(self) -> dict[str, Any]:
        """Returns the value that `stats --json` prints."""
        return {
            "date": self.day.isoformat(),
            "pace": self.pace,
            "today": asdict(self.today),
            "exam": asdict(self.exam),
            "study": asdict(self.study),
            "recall": self.recall and asdict(self.recall),
            "forecast": [{**asdict(load), "date": load.date.isoformat()} for load in self.forecast],
            "year": {day.isoformat(): number for day, number in self.year.items()},
            "cards": asdict(self.cards),
            "stability": [group.as_json() for group in self.stability],
            "difficulty": [group.as_json() for group in self.difficulty],
            "weakest": [asdict(topic) for topic in self.weakest],
            "readiness": self.readiness and self.readiness.as_json(),
        }
