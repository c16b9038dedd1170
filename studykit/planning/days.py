"""Lays out the plan: the cards, questions, mock exams and mock reviews of each day, within the given minutes.

Cards come first. Room is reserved for half a mock two days before the exam, and for the sheets on the last day. The
time that cards leave goes to items that were never answered, and once a week in the last three weeks to a mock. A mock
is reviewed on the day after, and it is shortened if it does not fit into its day.

The plan is made again each day. A task that has its date keeps it, and if the previous plan had a mock for today, room
for the shortest mock is reserved.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil
from typing import NamedTuple

from studykit.memory.seconds import MEAN_NEW_SECONDS, MEAN_REVIEW_SECONDS
from studykit.planning.projection import ProjectedDay
from studykit.planning.tasks import MOCKS, WARM_UP, DayPlan, StudyTask, TaskKind

ITEM_MINUTES = 1.5
"""Minutes of a quiz item with its feedback."""
REVIEW_MINUTES = 0.5
"""Minutes of a mock's review, for each of its items."""
SHEET_MINUTES = 10.0
WARM_UP_MINUTES = 2.0
MIN_MOCK_ITEMS = 10
"""A shorter mock measures nothing."""
WEEKS_OF_MOCKS = 3
ROUNDING = 1e-9
"""Absorbs the floating-point error of a task that fits exactly."""


class MockLength(NamedTuple):
    """The items and minutes of a whole mock exam."""

    items: int = 65
    minutes: float = 130.0

    @property
    def item_minutes(self) -> float:
        """Minutes per item."""
        return self.minutes / self.items


class MissBacklog(NamedTuple):
    """Misses of an earlier mock that are still to be reviewed: its sitting, how many are left, how many a day."""

    sitting: str = ""
    left: int = 0
    per_day: int = 1


def minutes_for_cards(days: int, minutes: float, mock: MockLength, promised: bool = False) -> list[float]:
    """Returns the minutes of each day that are free for cards, today first.

    `promised`: the previous plan had a mock for today.
    """
    free = [float(minutes)] * days
    for place, task in _reserved(days, minutes, mock, promised).items():
        free[place] -= task.minutes
    return free


def with_due_today(days: Sequence[ProjectedDay], new: int, due: int, minutes: float, pace: float) -> list[ProjectedDay]:
    """Replaces today's projected cards by those really in the queue, as far as they fit into today's minutes.

    `new` and `due` are the cards in the queue, `minutes` the minutes free for cards today. A sample represents the deck
    on average, but not on a single day.
    """
    first, reviews = days[0], sum(day.reviews for day in days)
    begun = first.seconds + (new - first.new) * pace * MEAN_NEW_SECONDS
    fit = first.reviews + max(0, int((60 * minutes - begun) / (pace * MEAN_REVIEW_SECONDS)))
    real = min(due, fit)
    recalled = real * sum(day.recalled for day in days) / reviews if reviews else 0.0
    if first.reviews:
        recalled = real * first.recalled / first.reviews
    taken = max(0.0, begun + (real - first.reviews) * pace * MEAN_REVIEW_SECONDS)
    return [ProjectedDay(new, real, recalled, taken), *days[1:]]


def lay_out(
    days: Sequence[ProjectedDay],
    minutes: float,
    items: Mapping[str, int],
    mock: MockLength,
    mocks: bool = True,
    promised: bool = False,
    misses: MissBacklog | None = None,
) -> list[DayPlan]:
    """Returns the days, today first, followed by the exam day.

    `items` counts the items never answered, by service. `mocks`: there are items to make mocks from. `promised`: the
    previous plan had a mock for today. `misses`: what is left to review of a mock taken before today.
    """
    left = dict(items)
    reserved = _reserved(len(days), minutes, mock, promised) if mocks else {}
    plans, mock_items, misses = [], 0, misses or MissBacklog()
    for place, day in enumerate(days):
        cards = min(day.seconds / 60, minutes) if day.new + day.reviews else 0.0
        room = minutes - cards
        kept = reserved.get(place)
        tasks = _review(misses, mock_items, room - (kept.minutes if kept else 0.0))
        room -= sum(task.minutes for task in tasks)
        misses = misses._replace(left=max(0, misses.left - misses.per_day))
        if kept:
            tasks.append(_extended(kept, room, mock))
        elif mocks and place and (weekly := _weekly_mock(len(days) - place, room, mock)) is not None:
            tasks.append(weekly)
        elif (practice := _practice(left, len(days) - place, room)) is not None:
            tasks.append(practice)
            left[practice.service] -= practice.number
        mock_items = sum(task.number for task in tasks if task.kind in MOCKS)
        plans.append(DayPlan(day.new, day.reviews, cards, tuple(task for task in tasks if task.minutes > 0)))
    return [*plans, DayPlan(0, 0, 0.0, (StudyTask(TaskKind.WARM_UP, WARM_UP, WARM_UP_MINUTES),))]


def _reserved(days: int, minutes: float, mock: MockLength, promised: bool) -> dict[int, StudyTask]:
    """Returns the tasks that have a fixed day, by day, however long the cards take.

    These are half a mock two days before the exam, the sheets on the last day, and the shortest mock today if one was
    promised.
    """
    found = {}
    pace = mock.item_minutes
    half = min(mock.items // 2, int(minutes / 2 / pace))
    if days >= 2 and half >= MIN_MOCK_ITEMS // 2:
        kind = TaskKind.HALF_MOCK if half == mock.items // 2 else TaskKind.SHORT_MOCK
        found[days - 2] = StudyTask(kind, half, half * pace)
    if days >= 1:
        found[days - 1] = StudyTask(TaskKind.SHEETS, 1, min(SHEET_MINUTES, minutes / 4))
    shortest = min(minutes, MIN_MOCK_ITEMS * pace + ROUNDING)
    if promised and (weekly := _weekly_mock(days, shortest, mock)) is not None:
        found[0] = weekly
    return found


def _extended(task: StudyTask, room: float, mock: MockLength) -> StudyTask:
    """Extends a reserved task to the room that the cards leave: a mock to a whole one, half a mock to half of one."""
    if task.kind == TaskKind.SHEETS:
        return task._replace(minutes=min(task.minutes, room))
    pace, full = mock.item_minutes, mock.items if task.kind == TaskKind.MOCK else mock.items // 2
    number = max(task.number, min(full, int(room / pace + ROUNDING)))
    kind = task.kind
    if kind != TaskKind.MOCK:
        kind = TaskKind.HALF_MOCK if number == full else TaskKind.SHORT_MOCK
    return StudyTask(kind, number, min(number * pace, room))


def _review(misses: MissBacklog, mock_items: int, room: float) -> list[StudyTask]:
    """Returns the review task of a day, if there is one.

    An earlier mock's remaining misses come first, otherwise all `mock_items` of yesterday's mock.
    """
    number = min(misses.left, misses.per_day) or mock_items
    took = min(number * (ITEM_MINUTES if misses.left else REVIEW_MINUTES), room)
    return [StudyTask(TaskKind.REVIEW, number, took, misses.sitting if misses.left else "")] if took > ROUNDING else []


def _weekly_mock(left: int, room: float, mock: MockLength) -> StudyTask | None:
    """Returns the mock of the day with `left` days until the exam (itself included), or None.

    Mocks are a week apart, the last of them a week before the half mock.
    """
    before = left - 2
    if before % 7 or not 7 <= before <= 7 * WEEKS_OF_MOCKS:
        return None
    pace = mock.item_minutes
    number = min(mock.items, int(room / pace + ROUNDING))
    return StudyTask(TaskKind.MOCK, number, number * pace) if number >= MIN_MOCK_ITEMS else None


def _practice(left: Mapping[str, int], days: int, room: float) -> StudyTask | None:
    """Returns a day's share of the items never answered, all from the service with the most left, or None."""
    service = max(left, key=lambda name: left[name], default="")
    if not service:
        return None
    share = ceil(sum(left.values()) / max(1, days - 2))
    number = min(share, left[service], int(room / ITEM_MINUTES))
    return StudyTask(TaskKind.ITEMS, number, number * ITEM_MINUTES, service) if number > 0 else None
