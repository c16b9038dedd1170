"""A learner's pace: their seconds per card, relative to the mean of many people.

A card day is all reviews of one card on one learning day, steps included. Plans count in card days. The pace is the
learner's seconds divided by the seconds that the same ratings take on average (`NEW_SECONDS`, `REVIEW_SECONDS`). With
little data it is shrunk towards 1, as if 50 card days at the average pace had come first.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from studykit.memory.seconds import NEW_SECONDS, REVIEW_SECONDS

WINDOW_DAYS = 30
"""The pace is measured over this many of the latest learning days."""
MAX_REVIEW_SECONDS = 60.0
"""A longer review counts as this long: the learner was probably interrupted."""
MIN_CARD_DAYS = 30
"""With fewer card days the pace is unknown, and 1 is used."""
PRIOR_CARD_DAYS = 50
"""Weight of the prior pace of 1, in card days."""
BOUNDS = (0.4, 2.5)
"""Lowest and highest pace, so that one unusual month does not distort the plan."""


class CardDay(NamedTuple):
    """One card on one day: whether it was new, its first rating, and the seconds of all its reviews."""

    new: bool
    rating: int
    seconds: float


def cap_seconds(seconds: float) -> float:
    """Returns the seconds of one review, at most `MAX_REVIEW_SECONDS`."""
    return min(seconds, MAX_REVIEW_SECONDS)


def pace(days: Iterable[CardDay]) -> float:
    """Returns the pace: 2 means twice as slow as the mean. Card days without a time are ignored."""
    timed = [day for day in days if day.seconds > 0]
    if len(timed) < MIN_CARD_DAYS:
        return 1.0
    expected = sum((NEW_SECONDS if day.new else REVIEW_SECONDS)[day.rating - 1] for day in timed)
    measured = sum(day.seconds for day in timed) / expected
    shrunk = (len(timed) * measured + PRIOR_CARD_DAYS) / (len(timed) + PRIOR_CARD_DAYS)
    return min(max(shrunk, BOUNDS[0]), BOUNDS[1])
