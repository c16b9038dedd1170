"""No other option of a shipped item could be its key. That each key is proved is part of the check (test_check.py)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from studykit.errors import Problem
from studykit.items import Multiple, Single
from studykit.library.model import ByFact, Item
from studykit.library.proofs import ProofContext, prove
from tests.shipped import runs, shipped

LIBRARY = shipped()
TOPICS = [LIBRARY.topic(name) for name in LIBRARY.topic_ids()]
FACTS = {f"{topic.id}/{name}": fact for topic in TOPICS for name, fact in topic.facts.items()}
SCENARIOS = {name: scenario for topic in TOPICS for name, scenario in topic.scenarios.items()}
CONTEXT = ProofContext(SCENARIOS, FACTS, runs())
ITEMS = {f"{topic.id}/{name}": item for topic in TOPICS for name, item in topic.items.items()}
BY_RUN = [name for name, item in ITEMS.items() if not isinstance(item.proof, ByFact)]
CHOSEN = [name for name in BY_RUN if isinstance(ITEMS[name].question, (Single, Multiple))]


def complain(code: str, message: str, trail: Any = (), level: str = "error", hint: str = "") -> Problem:
    return Problem(code, message, None, hint, "warning" if level == "warning" else "error")


def errors(item: Item) -> list[str]:
    return [problem.message for problem in prove(CONTEXT, item, complain) if problem.level == "error"]


def swapped(item: Item) -> list[Item]:
    """Returns the item with each other option (or one wrong pair) as its key."""
    question = item.question
    if isinstance(question, Single):
        return [
            replace(item, question=replace(question, key=name)) for name in question.options if name != question.key
        ]
    assert isinstance(question, Multiple)
    others = [name for name in question.options if name not in question.key]
    return [replace(item, question=replace(question, key=(question.key[0], name))) for name in others]


def test_forty_items_are_proved_by_runs_in_every_form() -> None:
    proofs: list[Any] = [ITEMS[name].proof for name in BY_RUN]
    assert len(BY_RUN) >= 40
    assert any(hasattr(proof, "claims") for proof in proofs)
    for form in ("least", "needs", "works", "together"):
        assert any(getattr(proof, form, None) for proof in proofs), form


@pytest.mark.parametrize("name", CHOSEN)
def test_a_wrong_key_fails_its_proof(name: str) -> None:
    for wrong in swapped(ITEMS[name]):
        assert errors(wrong) != []
