"""Figures of a learner's past: recall against prediction, the load ahead, distributions and weak topics."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from studykit.memory import fsrs
from studykit.memory.fsrs import AGAIN, WEIGHTS, Memory
from studykit.memory.schedule import CardState
from studykit.planning.draws import random_draws
from studykit.planning.projection import ProjectedDay, SeenCard, Simulation, StudyPolicy
from studykit.sittings.passing_odds import wilson_interval

AHEAD = 14
"""Days of the forecast."""
WINDOW = 30
"""Days over which recall is measured."""
STABILITY = (1.0, 7.0, 21.0, 90.0, 365.0)
DIFFICULTY = (3.0, 5.0, 7.0, 9.0)
"""Boundaries of the groups: stability in days, and difficulty from 1 to 10."""
MIN_ANSWERS = 3
"""A topic with fewer answers is not called weak."""
DRAW_ROWS = 499
"""Rows of random draws in the forecast. More cards share them."""
NO_LIMIT = 1e9
"""Seconds of a day without a time limit."""


class Rated(NamedTuple):
    """One rating of a card on a learning day."""

    card: str
    day: int
    rating: int


@dataclass(frozen=True, slots=True)
class Recall:
    """Measured recall: the reviews on later days, how many were recalled, and how many the schedule expected.

    `last` maps each card to whether it was known at the first review of its last day.
    """

    reviews: int
    right: int
    expected: float
    last: Mapping[str, bool]

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's interval of the measured share."""
        return wilson_interval(self.right, self.reviews)


def recall(reviews: Iterable[Rated], since: int, w: Sequence[float] = WEIGHTS) -> Recall:
    """Compares measured with predicted recall since a learning day.

    Only a card's first review on a day counts, and only if the card was seen on an earlier day.
    """
    memories: dict[str, tuple[Memory, int]] = {}
    known: dict[str, bool] = {}
    met = right = 0
    expected = 0.0
    for card, day, rating in reviews:
        old = memories.get(card)
        if old is None:
            memories[card], known[card] = (fsrs.begin(rating, w), day), rating > AGAIN
            continue
        memory, last = old
        elapsed = max(0, day - last)
        if elapsed:
            known[card] = rating > AGAIN
        if elapsed and day >= since:
            met += 1
            right += rating > AGAIN
            expected += fsrs.retrievability(memory.stability, elapsed, w)
        memories[card] = fsrs.review(memory, rating, elapsed, w), day
    return Recall(met, right, expected, known)


def forecast(
    states: Iterable[CardState], new: int, day: int, new_per_day: int, retention: float, w: Sequence[float] = WEIGHTS
) -> list[ProjectedDay]:
    """Projects the load of the coming days, today first, from the real memories. `new` counts the cards never seen."""
    seen = [state for state in states if state.memory is not None]
    known = [SeenCard(state.memory, state.last_day - day) for state in seen if state.memory is not None]
    table = random_draws(min(DRAW_ROWS, len(seen) + new), 0)
    draws = [table[place % DRAW_ROWS] for place in range(len(seen) + new)]
    simulation = Simulation(known, new, draws, w)
    simulation.due = [*(state.due_day - day for state in seen), *[0] * new]
    policy = StudyPolicy(retention, 0, False, new_per_day)
    return [simulation.study_day(ahead, AHEAD, policy, NO_LIMIT) for ahead in range(AHEAD)]


def spread(values: Iterable[float], edges: Sequence[float]) -> list[int]:
    """Counts the values below the first edge, between each two edges, and from the last edge up."""
    counts = [0] * (len(edges) + 1)
    for value in values:
        counts[bisect_right(edges, value)] += 1
    return counts


class TopicScore(NamedTuple):
    """The score of a topic: its items by their last answer and its cards by their last review."""

    topic: str
    asked: int
    right: int

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's interval of the known share."""
        return wilson_interval(self.right, self.asked)


def weakest(last: Mapping[str, bool], most: int = 5) -> list[TopicScore]:
    """Returns the weakest topics, by the upper end of their interval. `last` maps an item or card to its last score."""
    topics: dict[str, list[bool]] = {}
    for name, right in last.items():
        topics.setdefault(name.partition("/")[0], []).append(right)
    found = [
        TopicScore(topic, len(scores), sum(scores)) for topic, scores in topics.items() if len(scores) >= MIN_ANSWERS
    ]
    weak = [one for one in found if one.right < one.asked]
    return sorted(weak, key=lambda one: (one.interval[1], one.topic))[:most]
