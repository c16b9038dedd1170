"""Item-writing rules, found by listing this folder: every file gives TOPIC and BANK, functions that yield problems.

Each rule has a code, a level and its reason in docs/rules.md.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator, Sequence
from datetime import date
from importlib import import_module
from typing import Any

from studykit.errors import Problem
from studykit.library.model import Topic
from studykit.library.proofs import ProofContext

FILES = tuple(import_module(f"{__name__}.{m.name}") for m in pkgutil.iter_modules(__path__))


def topic_rules(topic: Topic, context: ProofContext, today: date, complain: Any) -> Iterator[Problem]:
    """What is wrong with one topic."""
    for file in FILES:
        for rule in getattr(file, "TOPIC", ()):
            yield from rule(topic, today, complain)


def bank_rules(topics: Sequence[Topic], complaints: Sequence[Any]) -> Iterator[Problem]:
    """What is wrong with a pack as a whole; `complaints` are the topics' own, in their order."""
    for file in FILES:
        for rule in getattr(file, "BANK", ()):
            yield from rule(topics, complaints)
