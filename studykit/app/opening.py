"""Opens the study of a learner, with the plan that it follows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studykit.app.environment import Environment, Notices
from studykit.app.study import Study

if TYPE_CHECKING:
    from studykit.app.plan_data import TodaysPlan


def open_study(environment: Environment, notices: Notices) -> Study:
    """Returns the study of an environment. Nothing is read before it is asked for."""
    return Study(environment, notices, _find_plan)


def _find_plan(study: Study) -> TodaysPlan:
    """Finds today's plan; the planner is imported when a plan is wanted, because most commands want none."""
    from studykit.app.plan import find_plan

    return find_plan(study)
