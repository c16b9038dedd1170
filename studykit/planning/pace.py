"""Converts a plan to the learner's own pace (`studykit.memory.pace`)."""

from __future__ import annotations

from math import ceil

from studykit.planning.planner import StudyPlan


def at_pace(plan: StudyPlan, pace: float) -> StudyPlan:
    """Converts a plan that was simulated in mean seconds, with budgets of minutes divided by the pace.

    The minutes of the fullest day are converted. Sufficient minutes of a plan that is not feasible already are at the
    learner's pace, because the search for them used it.
    """
    projection = plan.projection
    days = tuple(day._replace(seconds=pace * day.seconds) for day in projection.days)
    slowed = projection._replace(days=days, seconds=pace * projection.seconds)
    if not plan.feasible or plan.minutes_needed is None:
        return plan._replace(projection=slowed)
    return plan._replace(projection=slowed, minutes_needed=ceil(pace * plan.minutes_needed))
