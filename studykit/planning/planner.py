"""Finds the study plan to an exam date: the cheapest policy that reaches the target, by simulating the real memories.

A policy has a desired retention for the weeks before, and the length of a final pass. In the final pass every card is
reviewed once more, in even daily shares, the most stable cards first. Introducing every card in time, keeping the early
retention low and passing once more beats a constant retention at the same recall (docs/decisions/0018-plan.md has the
measurements).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from math import ceil
from statistics import fmean
from typing import NamedTuple

from studykit.memory.fsrs import WEIGHTS
from studykit.planning.draws import Draws, even_draws
from studykit.planning.projection import ProjectedDay, Projection, SeenCard, StudyPolicy, project

RETENTIONS = (0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9)
FINAL_PASSES = (2, 3, 4, 6, 8, 11, 15, 21)
"""Desired retentions and lengths of the final pass (days) that are tried."""
SHORT_PLAN = 3
"""With at most this many days left, a final pass of one day is tried too."""
HIGH_RETENTIONS = (0.8, 0.9)
"""Early retentions that are tried when looking for sufficient minutes."""
MIN_SAMPLE, MAX_SAMPLE = 200, 400
"""Cards that are simulated. A smaller deck is repeated; from a larger one every n-th card is sampled."""
LONG_PLAN, LONG_PLAN_SAMPLE = 120, 100
"""With more days than this, fewer policies are tried on a sample of this many cards."""
MAX_MINUTES = 600
SEED = 20
"""Seed of the draws: every plan meets the same ones."""
VALIDATIONS = 4
"""Further tables of draws. A policy must also reach the target in their mean, because the best of many policies was
lucky with the first table."""

MinutesForCards = Callable[[int], Sequence[float]]
"""Maps minutes a day to the minutes of each day that are free for cards."""


class Deck(NamedTuple):
    """The cards to plan for: those already seen, and the number of new ones."""

    seen: tuple[SeenCard, ...]
    new: int


class StudyPlan(NamedTuple):
    """A policy and its projection.

    `feasible`: the target is reached in the given minutes. `minutes_needed` is then the minutes of the fullest day. If
    the target is out of reach, it is the minutes a day that would reach it, or None if no number would.
    """

    policy: StudyPolicy
    projection: Projection
    feasible: bool
    minutes_needed: int | None


def find_plan(
    deck: Deck,
    minutes: Sequence[float],
    target: float,
    w: Sequence[float] = WEIGHTS,
    needed: bool = True,
    active_pass: int | None = None,
    minutes_for_cards: MinutesForCards | None = None,
) -> StudyPlan:
    """Returns the plan for days that have these minutes for cards, today first; the exam is on the day after the last.

    `target` is the wanted recall. `needed`: if the target is out of reach, look for sufficient minutes.
    `active_pass`: the length of a final pass that has already started and is kept. `minutes_for_cards` says how much of
    a day's minutes is free for cards; without it, a lighter day stays lighter by the same number of minutes.
    """
    trial = _trial(deck, minutes, w)
    budgets = [60 * one for one in minutes]
    tried = [(policy, trial.screen(policy, budgets)) for policy in candidates(len(minutes), active_pass)]
    reach = sorted((one for one in tried if one[1].recall >= target), key=lambda one: (one[1].seconds, -one[1].recall))
    for policy, _ in (*reach, max(tried, key=lambda one: (round(one[1].recall, 4), -one[1].seconds))):
        projection = trial.forecast(policy, budgets)
        if projection.recall >= target:
            fullest = max((day.seconds for day in projection.days), default=0.0)
            return StudyPlan(policy, projection, True, ceil(fullest / 60))
    sufficient = _sufficient_minutes(trial, minutes, target, active_pass, minutes_for_cards) if needed else None
    return StudyPlan(policy, projection, False, sufficient)


class Trial(NamedTuple):
    """A sample of the deck on which policies are tried. `scale` is the number of sample cards per card of the deck."""

    sample: Deck
    scale: float
    tables: Sequence[Draws]
    w: Sequence[float]

    def screen(self, policy: StudyPolicy, budgets: Sequence[float]) -> Projection:
        """Projects the sample with the first table of draws."""
        return self._project(policy, budgets, self.tables[0])

    def forecast(self, policy: StudyPolicy, budgets: Sequence[float]) -> Projection:
        """Projects the whole deck: the mean over the other tables of draws."""
        return _mean([self._project(policy, budgets, draws) for draws in self.tables[1:]], self.scale)

    def _project(self, policy: StudyPolicy, budgets: Sequence[float], draws: Draws) -> Projection:
        return project(*self.sample, [self.scale * one for one in budgets], policy, draws, self.w)


def _trial(deck: Deck, minutes: Sequence[float], w: Sequence[float]) -> Trial:
    sample, scale = sampled(deck, len(minutes))
    return Trial(sample, scale, _tables(len(sample.seen) + sample.new), w)


@lru_cache(maxsize=4)
def _tables(cards: int) -> tuple[Draws, ...]:
    """Returns the tables of draws of all plans with this many cards."""
    return tuple(even_draws(cards, SEED + number) for number in range(1 + VALIDATIONS))


def candidates(
    days: int, active_pass: int | None = None, retentions: Sequence[float] = RETENTIONS
) -> list[StudyPolicy]:
    """Returns the policies to try for a number of days."""
    if active_pass is not None:
        return [StudyPolicy(retention, active_pass) for retention in retentions]
    if days > LONG_PLAN:
        return [StudyPolicy(retention, length) for retention in retentions[::2] for length in FINAL_PASSES[3::2]]
    lengths = [length for length in FINAL_PASSES if length < days]
    if days <= SHORT_PLAN:
        lengths = [1, *lengths] if days > 1 else [0, 1][: days + 1]
    return [StudyPolicy(retention, length) for retention in retentions for length in lengths]


def sampled(deck: Deck, days: int = 0) -> tuple[Deck, float]:
    """Returns a deck that is quick to simulate and large enough to be accurate, and its cards per card of the deck."""
    cards = len(deck.seen) + deck.new
    least, most = (LONG_PLAN_SAMPLE, LONG_PLAN_SAMPLE) if days > LONG_PLAN else (MIN_SAMPLE, MAX_SAMPLE)
    if 0 < cards < least:
        copies = ceil(least / cards)
        return Deck(deck.seen * copies, deck.new * copies), float(copies)
    if cards <= most:
        return deck, 1.0
    share = most / cards
    keep = round(len(deck.seen) * share)
    ordered = sorted(deck.seen, key=lambda card: (card.memory.stability, card.last))
    seen = tuple(ordered[int((place + 0.5) * len(ordered) / keep)] for place in range(keep))
    new = round(deck.new * share)
    return Deck(seen, new), (len(seen) + new) / cards


def _mean(projections: Sequence[Projection], scale: float) -> Projection:
    """Returns the mean of projections of the sample, for the whole deck.

    The rounding remainder of a day's counts is carried to the next day. The first day has a new card if there is room
    for one: a few cards over many days are a share below one half on each day, and a plan that is made again every day
    would postpone them each time.
    """
    share = scale * len(projections)
    days: list[ProjectedDay] = []
    new_left = reviews_left = 0.0
    for same_day in zip(*(one.days for one in projections), strict=True):
        new, reviews, recalled, seconds = (sum(column) / share for column in zip(*same_day, strict=True))
        new_left, reviews_left = new_left + new, reviews_left + reviews
        whole_new, whole_reviews = max(round(new_left), 1 if new > 0 and not days else 0), round(reviews_left)
        day = ProjectedDay(whole_new, whole_reviews, recalled * whole_reviews / reviews if reviews else 0.0, seconds)
        new_left, reviews_left = new_left - whole_new, reviews_left - whole_reviews
        days.append(day)
    recall, later, seen, total = (fmean(column) for column in zip(*(one[1:] for one in projections), strict=True))
    return Projection(tuple(days), recall, later, seen, total / scale)


def _sufficient_minutes(
    trial: Trial,
    minutes: Sequence[float],
    target: float,
    active_pass: int | None,
    minutes_for_cards: MinutesForCards | None,
) -> int | None:
    """Returns the fewest minutes a day that reach the target (found by bisection), or None if MAX_MINUTES do not."""
    given = max(minutes, default=0.0)
    available = minutes_for_cards or (lambda most: [max(0.0, most - (given - one)) for one in minutes])

    def reaches(most: int, validated: bool = False) -> bool:
        budgets = [60 * one for one in available(most)]
        return sum(budgets) > 60 * sum(minutes) and any(
            trial.screen(policy, budgets).recall >= target
            and (not validated or trial.forecast(policy, budgets).recall >= target)
            for policy in reversed(candidates(len(minutes), active_pass, HIGH_RETENTIONS))
        )

    low, high = 1, 10
    while high < MAX_MINUTES and not reaches(high):
        low, high = high, 2 * high
    high = min(high, MAX_MINUTES)
    if not reaches(high):
        return None
    while high - low > max(1, high // 50):
        middle = (low + high) // 2
        low, high = (low, middle) if reaches(middle) else (middle, high)
    while not reaches(high, validated=True):
        if high >= MAX_MINUTES:
            return None
        high = min(high + max(1, high // 20), MAX_MINUTES)
    return high
