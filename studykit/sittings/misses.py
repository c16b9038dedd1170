"""The consequences of a miss: one review card becomes due, the miss is reviewed, and its variants are retested."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:  # a quiz asks for card effects, and needs no exam form
    from studykit.sittings.exam_form import BankItem

REVIEWS_PER_DAY = 5
"""Misses reviewed on one day. More than a few at a time are not remembered."""
RETEST_AFTER = 2
"""Days from a paper to the retest of its misses."""
MISS_CAUSES = {
    "1": ("unknown", "did not know"),
    "2": ("misread", "misread"),
    "3": ("reasoning", "reasoned wrongly"),
    "4": ("time", "ran out of time"),
}
"""Why an item was missed: for each key, the word in the journal and the words on the screen."""


class LearningTarget(NamedTuple):
    """A card or an item by what it tests: its learning point, and its facts (`topic/name`) in order."""

    id: str
    point: str = ""
    facts: tuple[str, ...] = ()


def card_of(missed: LearningTarget, cards: Sequence[LearningTarget], taken: Collection[str] = ()) -> str | None:
    """Returns the card that a miss makes due, or None if the topic has no card.

    Cards of its learning point come first, then cards of its facts in order, then the other cards of its topic. It is
    the first of these that no other miss has taken, or just the first if all are taken.
    """
    topic = missed.id.partition("/")[0]
    tiers = [[card.id for card in cards if card.point and card.point == missed.point]]
    tiers += [[card.id for card in cards if fact in card.facts] for fact in missed.facts]
    tiers.append([card.id for card in cards if card.id.partition("/")[0] == topic])
    fitting = [card for tier in tiers for card in tier]
    return next((card for card in fitting if card not in taken), fitting[0] if fitting else None)


def cards_of(missed: Iterable[LearningTarget], cards: Sequence[LearningTarget]) -> dict[str, str]:
    """Maps the id of each miss to the id of the card that it makes due."""
    found: dict[str, str] = {}
    for one in missed:
        card = card_of(one, cards, found.values())
        if card is not None:
            found[one.id] = card
    return found


class ReviewStatus(NamedTuple):
    """Progress of the review of a paper: the misses still open, in order, the number done, and the number for today."""

    ids: tuple[str, ...]
    done: int
    today: int

    @property
    def open(self) -> bool:
        """True if there are misses left to review."""
        return bool(self.ids)


def review_status(missed: Iterable[str], reviewed: Iterable[tuple[str, int]], day: int) -> ReviewStatus:
    """Returns which of these misses are left to review. `reviewed` has the (id, learning day) of those reviewed."""
    days = dict(reviewed)
    ids = tuple(missed)
    left = tuple(one for one in ids if one not in days)
    room = max(0, REVIEWS_PER_DAY - sum(when == day for one, when in days.items() if one in ids))
    return ReviewStatus(left, len(ids) - len(left), min(room, len(left)))


def retest(pool: Iterable[BankItem], missed: Collection[str]) -> list[BankItem]:
    """Returns the items of a pool for a retest.

    For each missed item these are its variants that were not missed, or the item itself if there are none.
    """
    items = list(pool)
    points = {item.point for item in items if item.id in missed}
    fresh = {item.point for item in items if item.point in points and item.id not in missed}
    return [item for item in items if item.point in points and (item.id not in missed or item.point not in fresh)]
