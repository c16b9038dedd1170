"""Learning days: the local date minus a cut-off hour, fixed on each review when it happens.

So neither travel, nor daylight saving, nor a clock set back rewrites what was: the day is stored, never computed again.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

CUT_OFF = 4
"""The hour at which a learning day begins, unless the user says otherwise."""


def learning_day(local: datetime, cut_off: int = CUT_OFF) -> int:
    """The number of a learning day (the proleptic Gregorian ordinal) of a local date and time, whatever its zone."""
    return (local.replace(tzinfo=None) - timedelta(hours=cut_off)).date().toordinal()


def date_of(day: int) -> date:
    """The date that a learning day is called by."""
    return date.fromordinal(day)


def streak(days: Iterable[int], today: int) -> int:
    """Stored learning days in a row that end today, or yesterday while today is still open; days ahead do not count."""
    known = set(days)
    last = today if today in known else today - 1
    first = last
    while first in known:
        first -= 1
    return last - first


def longest_streak(days: Iterable[int]) -> int:
    """The most stored learning days in a row that there ever were."""
    known = set(days)
    return max((streak(known, day) for day in known if day + 1 not in known), default=0)
