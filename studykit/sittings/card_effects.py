"""The effects of answered questions on cards: a miss makes a card due, a right placement answer postpones cards."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import zip_longest

from studykit.sittings.misses import LearningTarget, cards_of
from studykit.sittings.sizes import PLACEMENT

KNOWN_DAYS = 14
"""Days for which a right answer in a placement postpones the new cards of its learning point."""


def same_target(item: LearningTarget, card: LearningTarget) -> bool:
    """True if a card tests what an item tests: the same learning point, or one of its facts."""
    return (item.point != "" and item.point == card.point) or bool(set(item.facts) & set(card.facts))


def cards_to_make_due(
    missed: Iterable[LearningTarget], cards: Sequence[LearningTarget], seen: Collection[str]
) -> dict[str, str]:
    """Maps each wrong quiz answer to the card that it makes due today, chosen as for exam misses.

    Cards that were not seen yet are left alone; they are still to be introduced. A right answer changes nothing.
    """
    found: dict[str, str] = {}
    for item in missed:
        free = [card for card in cards if card.id in seen and card.id not in found.values()]
        found |= cards_of([item], [card for card in free if same_target(item, card)])
    return found


def cards_to_postpone(
    right: Iterable[LearningTarget], cards: Sequence[LearningTarget], seen: Collection[str]
) -> dict[str, list[str]]:
    """Maps each card that a placement postpones to the items that were answered right.

    Only cards not seen yet are postponed, if they test the same learning point or a fact of it.
    """
    items = list(right)
    causes = {card.id: [item.id for item in items if same_target(item, card)] for card in cards if card.id not in seen}
    return {card: found for card, found in causes.items() if found}


def interleave_by_service(items: Iterable[str], group: Mapping[str, str], number: int = PLACEMENT) -> list[str]:
    """Returns the first `number` items, taken from the services in turn. `group` maps a topic id to its service."""
    groups: dict[str, list[str]] = {}
    for name in items:
        groups.setdefault(group.get(name.partition("/")[0], ""), []).append(name)
    return [name for row in zip_longest(*groups.values()) for name in row if name is not None][:number]
