"""The learning targets of items, and the cards of the same topics: how an answer finds the cards that it concerns."""

from __future__ import annotations

from collections.abc import Iterable

from studykit.library.library import Library
from studykit.library.model import Item, proof_facts
from studykit.sittings.misses import LearningTarget


def target_of(name: str, item: Item) -> LearningTarget:
    """Returns what an item tests: its learning point and its facts, those of its proof last."""
    return LearningTarget(name, item.point, tuple(dict.fromkeys((*item.facts, *proof_facts(item.proof)))))


def cards_of_topics(library: Library, targets: Iterable[LearningTarget]) -> list[LearningTarget]:
    """Returns the cards, by what they test, of every topic that these targets or their facts belong to."""
    topics = {name.partition("/")[0] for target in targets for name in (target.id, *target.facts)}
    known = sorted(topics & set(library.topic_ids()))
    cards = [(name, library.card(name)) for name in (library.card_ids(known) if known else ())]
    return [
        LearningTarget(name, card.point, (f"{name.partition('/')[0]}/{card.fact}",) if card.fact else ())
        for name, card in cards
    ]
