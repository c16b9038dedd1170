"""What the plan chose for today: found once a day, when something first needs it, and kept with the settings."""

from __future__ import annotations

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
