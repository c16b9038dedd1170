"""Rules about facts, cards and notes: a source and a recent date, a test for every fact, short texts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from studykit.errors import Problem
from studykit.library.model import Topic, proof_facts
from studykit.library.proofs import Complain

OLD = 366
"""Days after which a fact must be checked again."""
LONGEST_ANSWER = 10
LONGEST_NOTE = 250
"""Words."""


def sourced(topic: Topic, today: date, complain: Complain) -> Iterator[Problem]:
    """Every fact has a source with an address, and was checked within a year."""
    for name, fact in topic.facts.items():
        if not fact.sources:
            yield complain("fact-source", "this fact has no source", ("facts", name))
        for number, source in enumerate(fact.sources):
            if not source.url and not source.model:
                yield complain(
                    "fact-source", "this source has neither url nor model", ("facts", name, "sources", number)
                )
        age = (today - fact.checked).days
        if age > OLD:
            yield complain("fact-old", f"checked {age} days ago; look again", ("facts", name, "checked"), "warning")


def brief(topic: Topic, today: date, complain: Complain) -> Iterator[Problem]:
    """Notes and answers of cards are short, and the front of a card is a question."""
    words = len(topic.note.split())
    if words > LONGEST_NOTE:
        yield complain("note-long", f"the note has {words} words; at most {LONGEST_NOTE}", ("note",), "warning")
    for name, card in topic.cards.items():
        if len(card.back.split()) > LONGEST_ANSWER:
            says = f"the answer has {len(card.back.split())} words; under {LONGEST_ANSWER} is one answer"
            yield complain("card-long", says, ("cards", name, "back"), "warning")
        if card.front and not card.front.rstrip().endswith("?"):
            yield complain(
                "card-question", "the front asks nothing: it has no '?'", ("cards", name, "front"), "warning"
            )


def tested(topics: Sequence[Topic], reporters: Sequence[Complain]) -> Iterator[Problem]:
    """Every fact is tested by a card or an item."""
    used = {f"{topic.id}/{card.fact}" for topic in topics for card in topic.cards.values() if card.fact}
    for topic in topics:
        for item in topic.items.values():
            used |= {*item.facts, *proof_facts(item.proof)}
    for topic, complain in zip(topics, reporters, strict=True):
        for name in topic.facts:
            if f"{topic.id}/{name}" not in used:
                yield complain("fact-untested", "no card and no item tests this fact", ("facts", name), "warning")


TOPIC = (sourced, brief)
BANK = (tested,)
