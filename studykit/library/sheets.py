"""Makes the cheat sheets for the last day, numbers and traps, from cards and facts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from studykit.library.model import Card, Topic

LONGEST_FRONT = 90
"""The most characters of a question that can be read at a glance."""


@dataclass(frozen=True, slots=True)
class SheetLine:
    """A line of a sheet: a question (`left`) and its number, or an outdated statement (`left`) and the truth."""

    topic: str
    service: str
    left: str
    right: str


def numbers(topics: Iterable[Topic]) -> Iterator[SheetLine]:
    """Yields the cards whose answer has a number, one for each fact."""
    for topic in topics:
        seen: set[str] = set()
        for card in topic.cards.values():
            if _counts(card) and (not card.fact or card.fact not in seen):
                seen.add(card.fact)
                yield SheetLine(topic.id, topic.service, card.front, card.back)


def traps(topics: Iterable[Topic]) -> Iterator[SheetLine]:
    """Yields the facts that older notes have wrong or that have changed."""
    for topic in topics:
        for fact in topic.facts.values():
            if fact.was:
                yield SheetLine(topic.id, topic.service, fact.was, fact.says)


def _counts(card: Card) -> bool:
    return bool(card.front) and len(card.front) <= LONGEST_FRONT and any(letter.isdigit() for letter in card.back)
