"""Papers: the items of an exam with their options in order, as they are taken and as the journal stores them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

CreditRule = Literal["all", "partial"]
"""Credit for an item with several keys: all or nothing, or partial."""


class PaperItem(NamedTuple):
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
        items = [item._asdict() for item in self.items]
        return {**{name: getattr(self, name) for name in self.__slots__}, "items": items}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Paper:
        """Returns the paper that `as_data` stored."""
        items = tuple(PaperItem(**{**item, "order": tuple(item["order"])}) for item in data["items"])
        rest = {name: data[name] for name in cls.__slots__ if name not in ("items", "warn")}
        return cls(items=items, warn=tuple(data["warn"]), **rest)
