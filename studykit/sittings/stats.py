"""What a learner's past says: recall against prediction, the load to come, spreads, weak topics. Pure functions."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from studykit.memory import fsrs
from studykit.memory.fsrs import AGAIN, WEIGHTS, Memory
from studykit.memory.schedule import State
from studykit.planning.projection import Course, Day, Seen, Study, draws
from studykit.sittings.passing_odds import wilson

AHEAD = 14
"""Days of the forecast."""
WINDOW = 30
"""Days over which recall is measured."""
STABILITY = (1.0, 7.0, 21.0, 90.0, 365.0)
DIFFICULTY = (3.0, 5.0, 7.0, 9.0)
"""Where one group ends and the next begins: days of stability, and difficulty from 1 to 10."""
LEAST_ASKED = 3
"""Answers about a topic under which it is not called weak."""
LUCK = 499
"""Rows of luck in the forecast; more cards share them."""
NO_LIMIT = 1e9
"""Seconds of a day whose load is wanted, not a plan."""


class Rated(NamedTuple):
    """One review: the card, its learning day, the rating."""

    card: str
    day: int
    rating: int


@dataclass(frozen=True, slots=True)
class Recall:
    """Reviews that tell of memory, those of them recalled, how many the schedule expected, and of each card whether it
    was known when it was first asked on its last day."""

    reviews: int
    right: int
    expected: float
    last: Mapping[str, bool]

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's interval of the measured share."""
        return wilson(self.right, self.reviews)


def recall(reviews: Iterable[Rated], since: int, w: Sequence[float] = WEIGHTS) -> Recall:
    """Measured against predicted from a day on: a card's first review on a day, when it was seen on an earlier one."""
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
    states: Iterable[State], fresh: int, day: int, new_per_day: int, retention: float, w: Sequence[float] = WEIGHTS
) -> list[Day]:
    """The load of the coming days, today first, played with the real memories; `fresh`: cards never seen."""
    seen = [state for state in states if state.memory is not None]
    known = [Seen(state.memory, state.last_day - day) for state in seen if state.memory is not None]
    table = draws(min(LUCK, len(seen) + fresh), 0)
    luck = [table[place % LUCK] for place in range(len(seen) + fresh)]
    study = Study(known, fresh, luck, w)
    study.due = [*(state.due_day - day for state in seen), *[0] * fresh]
    course = Course(retention, 0, False, new_per_day)
    return [study.day(ahead, AHEAD, course, NO_LIMIT) for ahead in range(AHEAD)]


def spread(values: Iterable[float], edges: Sequence[float]) -> list[int]:
    """How many values lie below the first edge, between each two, and from the last on."""
    counts = [0] * (len(edges) + 1)
    for value in values:
        counts[bisect_right(edges, value)] += 1
    return counts


class Asked(NamedTuple):
    """What was asked about a topic: its items at their last answer and its cards at their last review."""

    topic: str
    asked: int
    right: int

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's interval of the share that is known."""
        return wilson(self.right, self.asked)


def weakest(last: Mapping[str, bool], most: int = 5) -> list[Asked]:
    """Topics that are weak beyond doubt first: by the upper end of the interval. `last`: item or card to its score."""
    topics: dict[str, list[bool]] = {}
    for name, right in last.items():
        topics.setdefault(name.partition("/")[0], []).append(right)
    found = [Asked(topic, len(scores), sum(scores)) for topic, scores in topics.items() if len(scores) >= LEAST_ASKED]
    weak = [one for one in found if one.right < one.asked]
    return sorted(weak, key=lambda one: (one.interval[1], one.topic))[:most]
