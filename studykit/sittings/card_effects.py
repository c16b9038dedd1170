"""What answers to questions do to cards: a miss calls the card of its learning point, a placement puts cards off."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import zip_longest

from studykit.sittings.misses import Target, cards_of
from studykit.sittings.sizes import PLACEMENT

KNOWN_DAYS = 14
"""Days for which a right answer of a placement puts the new cards of its point off."""


def aims_at(item: Target, card: Target) -> bool:
    """Whether a card asks for what an item tests: the same learning point, or one of its facts."""
    return (item.point != "" and item.point == card.point) or bool(set(item.facts) & set(card.facts))


def called(missed: Iterable[Target], cards: Sequence[Target], seen: Collection[str]) -> dict[str, str]:
    """The card that each wrong answer of a quiz makes due today, chosen as for the misses of an exam.

    A card that was not seen yet is left alone: its turn as a new card comes. A right answer changes nothing.
    """
    found: dict[str, str] = {}
    for item in missed:
        fitting = [card for card in cards if card.id in seen and card.id not in found.values() and aims_at(item, card)]
        found |= cards_of([item], fitting)
    return found


def known(right: Iterable[Target], cards: Sequence[Target], seen: Collection[str]) -> dict[str, list[str]]:
    """The cards that right answers of a placement put off, each with the items that say so: not seen yet, of the same
    point or a fact of it."""
    items = list(right)
    says = {card.id: [item.id for item in items if aims_at(item, card)] for card in cards if card.id not in seen}
    return {card: found for card, found in says.items() if found}


def placed(items: Iterable[str], group: Mapping[str, str], number: int = PLACEMENT) -> list[str]:
    """The first items of these when the groups of their topics take turns. `group`: topic id to group (service)."""
    groups: dict[str, list[str]] = {}
    for name in items:
        groups.setdefault(group.get(name.partition("/")[0], ""), []).append(name)
    return [name for row in zip_longest(*groups.values()) for name in row if name is not None][:number]
