"""The plan to an exam date: the cheapest course that reaches the target, found by playing the real memories out.

A course is a desired retention for the weeks before and the length of a final pass, in which every card is reviewed
once more, evenly spread, the firmest first. Introducing every card in time, keeping the early retention low and passing
once more beats a constant retention at the same recall (docs/decisions/0018-plan.md has what was measured).
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import NamedTuple

from studykit.memory.fsrs import WEIGHTS
from studykit.memory.simulate import Course, Outcome, Seen, draws, study

RETENTIONS = (0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9)
PASSES = (2, 3, 4, 6, 8, 11, 15, 21)
FIRM = (0.8, 0.9)
"""The early retentions with which it is tried whether some number of minutes would do."""
LEAST_SAMPLE, MOST_SAMPLE = 200, 400
"""Cards that are played: fewer are played several times, of more every n-th stands for its neighbours."""
FAR, FAR_SAMPLE = 120, 100
"""Days from which on the exam is so far that fewer cards and courses do."""
MOST_MINUTES = 600
SEED = 20
"""Every plan meets the same luck."""
TARGET = (0.70, 0.99)
"""The share of cards known on the day that a user may aim at."""


class Deck(NamedTuple):
    """The cards that are planned: those that were seen, and how many are new."""

    seen: tuple[Seen, ...]
    fresh: int


class Plan(NamedTuple):
    """A course, what comes of it, whether the target is reached in the minutes given, and the minutes a day that do:
    those of the fullest day, or, where the target is out of reach, those that would reach it (None: nothing would)."""

    course: Course
    outcome: Outcome
    feasible: bool
    minutes_needed: int | None


def plan(
    deck: Deck,
    minutes: Sequence[float],
    target: float,
    w: Sequence[float] = WEIGHTS,
    needed: bool = True,
    passing: int | None = None,
) -> Plan:
    """The plan for days that have these minutes for cards, today first; the exam is on the day after the last.

    `needed`: whether to look for the minutes that would do where these do not. `passing`: the length of a final pass
    that has begun, which is kept.
    """
    sample, scale = sampled(deck, len(minutes))
    luck = draws(len(sample.seen) + sample.fresh, SEED)
    budgets = [60 * scale * one for one in minutes]
    played = [(course, study(*sample, budgets, course, luck, w)) for course in courses(len(minutes), passing)]
    reach = [one for one in played if one[1].recall >= target]
    if reach:
        course, outcome = min(reach, key=lambda one: (one[1].seconds, -one[1].recall))
    else:
        course, outcome = max(played, key=lambda one: (round(one[1].recall, 4), -one[1].seconds))
    outcome = _scaled(outcome, scale)
    if reach:
        fullest = max((day.seconds for day in outcome.days), default=0.0)
        return Plan(course, outcome, True, ceil(fullest / 60))
    enough = _enough(sample, minutes, target, luck, scale, w, passing) if needed else None
    return Plan(course, outcome, False, enough)


def courses(days: int, passing: int | None = None, retentions: Sequence[float] = RETENTIONS) -> list[Course]:
    """The courses that are tried: a pass leaves at least half of the days for what comes before."""
    if passing is not None:
        return [Course(retention, passing) for retention in retentions]
    if days > FAR:
        return [Course(retention, length) for retention in retentions[::2] for length in PASSES[3::2]]
    passes = [length for length in PASSES if length <= days // 2] or ([1] if days > 1 else [0, 1][: days + 1])
    return [Course(retention, length) for retention in retentions for length in passes]


def sampled(deck: Deck, days: int = 0) -> tuple[Deck, float]:
    """A deck that is quick to play and steady enough, and how many of its cards stand for one of the real deck."""
    cards = len(deck.seen) + deck.fresh
    least, most = (FAR_SAMPLE, FAR_SAMPLE) if days > FAR else (LEAST_SAMPLE, MOST_SAMPLE)
    if 0 < cards < least:
        copies = ceil(least / cards)
        return Deck(deck.seen * copies, deck.fresh * copies), float(copies)
    if cards <= most:
        return deck, 1.0
    share = most / cards
    keep = round(len(deck.seen) * share)
    ordered = sorted(deck.seen, key=lambda card: (card.memory.stability, card.last))
    seen = tuple(ordered[int((place + 0.5) * len(ordered) / keep)] for place in range(keep))
    fresh = round(deck.fresh * share)
    return Deck(seen, fresh), (len(seen) + fresh) / cards


def _scaled(outcome: Outcome, scale: float) -> Outcome:
    """An outcome of the sample as one of the whole deck."""
    days = []
    new = reviews = 0.0
    for day in outcome.days:
        new, reviews = new + day.new / scale, reviews + day.reviews / scale
        whole = day._replace(new=round(new), reviews=round(reviews))
        new, reviews = new - whole.new, reviews - whole.reviews
        days.append(whole._replace(recalled=day.recalled / scale, seconds=day.seconds / scale))
    return outcome._replace(days=tuple(days), seconds=outcome.seconds / scale)


def _enough(
    sample: Deck,
    minutes: Sequence[float],
    target: float,
    luck: Sequence[Sequence[float]],
    scale: float,
    w: Sequence[float],
    passing: int | None,
) -> int | None:
    """The fewest minutes a day, found by halving, that reach the target; a lighter day stays as much lighter."""
    given = max(minutes, default=0.0)

    def reaches(most: int) -> bool:
        budgets = [60 * scale * max(0.0, most - (given - one)) for one in minutes]
        tried = courses(len(minutes), passing, FIRM)
        return any(study(*sample, budgets, course, luck, w).recall >= target for course in reversed(tried))

    low, high = int(given), max(2 * int(given), 10)
    while high < MOST_MINUTES and not reaches(high):
        low, high = high, 2 * high
    high = min(high, MOST_MINUTES)
    if not reaches(high):
        return None
    while high - low > max(1, high // 50):
        middle = (low + high) // 2
        low, high = (low, middle) if reaches(middle) else (middle, high)
    return high
