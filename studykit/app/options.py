"""SittingKind a drill or a quiz is asked for: on the command line, in the menu, and as the journal keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Self

from studykit.store.unfinished import SittingKind


@dataclass(frozen=True, slots=True)
class Wish:
    """Topics or services; none: all of them."""

    topics: tuple[str, ...] = ()

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Self:
        """SittingKind was asked for, as JSON kept it; what another version wrote beside it is left out."""
        known = {field.name for field in fields(cls)} & data.keys()
        return cls(**{**{name: data[name] for name in known}, "topics": tuple(data.get("topics", ()))})

    def as_data(self) -> dict[str, Any]:
        """As JSON keeps it."""
        return {**asdict(self), "topics": list(self.topics)}

    def words(self) -> list[str]:
        """As it is written on a command line."""
        said = list(self.topics)
        for name, value in asdict(self).items():
            if name != "topics" and value is not None and value is not False:
                said += [f"--{name}"] if value is True else [f"--{name}", _exact(value)]
        return said


@dataclass(frozen=True, slots=True)
class Cards(Wish):
    """Of a drill: reviews, minutes and new cards at most; practice `ahead` or `cram`, which `counts` makes reviews;
    what was put aside as `leeches`; only those that the learner `marked`."""

    limit: int | None = None
    minutes: float | None = None
    new: int | None = None
    ahead: bool = False
    cram: bool = False
    counts: bool = False
    leeches: bool = False
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Questions(Wish):
    """Of a quiz: how many questions, which seed; only misses, only those that the learner `marked`, or a placement."""

    number: int | None = None
    missed: bool = False
    seed: int | None = None
    placement: bool = False
    marked: bool = False


WISHES: dict[SittingKind, type[Cards | Questions]] = {"drill": Cards, "quiz": Questions}


def _exact(value: float) -> str:
    """A number in as few digits as say exactly it."""
    return f"{value:g}" if float(f"{value:g}") == value else repr(value)
