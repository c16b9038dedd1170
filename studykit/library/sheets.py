"""The pages for the last day: numbers, and traps. Both are drawn from cards and facts; nothing is written twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from studykit.library.model import Card, Topic

LONGEST_FRONT = 90
"""Letters of a question that still reads in one glance."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a sheet: a question and its number, or what older notes say and what is true."""

    topic: str
    service: str
    left: str
    right: str


def numbers(topics: Iterable[Topic]) -> Iterator[Entry]:
    """Cards whose answer holds a number, one for each fact."""
    for topic in topics:
        seen: set[str] = set()
        for card in topic.cards.values():
            if _counts(card) and (not card.fact or card.fact not in seen):
                seen.add(card.fact)
                yield Entry(topic.id, topic.service, card.front, card.back)


def traps(topics: Iterable[Topic]) -> Iterator[Entry]:
    """Facts of which older notes say something else."""
    for topic in topics:
        for fact in topic.facts.values():
            if fact.was:
                yield Entry(topic.id, topic.service, fact.was, fact.says)


def _counts(card: Card) -> bool:
    return bool(card.front) and len(card.front) <= LONGEST_FRONT and any(letter.isdigit() for letter in card.back)
