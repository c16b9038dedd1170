"""A plan in somebody's own time (`studykit.memory.pace`)."""

from __future__ import annotations

from math import ceil

from studykit.planning.planner import Plan


def paced(plan: Plan, by: float) -> Plan:
    """A plan in somebody's own time: it was played in the seconds of the mean, with budgets of minutes over pace.

    The minutes of the fullest day become longer; those that would do are in one's own time, for they were sought so.
    """
    outcome = plan.outcome
    days = tuple(day._replace(seconds=by * day.seconds) for day in outcome.days)
    taken = outcome._replace(days=days, seconds=by * outcome.seconds)
    if not plan.feasible or plan.minutes_needed is None:
        return plan._replace(outcome=taken)
    return plan._replace(outcome=taken, minutes_needed=ceil(by * plan.minutes_needed))
