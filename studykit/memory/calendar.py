"""Learning days: the local date minus a cutoff hour.

The day is fixed when a review happens and is stored with it. Travel, daylight saving and a clock set back therefore
never change the past.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

CUT_OFF = 4
"""The default hour at which a learning day begins."""


def learning_day(local: datetime, cut_off: int = CUT_OFF) -> int:
    """Returns the number of the learning day (a proleptic Gregorian ordinal) of a local time in any zone."""
    return (local.replace(tzinfo=None) - timedelta(hours=cut_off)).date().toordinal()


def date_of(day: int) -> date:
    """Returns the calendar date of a learning day."""
    return date.fromordinal(day)


def streak(days: Iterable[int], today: int) -> int:
    """Counts consecutive study days up to today, or up to yesterday if nothing was studied today yet.

    `days` are stored learning days. Days after today do not count.
    """
    known = set(days)
    last = today if today in known else today - 1
    first = last
    while first in known:
        first -= 1
    return last - first


def longest_streak(days: Iterable[int]) -> int:
    """Returns the length of the longest run of consecutive study days."""
    known = set(days)
    return max((streak(known, day) for day in known if day + 1 not in known), default=0)
