"""Papers: an exam form with the options of its items shuffled, as it is taken and as the journal stores it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Any, Literal

from studykit.items import Multiple, Question
from studykit.sittings.exam_form import ExamForm

CreditRule = Literal["all", "partial"]
"""Credit for an item with several keys: all or nothing, or partial."""


@dataclass(frozen=True, slots=True)
class PaperItem:
    """An item on a paper: its options in the order shown, and how many to choose. `text` is a mark of its wording."""

    id: str
    domain: str
    point: str
    scored: bool
    choose: int
    order: tuple[str, ...]
    text: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """The paper of a sitting.

    `whole`: it has the form of the real exam and counts as a mock. `warn`: minutes before the end at which a warning is
    shown.
    """

    id: str
    pack: str
    items: tuple[PaperItem, ...]
    minutes: float
    warn: tuple[int, ...] = ()
    whole: bool = True
    rule: CreditRule = "all"

    def as_data(self) -> dict[str, Any]:
        """Returns the paper as JSON data for the journal."""
        items = [{name: getattr(item, name) for name in PaperItem.__slots__} for item in self.items]
        return {**{name: getattr(self, name) for name in self.__slots__}, "items": items}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Paper:
        """Returns the paper that `as_data` stored."""
        items = tuple(PaperItem(**{**item, "order": tuple(item["order"])}) for item in data["items"])
        rest = {name: data[name] for name in cls.__slots__ if name not in ("items", "warn")}
        return cls(items=items, warn=tuple(data["warn"]), **rest)


def paper(
    form: ExamForm,
    questions: Mapping[str, Question],
    pack: str,
    minutes: float,
    *,
    texts: Mapping[str, str] | None = None,
    warn: tuple[int, ...] = (),
    whole: bool = True,
    rule: CreditRule = "all",
) -> Paper:
    """Returns a form as a paper, with the options of each item shuffled by the ids of the paper and the item."""
    items = []
    for item in form.items:
        question = questions[item.id]
        choose = len(question.key) if isinstance(question, Multiple) else 1
        order = question.deal(Random(f"{form.id}/{item.id}"))
        text = (texts or {}).get(item.id, "")
        items.append(PaperItem(item.id, item.domain, item.point, item.scored, choose, order, text))
    return Paper(form.id, pack, tuple(items), minutes, warn, whole, rule)
