"""The tasks that are left of today's plan, and the commands that do them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from studykit.app.history import LearningHistory
from studykit.app.plan_data import ANSWERED, TodaysPlan
from studykit.planning.tasks import MOCKS, DayPlan, StudyTask

COMMANDS = {
    "items": "studykit quiz {service} -n {number}",
    **dict.fromkeys(MOCKS, "studykit exam -n {number}"),
    "review": "studykit exam review {service}",
    "sheets": "studykit sheet",
    "warm-up": "studykit drill --cram --limit {number}",
}
"""The command that does a task, by its kind."""


class TodaysTasks(NamedTuple):
    """The tasks of today that can still be done, besides cards; `number` of each is what is left of it.

    The review of a mock exam is not among them: it is offered as long as it is open, with or without a plan.
    """

    tasks: tuple[StudyTask, ...]

    @property
    def questions_left(self) -> int:
        """How many questions of today's quizzes and mock exams are not answered yet."""
        return sum(task.number for task in self.tasks if task.kind in ANSWERED)

    @property
    def commands(self) -> str:
        """The commands that ask the questions that are left."""
        return "; ".join(command_of(task) for task in self.tasks if task.kind in ANSWERED)


def remaining_tasks(plan: TodaysPlan, history: LearningHistory) -> TodaysTasks:
    """Returns what is left of today's tasks after the answers that were given today."""
    in_exams = history.exam_answers_today
    done = {"items": history.answers_today - in_exams, **dict.fromkeys(MOCKS, in_exams)}
    tasks = (task._replace(number=_left(task, done)) for task in plan.today.tasks if task.kind != "review")
    return TodaysTasks(tuple(task for task in tasks if task.number))


def _left(task: StudyTask, done: Mapping[str, int]) -> int:
    """Returns how many of a task's questions are left. A mock of which more than half was answered is over."""
    answered = done.get(task.kind, 0)
    return 0 if task.kind in MOCKS and 2 * answered > task.number else max(0, task.number - answered)


def command_of(task: StudyTask) -> str:
    """Returns the command that does a task."""
    return COMMANDS[task.kind].format(number=task.number, service=task.service)


def commands_of(day: DayPlan) -> list[str]:
    """Returns the commands that do a day of the plan, in order."""
    drill = ["studykit drill"] if day.new + day.reviews else []
    return drill + [command_of(task) for task in day.tasks]
