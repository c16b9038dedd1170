"""Readiness: what first answers say of a fresh form of the same pack, and no more than that.

Only first exposures count: an item asked for the first time, no variant of it (same learning point) seen before, and
the topic's note not read within the day before. Of these the latest hundred, for a learner changes. The number right
on a fresh form is then beta-binomial (see `chance`); its middle four fifths are the range that is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import comb
from typing import NamedTuple

from studykit.sittings.passing_odds import chance, needed, wilson

LEAST = 30
"""First exposures under which nothing is said."""
MOST = 100
"""First exposures that count: with all of a year's, somebody who has learnt is taken for who they were."""
REST = 86_400_000
"""Milliseconds between reading a topic's note and an answer that counts: a day."""
TAIL = 10
"""One chance in so many lies below the range at most, and one in so many above."""


class Exposure(NamedTuple):
    """An item that was asked: its learning point and topic, the moment (ms), whether it was right, and whether it may
    count: it is of the exam's kind, and its answer was not taken back."""

    point: str
    topic: str
    at: int
    right: bool
    counts: bool = True


@dataclass(frozen=True, slots=True)
class Readiness:
    """`right` of `items` first exposures; on a form of `fresh` items `low` to `high` right are likely, `line` passes.

    `interval`: Wilson's, of the share that is known; `chances`: of reaching each cut, by the cut.
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
    """Those that count, oldest first; `asked` in order of time, `read`: by topic, the moments its note was read."""
    seen: set[str] = set()
    first = []
    for one in asked:
        fresh = one.point not in seen
        seen.add(one.point)
        if fresh and one.counts and not any(0 <= one.at - moment < REST for moment in read.get(one.topic, ())):
            first.append(one)
    return first


def readiness(first: Sequence[Exposure], fresh: int, cuts: Sequence[float]) -> Readiness | None:
    """What first exposures say of a form of `fresh` items; None when they are too few. Our line is the middle cut."""
    if len(first) < LEAST:
        return None
    scores = [one.right for one in first[-MOST:]]
    items, right = len(scores), sum(scores)
    low, high = likely(right, items, fresh)
    line = needed(sorted(cuts)[len(cuts) // 2], fresh)
    chances = {cut: chance(right, items, cut, fresh) for cut in cuts}
    return Readiness(items, right, fresh, low, high, line, wilson(right, items), chances)


def likely(right: int, items: int, fresh: int) -> tuple[int, int]:
    """The least and most right on a fresh form, a tenth of the beta-binomial's chance left out at each end at most."""
    wrong = items - right
    ways = [comb(k + right, k) * comb(fresh - k + wrong, fresh - k) for k in range(fresh + 1)]
    return _quantile(ways), fresh - _quantile(ways[::-1])


def _quantile(ways: Sequence[int]) -> int:
    left, place = sum(ways) - TAIL * ways[0], 0
    while left > 0:
        place += 1
        left -= TAIL * ways[place]
    return place
