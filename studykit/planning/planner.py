"""The plan to an exam date: the cheapest course that reaches the target, found by playing the real memories out.

A course is a desired retention for the weeks before and the length of a final pass, in which every card is reviewed
once more, evenly spread, the firmest first. Introducing every card in time, keeping the early retention low and passing
once more beats a constant retention at the same recall (docs/decisions/0018-plan.md has what was measured).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import ceil
from statistics import fmean
from typing import NamedTuple

from studykit.memory.fsrs import WEIGHTS
from studykit.planning.projection import Course, Day, Outcome, Seen, even_draws, study

RETENTIONS = (0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9)
PASSES = (2, 3, 4, 6, 8, 11, 15, 21)
SHORT = 3
"""Days up to which one is enough for a final pass."""
FIRM = (0.8, 0.9)
"""The early retentions with which it is tried whether some number of minutes would do."""
LEAST_SAMPLE, MOST_SAMPLE = 200, 400
"""Cards that are played: fewer are played several times, of more every n-th stands for its neighbours."""
FAR, FAR_SAMPLE = 120, 100
"""Days from which on the exam is so far that fewer cards and courses do."""
MOST_MINUTES = 600
SEED = 20
"""Every plan meets the same luck."""
CHECKS = 4
"""Other lucks in whose mean a course must do as well: the best of many courses was lucky with the first."""
Free = Callable[[int], Sequence[float]]
"""Minutes of each day that are free for cards, by the minutes a day."""


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
    free: Free | None = None,
) -> Plan:
    """The plan for days that have these minutes for cards, today first; the exam is on the day after the last.

    `needed`: whether to look for the minutes that would do where these do not. `passing`: the length of a final pass
    that has begun, which is kept. `free`: what so many minutes a day leave for cards (None: a lighter day stays as
    much lighter); the minutes that would do are those that it takes.
    """
    trial = _trial(deck, minutes, w)
    budgets = [60 * one for one in minutes]
    played = [(course, trial.first(course, budgets)) for course in courses(len(minutes), passing)]
    reach = sorted((one for one in played if one[1].recall >= target), key=lambda one: (one[1].seconds, -one[1].recall))
    for course, _ in (*reach, max(played, key=lambda one: (round(one[1].recall, 4), -one[1].seconds))):
        outcome = trial.forecast(course, budgets)
        if outcome.recall >= target:
            return Plan(course, outcome, True, ceil(max((day.seconds for day in outcome.days), default=0.0) / 60))
    return Plan(course, outcome, False, _enough(trial, minutes, target, passing, free) if needed else None)


class Trial(NamedTuple):
    """A sample of the deck, how many of its cards stand for one, the lucks it meets, and the weights."""

    sample: Deck
    scale: float
    lucks: Sequence[Sequence[Sequence[float]]]
    w: Sequence[float]

    def play(self, course: Course, budgets: Sequence[float], luck: Sequence[Sequence[float]]) -> Outcome:
        return study(*self.sample, [self.scale * one for one in budgets], course, luck, self.w)

    def first(self, course: Course, budgets: Sequence[float]) -> Outcome:
        """What comes of the sample with the first luck."""
        return self.play(course, budgets, self.lucks[0])

    def forecast(self, course: Course, budgets: Sequence[float]) -> Outcome:
        """What comes of the whole deck, in the mean of the other lucks."""
        return _mean([self.play(course, budgets, luck) for luck in self.lucks[1:]], self.scale)


def _trial(deck: Deck, minutes: Sequence[float], w: Sequence[float]) -> Trial:
    sample, scale = sampled(deck, len(minutes))
    cards = len(sample.seen) + sample.fresh
    return Trial(sample, scale, [even_draws(cards, SEED + number) for number in range(1 + CHECKS)], w)


def courses(days: int, passing: int | None = None, retentions: Sequence[float] = RETENTIONS) -> list[Course]:
    """The courses that are tried. A pass of one day is, where hardly a longer one has room."""
    if passing is not None:
        return [Course(retention, passing) for retention in retentions]
    if days > FAR:
        return [Course(retention, length) for retention in retentions[::2] for length in PASSES[3::2]]
    passes = [length for length in PASSES if length < days]
    if days <= SHORT:
        passes = [1, *passes] if days > 1 else [0, 1][: days + 1]
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


def _mean(outcomes: Sequence[Outcome], scale: float) -> Outcome:
    """The mean of outcomes of the sample, for the whole deck; what is rounded of a day's counts goes to the next. The
    first day has a new card where it can hold one: a few cards over many days are a share below a half on each, and a
    plan that is found anew every day would put them off each time."""
    share = scale * len(outcomes)
    days: list[Day] = []
    new = reviews = 0.0
    for played in zip(*(one.days for one in outcomes), strict=True):
        more, again, recalled, seconds = (sum(column) / share for column in zip(*played, strict=True))
        new, reviews = new + more, reviews + again
        fresh, due = max(round(new), 1 if more > 0 and not days else 0), round(reviews)
        day = Day(fresh, due, recalled * due / again if again else 0.0, seconds)
        new, reviews = new - fresh, reviews - due
        days.append(day)
    recall, later, seen, taken = (fmean(column) for column in zip(*(one[1:] for one in outcomes), strict=True))
    return Outcome(tuple(days), recall, later, seen, taken / scale)


def _enough(
    trial: Trial, minutes: Sequence[float], target: float, passing: int | None, free: Free | None
) -> int | None:
    """The fewest minutes a day, found by halving, that reach the target."""
    given = max(minutes, default=0.0)
    left = free or (lambda most: [max(0.0, most - (given - one)) for one in minutes])

    def reaches(most: int, surely: bool = False) -> bool:
        budgets = [60 * one for one in left(most)]
        return sum(budgets) > 60 * sum(minutes) and any(
            trial.first(course, budgets).recall >= target
            and (not surely or trial.forecast(course, budgets).recall >= target)
            for course in reversed(courses(len(minutes), passing, FIRM))
        )

    low, high = 1, 10
    while high < MOST_MINUTES and not reaches(high):
        low, high = high, 2 * high
    high = min(high, MOST_MINUTES)
    if not reaches(high):
        return None
    while high - low > max(1, high // 50):
        middle = (low + high) // 2
        low, high = (low, middle) if reaches(middle) else (middle, high)
    while not reaches(high, surely=True):
        if high >= MOST_MINUTES:
            return None
        high = min(high + max(1, high // 20), MOST_MINUTES)
    return high
