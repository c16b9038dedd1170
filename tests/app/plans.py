"""Plans for tests, made by hand instead of being searched."""

from __future__ import annotations

from datetime import date
from typing import Any

from studykit.app.daily_targets import DailyTargets
from studykit.app.plan_data import PlanSummary, TodaysPlan, TodaysWork
from studykit.planning.tasks import DayPlan, StudyTask, TaskKind

SUMMARY = PlanSummary(
    date=date(2026, 12, 18),
    days_left=23,
    minutes_per_day=25,
    minutes_needed=18,
    retention=0.8,
    final_pass_days=10,
    expected_recall=0.94,
    recall_30_days_later=0.8,
    feasible=True,
    today=TodaysWork(cards=14, items=10, minutes=22),
)


def day(new: int, reviews: int, minutes: float, *tasks: tuple[Any, ...]) -> DayPlan:
    """A day of a plan: new cards, reviews, their minutes, and its tasks as (kind, number, minutes, service)."""
    return DayPlan(new, reviews, minutes, tuple(StudyTask(TaskKind(kind), *task) for kind, *task in tasks))


USUAL = day(6, 8, 7.0, ("items", 10, 15.0, "sns"))
LAST = (
    day(0, 60, 12.0, ("part", 6, 12.0)),
    day(0, 90, 15.0, ("review", 6, 3.0), ("sheets", 1, 6.0)),
    day(0, 0, 0.0, ("warm-up", 10, 2.0)),
)


def a_plan(days: tuple[DayPlan, ...] = (USUAL,) * 21 + LAST, *, summary: Any = None, **more: Any) -> TodaysPlan:
    """A plan of usual days. `summary` and `more` replace fields of its summary and of the plan."""
    targets = DailyTargets("2026-12-18", 739_945, 0.8, 0.8, 739_958, 739_968, 6, None)
    plan = TodaysPlan(
        summary=SUMMARY._replace(**(summary or {})),
        cards=500,
        excluded_cards=0,
        mock_items=65,
        pace=1.0,
        target=0.95,
        days=days,
        recalled=7.2,
        targets=targets,
        days_missed=0,
        last_week=None,
    )
    return plan._replace(**more)
