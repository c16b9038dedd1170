"""The rules of item writing. Every file of this folder lists its rules: `TOPIC` for one topic, `BANK` for a pack.

A rule is a function that yields problems; its docstring says what must be true. docs/rules.md gives the code, the level
and the reason of each.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator, Sequence
from datetime import date
from importlib import import_module

from studykit.errors import Problem
from studykit.library.model import Topic
from studykit.library.proofs import Complain

FILES = tuple(import_module(f"{__name__}.{m.name}") for m in pkgutil.iter_modules(__path__))


def topic_rules(topic: Topic, today: date, complain: Complain) -> Iterator[Problem]:
    """Yields the problems of a topic. `complain`: a `ProblemReporter` of its file."""
    for file in FILES:
        for rule in getattr(file, "TOPIC", ()):
            yield from rule(topic, today, complain)


def bank_rules(topics: Sequence[Topic], reporters: Sequence[Complain]) -> Iterator[Problem]:
    """Yields the problems of the topics of a pack as a whole. `reporters`: a `ProblemReporter` for each topic."""
    for file in FILES:
        for rule in getattr(file, "BANK", ()):
            yield from rule(topics, reporters)
