"""Learning days: the local date minus a cut-off hour, fixed on each review when it happens.

So neither travel, nor daylight saving, nor a clock set back rewrites what was: the day is stored, never computed again.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

CUT_OFF = 4
"""The hour at which a learning day begins, unless the user says otherwise."""


def learning_day(local: datetime, cut_off: int = CUT_OFF) -> int:
    """The number of a learning day (the proleptic Gregorian ordinal) of a local date and time, whatever its zone."""
    return (local.replace(tzinfo=None) - timedelta(hours=cut_off)).date().toordinal()


def date_of(day: int) -> date:
    """The date that a learning day is called by."""
    return date.fromordinal(day)
