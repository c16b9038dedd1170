"""The tasks of a plan and its days, as values. The first screen imports them, so this file is light."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Any, NamedTuple

WARM_UP = 10
"""Cards on the exam day."""


class TaskKind(StrEnum):
    """A kind of work other than cards. The values are stored in the plan cache."""

    ITEMS = "items"
    MOCK = "mock"
    HALF_MOCK = "half"
    SHORT_MOCK = "part"
    REVIEW = "review"
    SHEETS = "sheets"
    WARM_UP = "warm-up"


MOCKS: tuple[str, ...] = (TaskKind.MOCK, TaskKind.HALF_MOCK, TaskKind.SHORT_MOCK)
"""Kinds of tasks that are mock exams: a weekly mock, half of one, and less than half of one."""


class StudyTask(NamedTuple):
    """A piece of a day's work other than cards.

    `number` counts its items, cards or sheets. `service` is the service of quiz items, or the sitting of a review of
    an earlier mock; otherwise it is empty.
    """

    kind: TaskKind
    number: int
    minutes: float
    service: str = ""

    def as_data(self) -> list[Any]:
        """Returns the task as the JSON list that the plan cache stores."""
        return [self.kind.value, self.number, self.minutes, self.service]

    @classmethod
    def from_data(cls, data: Sequence[Any]) -> StudyTask:
        """Returns the task that `as_data` stored. Raises ValueError for an unknown kind."""
        kind, number, minutes, service = data
        return cls(TaskKind(kind), number, minutes, service)


class DayPlan(NamedTuple):
    """One day of the plan: new cards, reviews, the minutes of both, and the other tasks in order."""

    new: int
    reviews: int
    card_minutes: float
    tasks: tuple[StudyTask, ...] = ()

    @property
    def minutes(self) -> float:
        """All minutes of the day."""
        return self.card_minutes + sum(task.minutes for task in self.tasks)

    def as_data(self) -> list[Any]:
        """Returns the day as the JSON list that the plan cache stores: `[new, reviews, minutes, [task, ...]]`."""
        return [self.new, self.reviews, self.card_minutes, [task.as_data() for task in self.tasks]]

    @classmethod
    def from_data(cls, data: Sequence[Any]) -> DayPlan:
        """Returns the day that `as_data` stored. Raises ValueError for an unknown kind of task."""
        new, reviews, card_minutes, tasks = data
        return cls(new, reviews, card_minutes, tuple(map(StudyTask.from_data, tasks)))
