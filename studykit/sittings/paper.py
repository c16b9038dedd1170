"""Papers: a form with the options of its items dealt, as it is sat and as a journal keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Any, Literal

from studykit.items import Multiple, Question
from studykit.sittings.exam_form import ExamForm

Rule = Literal["all", "partial"]


@dataclass(frozen=True, slots=True)
class Placed:
    """An item on a paper: its options in the order shown, and how many to choose. `text` is the mark of its wording."""

    id: str
    domain: str
    point: str
    scored: bool
    choose: int
    order: tuple[str, ...]
    text: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """What is sat. `whole`: it has the form of the real exam, so it counts as a mock. `warn`: minutes before the end.

    `rule`: credit for an item with several keys: `all` or nothing, or `partial`.
    """

    id: str
    pack: str
    items: tuple[Placed, ...]
    minutes: float
    warn: tuple[int, ...] = ()
    whole: bool = True
    rule: Rule = "all"

    def as_data(self) -> dict[str, Any]:
        """The paper as JSON can hold it."""
        items = [{name: getattr(item, name) for name in Placed.__slots__} for item in self.items]
        return {**{name: getattr(self, name) for name in self.__slots__}, "items": items}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Paper:
        """The paper that `as_data` was called on."""
        items = tuple(Placed(**{**item, "order": tuple(item["order"])}) for item in data["items"])
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
    rule: Rule = "all",
) -> Paper:
    """A form with the options of its items dealt; the paper's id and the item's decide their order."""
    items = []
    for pick in form.picks:
        question = questions[pick.id]
        choose = len(question.key) if isinstance(question, Multiple) else 1
        order = question.deal(Random(f"{form.id}/{pick.id}"))
        text = (texts or {}).get(pick.id, "")
        items.append(Placed(pick.id, pick.domain, pick.point, pick.scored, choose, order, text))
    return Paper(form.id, pack, tuple(items), minutes, warn, whole, rule)
