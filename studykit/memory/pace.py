"""How fast somebody answers cards, as a factor on the seconds that a card takes in the mean of many people.

A card's day is all of its reviews on one learning day, steps included: what a plan counts in. Somebody's seconds over
the seconds that those ratings take in the mean (`NEW_SECONDS`, `REVIEW_SECONDS`) are drawn towards 1 while there are
few days of cards, as if 50 days in which everything took the mean had come before.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from studykit.memory.seconds import NEW_SECONDS, REVIEW_SECONDS

DAYS = 30
"""Learning days that a pace is taken from, the latest."""
LONGEST = 60.0
"""Seconds of a review at most: whoever takes longer has gone for tea."""
LEAST = 30
"""Days of cards below which nobody's pace is known: it is 1."""
PRIOR = 50
"""Days of cards that weigh as much as the belief that somebody is as fast as the mean."""
BOUNDS = (0.4, 2.5)
"""No pace is slower or faster, so that a strange month does not make a strange plan."""


class CardDay(NamedTuple):
    """One card on one day: whether it was new then, the first rating, the seconds of all its reviews together."""

    new: bool
    rating: int
    seconds: float


def cut(seconds: float) -> float:
    """What counts of the seconds of one review."""
    return min(seconds, LONGEST)


def pace(days: Iterable[CardDay]) -> float:
    """Somebody's seconds over those of the mean: 2 is twice as slow. Days without a time do not count."""
    timed = [day for day in days if day.seconds > 0]
    if len(timed) < LEAST:
        return 1.0
    expected = sum((NEW_SECONDS if day.new else REVIEW_SECONDS)[day.rating - 1] for day in timed)
    own = sum(day.seconds for day in timed) / expected
    drawn = (len(timed) * own + PRIOR) / (len(timed) + PRIOR)
    return min(max(drawn, BOUNDS[0]), BOUNDS[1])
