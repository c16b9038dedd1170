"""The plan laid out: the tasks of each day, and the data of the plan cache."""

from __future__ import annotations

import json
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studykit.memory.seconds import MEAN_REVIEW_SECONDS
from studykit.planning.days import (
    MissBacklog,
    MockLength,
    lay_out,
    minutes_for_cards,
    with_due_today,
)
from studykit.planning.projection import ProjectedDay
from studykit.planning.tasks import WARM_UP, DayPlan, StudyTask, TaskKind

MOCK = MockLength(65, 130.0)
ITEMS = {"sqs": 90, "sns": 40}
MINUTES = st.integers(1, 200)
SHARES = st.lists(st.floats(0, 1), max_size=60)
"""How much of the time that is free for cards each day uses."""


def projected(shares: list[float], minutes: int) -> list[ProjectedDay]:
    free = minutes_for_cards(len(shares), minutes, MOCK)
    return [ProjectedDay(1, 2, 1.5, 60 * share * room) for share, room in zip(shares, free, strict=True)]


def laid_out(shares: list[float], minutes: int) -> list[DayPlan]:
    return lay_out(projected(shares, minutes), minutes, ITEMS, MOCK)


def kinds(day: DayPlan) -> list[str]:
    return [task.kind for task in day.tasks]


@given(shares=SHARES, minutes=MINUTES)
def test_no_day_before_the_exam_is_longer_than_the_given_minutes(shares: list[float], minutes: int) -> None:
    assert all(day.minutes <= minutes + 1e-6 for day in laid_out(shares, minutes)[:-1])


@given(shares=SHARES, minutes=MINUTES)
def test_a_days_minutes_are_the_sum_of_its_tasks(shares: list[float], minutes: int) -> None:
    for day in laid_out(shares, minutes):
        assert day.minutes == day.card_minutes + sum(task.minutes for task in day.tasks)


@given(shares=SHARES, minutes=MINUTES)
def test_no_item_is_planned_twice(shares: list[float], minutes: int) -> None:
    planned: Counter[str] = Counter()
    for day in laid_out(shares, minutes):
        planned.update({task.service: task.number for task in day.tasks if task.kind == TaskKind.ITEMS})
    assert all(number <= ITEMS[service] for service, number in planned.items())


@given(shares=SHARES, minutes=MINUTES)
def test_every_day_has_its_plan_and_the_exam_day_a_warm_up(shares: list[float], minutes: int) -> None:
    days = laid_out(shares, minutes)
    assert len(days) == len(shares) + 1
    assert [(task.kind, task.number) for task in days[-1].tasks] == [("warm-up", WARM_UP)]


@given(shares=SHARES, minutes=MINUTES)
def test_a_day_is_the_same_after_the_plan_cache(shares: list[float], minutes: int) -> None:
    for day in laid_out(shares, minutes):
        assert DayPlan.from_data(json.loads(json.dumps(day.as_data()))) == day


def test_the_plan_cache_has_plain_lists() -> None:
    day = DayPlan(3, 20, 12.5, (StudyTask(TaskKind.HALF_MOCK, 32, 64.0), StudyTask(TaskKind.ITEMS, 4, 6.0, "sqs")))
    assert json.dumps(day.as_data()) == '[3, 20, 12.5, [["half", 32, 64.0, ""], ["items", 4, 6.0, "sqs"]]]'


def test_a_task_of_an_unknown_kind_is_rejected() -> None:
    with pytest.raises(ValueError, match="nap"):
        StudyTask.from_data(["nap", 1, 10.0, ""])


@given(
    shares=st.lists(st.floats(0, 1), min_size=1, max_size=20),
    minutes=MINUTES,
    new=st.integers(0, 1),
    due=st.integers(0, 300),
    pace=st.floats(0.4, 2.5),
)
def test_today_has_the_due_reviews_as_far_as_they_fit(
    shares: list[float], minutes: int, new: int, due: int, pace: float
) -> None:
    before = projected(shares, minutes)
    free = minutes_for_cards(len(shares), minutes, MOCK)[0]
    first, *others = with_due_today(before, new, due, free, pace)
    assert others == before[1:]
    assert first.new == new
    assert first.seconds <= 60 * free + 1e-6
    full = first.seconds + pace * MEAN_REVIEW_SECONDS > 60 * free - 1e-6
    assert first.reviews <= due if full else first.reviews == due


def test_half_a_mock_is_two_days_before_the_exam_and_the_sheets_on_the_last_day() -> None:
    days = laid_out([0.1] * 30, 150)
    assert kinds(days[28]) == ["half"]
    assert kinds(days[29]) == ["review", "sheets"]
    assert days[28].tasks[0].number == 32


@given(share=st.floats(0, 1), minutes=MINUTES)
def test_half_a_mock_takes_the_room_that_cards_leave(share: float, minutes: int) -> None:
    day = laid_out([share] * 30, minutes)[28]
    mocks = [task for task in day.tasks if task.kind in (TaskKind.HALF_MOCK, TaskKind.SHORT_MOCK)]
    assert all(task.number == 32 or day.minutes + MOCK.item_minutes > minutes - 1e-6 for task in mocks)
    assert bool(mocks) == (minutes >= 20)


def test_whole_mocks_are_a_week_apart_and_reviewed_the_day_after() -> None:
    days = laid_out([0.1] * 30, 150)
    mocks = [place for place, day in enumerate(days) if "mock" in kinds(day)]
    assert mocks == [7, 14, 21]
    assert all(kinds(days[place + 1])[0] == "review" for place in mocks)


def test_without_items_there_is_no_mock() -> None:
    days = lay_out(projected([0.1] * 30, 150), 150, {}, MOCK, mocks=False)
    assert all(not day.tasks for day in days[:-1])


@given(left=st.sampled_from([9, 16, 23]), minutes=st.integers(20, 200))
def test_a_promised_mock_keeps_its_day_however_full_the_day_is(left: int, minutes: int) -> None:
    free = minutes_for_cards(left, minutes, MOCK, promised=True)
    full = [ProjectedDay(1, 2, 1.5, 60 * room) for room in free]
    today = lay_out(full, minutes, ITEMS, MOCK, promised=True, misses=MissBacklog("abc", 9, 5))[0]
    assert [task.number for task in today.tasks if task.kind == TaskKind.MOCK] == [
        min(65, max(10, int(minutes - free[0]) // 2))
    ]
    assert today.minutes <= minutes + 1e-6


@given(left=st.integers(1, 60), minutes=MINUTES)
def test_today_has_no_mock_that_was_not_promised(left: int, minutes: int) -> None:
    assert "mock" not in kinds(laid_out([0.0] * left, minutes)[0])


@given(shares=st.lists(st.floats(0, 1), min_size=2, max_size=40), minutes=st.integers(20, 200))
def test_a_task_with_a_fixed_day_is_still_there_on_the_day_itself(shares: list[float], minutes: int) -> None:
    mock, sheets = (lay_out(projected(shares, minutes)[-left:], minutes, ITEMS, MOCK)[0] for left in (2, 1))
    assert kinds(mock)[-1] in ("half", "part")
    assert kinds(sheets)[-1] == "sheets"


def test_misses_left_by_a_mock_are_reviewed_from_today_a_few_a_day() -> None:
    days = lay_out(projected([0.1] * 20, 60), 60, ITEMS, MOCK, misses=MissBacklog("abc", 12, 5))
    reviews = [task for day in days[:5] for task in day.tasks if task.kind == TaskKind.REVIEW]
    assert [(task.number, task.service) for task in reviews] == [(5, "abc"), (5, "abc"), (2, "abc")]
