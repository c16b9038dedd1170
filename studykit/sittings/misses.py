"""What a miss leads to: one review card that becomes due, a review of its own, five a day, and a retest by variants."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from studykit.sittings.exam_form import BankItem

REVIEWS_PER_DAY = 5
"""Misses that are reviewed on one day; what was read when tired is not kept."""
RETEST_AFTER, RETEST_ITEMS = 2, 15
"""Days from a paper to the retest of its misses, and how many items it has."""
MISS_CAUSES = {
    "1": ("unknown", "did not know"),
    "2": ("misread", "misread"),
    "3": ("reasoning", "reasoned wrongly"),
    "4": ("time", "ran out of time"),
}
"""Key to the journal's word and the learner's: why an item was missed."""


@dataclass(frozen=True, slots=True)
class Target:
    """A card or an item by what it tests: its learning point, and its facts (`topic/name`) in their order."""

    id: str
    point: str = ""
    facts: tuple[str, ...] = ()


def card_of(missed: Target, cards: Sequence[Target], taken: Collection[str] = ()) -> str | None:
    """The card that a miss makes due: of its learning point, else of its first fact that has one, else of its topic.

    Among several the first in the order of the pack that no other miss took; when all are taken, the first. None where
    the topic has no card.
    """
    topic = missed.id.partition("/")[0]
    tiers = [[card.id for card in cards if card.point and card.point == missed.point]]
    tiers += [[card.id for card in cards if fact in card.facts] for fact in missed.facts]
    tiers.append([card.id for card in cards if card.id.partition("/")[0] == topic])
    fitting = [card for tier in tiers for card in tier]
    return next((card for card in fitting if card not in taken), fitting[0] if fitting else None)


def cards_of(missed: Iterable[Target], cards: Sequence[Target]) -> dict[str, str]:
    """The id of each miss with that of its card."""
    found: dict[str, str] = {}
    for one in missed:
        card = card_of(one, cards, found.values())
        if card is not None:
            found[one.id] = card
    return found


@dataclass(frozen=True, slots=True)
class Waiting:
    """A review as it stands: the misses that wait, in order, how many are done, how many are for today."""

    ids: tuple[str, ...]
    done: int
    today: int

    @property
    def open(self) -> bool:
        return bool(self.ids)


def waiting(missed: Iterable[str], reviewed: Iterable[tuple[str, int]], day: int) -> Waiting:
    """What is left to review of these misses. `reviewed`: (id, learning day) of each that was gone through."""
    days = dict(reviewed)
    ids = tuple(missed)
    left = tuple(one for one in ids if one not in days)
    room = max(0, REVIEWS_PER_DAY - sum(when == day for one, when in days.items() if one in ids))
    return Waiting(left, len(ids) - len(left), min(room, len(left)))


def retest(pool: Iterable[BankItem], missed: Collection[str]) -> list[BankItem]:
    """What a retest may ask of a pool: for each missed item its variants that were not missed, else itself."""
    items = list(pool)
    points = {item.point for item in items if item.id in missed}
    fresh = {item.point for item in items if item.point in points and item.id not in missed}
    return [item for item in items if item.point in points and (item.id not in missed or item.point not in fresh)]
