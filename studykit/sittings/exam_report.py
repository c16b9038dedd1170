"""What a finished paper says: shares with intervals, a practice scale, chances, pace, confidence, where the gains are.

A paper holds no two variants of one learning point, so its misses are grouped by the topic whose note teaches them; the
groups name their points. Nearest gains come first: most misses for one note, then what is half known already.
"""

from __future__ import annotations

from dataclasses import dataclass

from studykit.sittings.exam import Finished, ScoredItem
from studykit.sittings.passing_odds import chance, needed, wilson

AT_A_GLANCE = 4
"""Groups that are named as the nearest gains."""


@dataclass(frozen=True, slots=True)
class Share:
    """So many right of so many items."""

    right: int
    items: int

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's 95 % interval of what is known, as fractions."""
        return wilson(self.right, self.items)


@dataclass(frozen=True, slots=True)
class Measured:
    """The pack's measures of a paper: the practice scale, its cuts (fractions), scored items of a fresh form."""

    low: int
    high: int
    pass_: int
    cuts: tuple[float, ...]
    fresh: int

    @property
    def line(self) -> float:
        """Our line: the middle cut, since AWS publishes none in items."""
        return self.cuts[len(self.cuts) // 2]


@dataclass(frozen=True, slots=True)
class Group:
    """The misses of one topic, those first that were given for sure; `right`: its other items on the paper."""

    topic: str
    missed: tuple[ScoredItem, ...]
    right: int

    @property
    def points(self) -> tuple[str, ...]:
        """The learning points to look at, as words."""
        return tuple(dict.fromkeys(sat.item.point.replace("-", " ") for sat in self.missed))


@dataclass(frozen=True, slots=True)
class Pace:
    """Times in ms. `allowed`: a fair share of the paper's time; `first` and `last`: means of the outer thirds."""

    each: float
    allowed: float
    first: float
    last: float
    slowest: tuple[tuple[int, int], ...]
    """Places (from 1) with what they took, where it was more than twice the fair share; the slowest first."""


@dataclass(frozen=True, slots=True)
class Report:
    """All that is told of a paper. `scale`: practice points, ours and not AWS's; `short`: right answers to our line."""

    whole: Share
    scored: Share
    domains: dict[str, Share]
    scale: int
    chances: dict[float, float]
    line: int
    """Right answers that reach our line on this paper."""
    sure: Share
    unsure: Share
    blank: int
    pace: Pace
    groups: tuple[Group, ...]
    predicted: int | None = None
    """Right answers that the candidate foretold."""

    @property
    def short(self) -> int:
        return max(0, self.line - self.whole.right)

    @property
    def near(self) -> tuple[int, int]:
        """How many of the answers that lack lie in the nearest groups, and in how many groups: (7, 4)."""
        found = count = 0
        for group in self.groups[:AT_A_GLANCE]:
            if found >= self.short:
                break
            found, count = found + len(group.missed), count + 1
        return min(found, self.short), count

    @property
    def order(self) -> tuple[ScoredItem, ...]:
        """The misses in the order of their review."""
        return tuple(sat for group in self.groups for sat in group.missed)


def report(done: Finished, by: Measured) -> Report:
    """The report of a paper, by the measures of its pack."""
    whole, scored = Share(done.right, len(done.items)), done.scored
    answered = [sat for sat in done.items if sat.given.response]
    earned = sum(sat.credit for sat in scored) / max(1, len(scored))
    return Report(
        whole,
        share(scored),
        {name: Share(right, items) for name, (items, right) in done.domains().items()},
        practice_scale(earned, by),
        {cut: chance(whole.right, whole.items, cut, by.fresh) for cut in by.cuts},
        needed(by.line, whole.items),
        share([sat for sat in answered if sat.given.sure]),
        share([sat for sat in answered if not sat.given.sure]),
        len(done.items) - len(answered),
        pace(done),
        groups(done),
        done.predicted,
    )


def share(sats: list[ScoredItem] | tuple[ScoredItem, ...]) -> Share:
    """How many of these are right."""
    return Share(sum(sat.right for sat in sats), len(sats))


def practice_scale(earned: float, by: Measured) -> int:
    """A share earned (0 to 1) on the practice scale: straight from the lowest to our line, and from there to the
    highest."""
    if earned < by.line:
        return min(by.pass_ - 1, by.low + int((by.pass_ - by.low) * earned / by.line))
    return by.pass_ + round((by.high - by.pass_) * (earned - by.line) / (1 - by.line)) if by.line < 1 else by.high


def pace(done: Finished) -> Pace:
    """How the time was spent, over the items that were on the screen."""
    took = [(place, sat.given.took) for place, sat in enumerate(done.items, 1) if sat.given.shown]
    allowed = done.paper.minutes * 60_000 / max(1, len(done.items))
    third = max(1, len(took) // 3)
    slow = sorted((one for one in took if one[1] > 2 * allowed), key=lambda one: -one[1])
    return Pace(_mean(took), allowed, _mean(took[:third]), _mean(took[-third:]), tuple(slow[:3]))


def _mean(took: list[tuple[int, int]]) -> float:
    return sum(ms for _, ms in took) / len(took) if took else 0.0


def groups(done: Finished) -> tuple[Group, ...]:
    """The misses by topic, the nearest gains first."""
    missed: dict[str, list[ScoredItem]] = {}
    right: dict[str, int] = {}
    for sat in done.items:
        topic = sat.id.partition("/")[0]
        right[topic] = right.get(topic, 0) + sat.right
        if not sat.right:
            missed.setdefault(topic, []).append(sat)
    found = [
        Group(topic, tuple(sorted(sats, key=lambda sat: not sat.given.sure)), right[topic])
        for topic, sats in missed.items()
    ]
    return tuple(sorted(found, key=lambda group: (-len(group.missed), -group.right)))
