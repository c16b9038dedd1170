"""What the plan chose for today: found once a day, when something first needs it, and kept with the settings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from studykit.cli.desk import Desk
from studykit.cli.settings import Settings, read


def settled(desk: Desk) -> Settings:
    """The settings, with today's course when an exam lies ahead; the plan is found anew on a day that has none."""
    settings = read(desk.settings)
    if settings.exam_date is None:
        return settings
    day = desk.day()
    if settings.exam_date.toordinal() <= day:
        return settings._replace(course=None)
    if settings.course is not None and settings.course.day == day:
        return settings
    from studykit.cli.planning import planned

    planned(desk, settings)
    return read(desk.settings)


def plan_of_today(desk: Desk) -> Mapping[str, Any] | None:
    """The plan of the day, found anew where it has to be; None without an exam ahead."""
    settings = read(desk.settings)
    if settings.exam_date is None or settings.exam_date.toordinal() < desk.day():
        return None
    from studykit.cli.planning import planned

    return planned(desk, settings)
