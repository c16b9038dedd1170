"""The report of a finished paper: shares with intervals, a practice scale, odds, pace, confidence, and what to study.

A paper never has two variants of one learning point, so its misses are grouped by the topic whose note teaches them.
The groups name their points. The quickest gains come first: most misses for one note, then topics that are half known.
"""

from __future__ import annotations

from dataclasses import dataclass

from studykit.sittings.exam import Finished, ScoredItem
from studykit.sittings.passing_odds import pass_probability, right_to_pass, wilson_interval

AT_A_GLANCE = 4
"""Groups that are named as the quickest gains."""


@dataclass(frozen=True, slots=True)
class Share:
    """A number of right items, of all items."""

    right: int
    items: int

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's 95 % interval of the known share, as fractions."""
        return wilson_interval(self.right, self.items)


@dataclass(frozen=True, slots=True)
class ScoringRules:
    """The pack's rules for scoring: the practice scale, the cuts (fractions), the scored items of a fresh form."""

    low: int
    high: int
    pass_: int
    cuts: tuple[float, ...]
    fresh: int

    @property
    def line(self) -> float:
        """Our threshold: the middle cut, because AWS publishes none in items."""
        return self.cuts[len(self.cuts) // 2]


@dataclass(frozen=True, slots=True)
class MissGroup:
    """The misses of one topic, the confident ones first. `right` counts its other items on the paper."""

    topic: str
    missed: tuple[ScoredItem, ...]
    right: int

    @property
    def points(self) -> tuple[str, ...]:
        """The learning points to study, as words."""
        return tuple(dict.fromkeys(entry.item.point.replace("-", " ") for entry in self.missed))


@dataclass(frozen=True, slots=True)
class Pace:
    """Times per item in ms: the mean, a fair share of the paper's time, and the means of the first and last third."""

    each: float
    allowed: float
    first: float
    last: float
    slowest: tuple[tuple[int, int], ...]
    """(number of the item, ms) of items that took more than twice their fair share, slowest first."""


@dataclass(frozen=True, slots=True)
class PaperReport:
    """The figures of a paper.

    `scale` is in practice points, which are ours and not AWS's. `chances` maps each cut to the probability of reaching
    it on a fresh form.
    """

    whole: Share
    scored: Share
    domains: dict[str, Share]
    scale: int
    chances: dict[float, float]
    line: int
    """Right answers that reach our threshold on this paper."""
    sure: Share
    unsure: Share
    blank: int
    pace: Pace
    groups: tuple[MissGroup, ...]
    predicted: int | None = None
    """Right answers that the candidate predicted."""

    @property
    def short(self) -> int:
        """Right answers that are missing to reach our threshold."""
        return max(0, self.line - self.whole.right)

    @property
    def near(self) -> tuple[int, int]:
        """How many of the missing answers the first groups could give, and the number of those groups: (7, 4)."""
        found = count = 0
        for group in self.groups[:AT_A_GLANCE]:
            if found >= self.short:
                break
            found, count = found + len(group.missed), count + 1
        return min(found, self.short), count

    @property
    def order(self) -> tuple[ScoredItem, ...]:
        """The misses in the order in which they are reviewed."""
        return tuple(entry for group in self.groups for entry in group.missed)


def report(done: Finished, rules: ScoringRules) -> PaperReport:
    """Returns the report of a paper by the rules of its pack."""
    whole, scored = Share(done.right, len(done.items)), done.scored
    answered = [entry for entry in done.items if entry.given.response]
    earned = sum(entry.credit for entry in scored) / max(1, len(scored))
    return PaperReport(
        whole,
        share(scored),
        {name: Share(right, items) for name, (items, right) in done.domains().items()},
        practice_scale(earned, rules),
        {cut: pass_probability(whole.right, whole.items, cut, rules.fresh) for cut in rules.cuts},
        right_to_pass(rules.line, whole.items),
        share([entry for entry in answered if entry.given.sure]),
        share([entry for entry in answered if not entry.given.sure]),
        len(done.items) - len(answered),
        pace(done),
        groups(done),
        done.predicted,
    )


def share(entries: list[ScoredItem] | tuple[ScoredItem, ...]) -> Share:
    """Returns how many of these items are right."""
    return Share(sum(entry.right for entry in entries), len(entries))


def practice_scale(earned: float, rules: ScoringRules) -> int:
    """Converts an earned share (0 to 1) to practice points.

    The scale is linear from its lowest point to our threshold, and from there to its highest point.
    """
    if earned < rules.line:
        return min(rules.pass_ - 1, rules.low + int((rules.pass_ - rules.low) * earned / rules.line))
    if rules.line >= 1:
        return rules.high
    return rules.pass_ + round((rules.high - rules.pass_) * (earned - rules.line) / (1 - rules.line))


def pace(done: Finished) -> Pace:
    """Returns how the time was spent on the items that were on the screen."""
    took = [(place, entry.given.took) for place, entry in enumerate(done.items, 1) if entry.given.shown]
    allowed = done.paper.minutes * 60_000 / max(1, len(done.items))
    third = max(1, len(took) // 3)
    slow = sorted((one for one in took if one[1] > 2 * allowed), key=lambda one: -one[1])
    return Pace(_mean(took), allowed, _mean(took[:third]), _mean(took[-third:]), tuple(slow[:3]))


def _mean(took: list[tuple[int, int]]) -> float:
    return sum(ms for _, ms in took) / len(took) if took else 0.0


def groups(done: Finished) -> tuple[MissGroup, ...]:
    """Groups the misses by topic, the quickest gains first."""
    missed: dict[str, list[ScoredItem]] = {}
    right: dict[str, int] = {}
    for entry in done.items:
        topic = entry.id.partition("/")[0]
        right[topic] = right.get(topic, 0) + entry.right
        if not entry.right:
            missed.setdefault(topic, []).append(entry)
    found = [
        MissGroup(topic, tuple(sorted(entries, key=lambda entry: not entry.given.sure)), right[topic])
        for topic, entries in missed.items()
    ]
    return tuple(sorted(found, key=lambda group: (-len(group.missed), -group.right)))
