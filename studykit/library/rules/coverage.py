"""Rules about coverage: items on every topic, enough items of every domain, variants of learning points."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from studykit.errors import Problem
from studykit.library.model import ItemStyle, Topic
from studykit.library.proofs import Complain

RICH = 8
"""The number of items from which the learning points of a topic need variants."""
VARIED = 1 / 3
"""The least share of the learning points of such a topic that has a variant."""


def topics_asked(topics: Sequence[Topic], reporters: Sequence[Complain]) -> Iterator[Problem]:
    """A topic with facts has a card, and an item unless it is out of the exam's scope."""
    for topic, complain in zip(topics, reporters, strict=True):
        if topic.facts and not topic.cards:
            yield complain("coverage-topic", "it has facts and no card", ("facts",), "warning")
        if topic.facts and not topic.items and topic.scope == "exam":
            yield complain("coverage-topic", "it has facts and no item", ("facts",), "warning")


def points_varied(topics: Sequence[Topic], reporters: Sequence[Complain]) -> Iterator[Problem]:
    """In a topic with many items, learning points have variants, so that a retest can ask them in a new situation."""
    for topic, complain in zip(topics, reporters, strict=True):
        points = Counter(item.point for item in topic.items.values())
        varied = sum(number > 1 for number in points.values())
        if len(topic.items) >= RICH and varied < VARIED * len(points):
            says = f"{varied} of its {len(points)} learning points have a variant"
            yield complain("coverage-point", says, ("items",), "warning", "a third at least, in new situations")


def domains_stocked(topics: Sequence[Topic], style: ItemStyle, reporters: Sequence[Complain]) -> Iterator[Problem]:
    """Every domain has the items that the pack wants, once the pack as a whole is that large."""
    domains = Counter(item.domain or topic.domain for topic in topics for item in topic.items.values())
    if sum(domains.values()) < len(domains) * style.domain_items:
        return
    for domain, number in sorted(domains.items()):
        if number < style.domain_items:
            says = f"the domain {domain!r} has {number} items; the pack wants {style.domain_items}"
            yield reporters[0]("coverage-domain", says, (), "warning")


BANK = (topics_asked, points_varied)
BANK_STYLE = (domains_stocked,)
