"""What the plan chose for today: found once a day, when something first needs it, and kept with the settings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from studykit.app.environment import Desk
from studykit.app.settings import Course, Settings, read


def settled(desk: Desk) -> Settings:
    """The settings, with today's course when an exam lies ahead; the plan is found anew on a day that has none."""
    settings = current(desk)
    if settings.exam_date is None or settings.exam_date.toordinal() < desk.day() or settings.course is not None:
        return settings
    from studykit.app.plan import planned

    planned(desk, read(desk.settings))
    return current(desk)


def current(desk: Desk) -> Settings:
    """The settings, with the course that is kept if it is of today. On the day of the exam nothing is due and nothing
    new: there is the warm-up."""
    settings, day = read(desk.settings), desk.day()
    if settings.exam_date is None:
        return settings
    exam = settings.exam_date.toordinal()
    if exam == day:
        kept = settings.retention
        return settings._replace(course=Course(settings.exam_date.isoformat(), day, kept, kept, day, exam, 0, 0))
    if exam < day or (settings.course is not None and settings.course.day != day):
        return settings._replace(course=None)
    return settings


def plan_of_today(desk: Desk) -> Mapping[str, Any] | None:
    """The plan of the day, found anew where it has to be; None without an exam ahead."""
    settings = read(desk.settings)
    if settings.exam_date is None or settings.exam_date.toordinal() < desk.day():
        return None
    from studykit.app.plan import planned

    return planned(desk, settings)
