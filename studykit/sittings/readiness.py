"""Readiness: what first answers say about a fresh form of the same pack.

Only first exposures count: the item was shown for the first time, no variant of it (same learning point) was seen
before, and the topic's note was not read within the day before. Only the latest hundred are used, because a learner's
knowledge changes. The number right on a fresh form is then beta-binomial (see `passing_odds`). The reported range is
its middle four fifths.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import comb
from typing import NamedTuple

from studykit.sittings.passing_odds import pass_probability, right_to_pass, wilson_interval

MIN_EXPOSURES = 30
"""With fewer first exposures no estimate is made."""
MAX_EXPOSURES = 100
"""First exposures that are used. With all of a year's, a learner would be judged by what they knew long ago."""
NOTE_EFFECT = 86_400_000
"""Milliseconds (a day) after reading a topic's note during which an answer does not count."""
TAIL = 10
"""At most one in this many outcomes is below the range, and at most one in this many above it."""


class Exposure(NamedTuple):
    """One answer to an item: its learning point and topic, the moment (ms), and whether it was right.

    `counts` is False if the item is not of the exam's kind or its answer was undone.
    """

    point: str
    topic: str
    at: int
    right: bool
    counts: bool = True


@dataclass(frozen=True, slots=True)
class Readiness:
    """The estimate from `right` of `items` first exposures for a form of `fresh` items.

    `low` to `high` right answers are likely and `line` reaches our threshold. `interval` is Wilson's interval of the
    known share; `chances` maps each cut to the probability of reaching it.
    """

    items: int
    right: int
    fresh: int
    low: int
    high: int
    line: int
    interval: tuple[float, float]
    chances: Mapping[float, float]


def first_exposures(asked: Iterable[Exposure], read: Mapping[str, Sequence[int]]) -> list[Exposure]:
    """Returns the exposures that count, oldest first.

    `asked` is in order of time. `read` maps a topic to the moments (ms) at which its note was read.
    """
    seen: set[str] = set()
    first = []
    for one in asked:
        fresh = one.point not in seen
        seen.add(one.point)
        if fresh and one.counts and not any(0 <= one.at - moment < NOTE_EFFECT for moment in read.get(one.topic, ())):
            first.append(one)
    return first


def readiness(first: Sequence[Exposure], fresh: int, cuts: Sequence[float]) -> Readiness | None:
    """Estimates readiness for a form of `fresh` items from first exposures, or returns None if there are too few.

    Our threshold is the middle cut.
    """
    if len(first) < MIN_EXPOSURES:
        return None
    scores = [one.right for one in first[-MAX_EXPOSURES:]]
    items, right = len(scores), sum(scores)
    low, high = likely_range(right, items, fresh)
    line = right_to_pass(sorted(cuts)[len(cuts) // 2], fresh)
    chances = {cut: pass_probability(right, items, cut, fresh) for cut in cuts}
    return Readiness(items, right, fresh, low, high, line, wilson_interval(right, items), chances)


def likely_range(right: int, items: int, fresh: int) -> tuple[int, int]:
    """Returns the lowest and highest likely score on a fresh form; each tail has a probability of at most a tenth."""
    wrong = items - right
    ways = [comb(k + right, k) * comb(fresh - k + wrong, fresh - k) for k in range(fresh + 1)]
    return _quantile(ways), fresh - _quantile(ways[::-1])


def _quantile(ways: Sequence[int]) -> int:
    left, place = sum(ways) - TAIL * ways[0], 0
    while left > 0:
        place += 1
        left -= TAIL * ways[place]
    return place
