"""The rules of item writing. Every file of this folder lists its rules: `TOPIC` for one topic, `BANK` for a pack.

Rules of `TOPIC_STYLE` and `BANK_STYLE` take their numbers from the pack (`model.ItemStyle`).
A rule is a function that yields problems; its docstring says what must be true. docs/rules.md gives the code, the level
and the reason of each.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator, Sequence
from datetime import date
from importlib import import_module

from studykit.errors import Problem
from studykit.library.model import ItemStyle, Topic
from studykit.library.proofs import Complain

FILES = tuple(import_module(f"{__name__}.{m.name}") for m in pkgutil.iter_modules(__path__))


def topic_rules(topic: Topic, today: date, complain: Complain, style: ItemStyle) -> Iterator[Problem]:
    """Yields the problems of a topic. `complain`: a `ProblemReporter` of its file; `style`: that of its pack."""
    for file in FILES:
        for rule in getattr(file, "TOPIC", ()):
            yield from rule(topic, today, complain)
        for rule in getattr(file, "TOPIC_STYLE", ()):
            yield from rule(topic, style, complain)


def bank_rules(topics: Sequence[Topic], reporters: Sequence[Complain], style: ItemStyle) -> Iterator[Problem]:
    """Yields the problems of the topics of a pack as a whole. `reporters`: a `ProblemReporter` for each topic."""
    for file in FILES:
        for rule in getattr(file, "BANK", ()):
            yield from rule(topics, reporters)
        for rule in getattr(file, "BANK_STYLE", ()):
            yield from rule(topics, style, reporters)
