"""The options of a drill and of a quiz: from the command line, from the menu, and as the journal keeps them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Self

from studykit.store.unfinished import SittingKind


@dataclass(frozen=True, slots=True)
class SittingOptions:
    """Topics or services; none: all of them."""

    topics: tuple[str, ...] = ()

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Self:
        """Reads options as JSON keeps them; what another version wrote beside them is ignored."""
        known = {field.name for field in fields(cls)} & data.keys()
        return cls(**{**{name: data[name] for name in known}, "topics": tuple(data.get("topics", ()))})

    def as_data(self) -> dict[str, Any]:
        """Returns the options as JSON keeps them."""
        return {**asdict(self), "topics": list(self.topics)}

    def words(self) -> list[str]:
        """Returns the options as they are written on a command line."""
        said = list(self.topics)
        for name, value in asdict(self).items():
            if name != "topics" and value is not None and value is not False:
                said += [f"--{name}"] if value is True else [f"--{name}", _exact(value)]
        return said


@dataclass(frozen=True, slots=True)
class DrillOptions(SittingOptions):
    """Options of a drill.

    `limit`, `minutes` and `new` are maximums of reviews, minutes and new cards. `ahead` and `cram` are for practice,
    which `counts` turns into reviews; `leeches` brings leeches back; `marked` asks only what the learner marked.
    """

    limit: int | None = None
    minutes: float | None = None
    new: int | None = None
    ahead: bool = False
    cram: bool = False
    counts: bool = False
    leeches: bool = False
    marked: bool = False


@dataclass(frozen=True, slots=True)
class QuizOptions(SittingOptions):
    """Options of a quiz: how many questions and which seed; only `missed` or `marked` ones, or a `placement`."""

    number: int | None = None
    missed: bool = False
    seed: int | None = None
    placement: bool = False
    marked: bool = False


OPTIONS: dict[SittingKind, type[DrillOptions | QuizOptions]] = {"drill": DrillOptions, "quiz": QuizOptions}


def command(kind: SittingKind, options: Mapping[str, Any]) -> str:
    """Returns the command line that asks for a sitting with these kept options, and so resumes it."""
    return " ".join(["studykit", kind, *OPTIONS[kind].from_data(options).words()])


def is_default(kind: SittingKind, options: Mapping[str, Any]) -> bool:
    """True if a sitting with these kept options was started without any, so that the bare command resumes it."""
    return OPTIONS[kind].from_data(options) == OPTIONS[kind]()


def _exact(value: float) -> str:
    """Writes a number in as few digits as say exactly it; an integer, such as a seed, in all its digits."""
    return f"{value:g}" if isinstance(value, float) and float(f"{value:g}") == value else repr(value)


@dataclass(frozen=True, slots=True)
class ExamOptions:
    """Options of an exam: how many questions and minutes, of which domains and topics, and which paper.

    `missed`: only what was answered wrongly the last time, by variants; `seed`: a whole number, or the id of a paper.
    """

    number: int | None = None
    minutes: float | None = None
    domains: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    missed: bool = False
    seed: str | None = None
