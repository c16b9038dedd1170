"""A plan in somebody's own time (`studykit.memory.pace`)."""

from __future__ import annotations

from math import ceil

from studykit.memory.plan import MOST_MINUTES, Plan


def paced(plan: Plan, by: float) -> Plan:
    """A plan in somebody's own time: it was played in the seconds of the mean, with budgets of minutes over pace."""
    outcome = plan.outcome
    days = tuple(day._replace(seconds=by * day.seconds) for day in outcome.days)
    needed = None if plan.minutes_needed is None else ceil(by * plan.minutes_needed)
    return plan._replace(
        outcome=outcome._replace(days=days, seconds=by * outcome.seconds),
        minutes_needed=None if needed is None or needed > MOST_MINUTES else needed,
    )
