"""The options of a drill, a quiz and an exam: from the command line, from the menu, and as the journal keeps them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, TypeVar

from studykit.store.unfinished import SittingKind


class DrillOptions(NamedTuple):
    """Options of a drill: the topics or services (none: all of them).

    `limit`, `minutes` and `new` are maximums of reviews, minutes and new cards. `ahead` and `cram` are for practice,
    which `counts` turns into reviews; `leeches` brings leeches back; `marked` asks only what the learner marked.
    """

    topics: tuple[str, ...] = ()
    limit: int | None = None
    minutes: float | None = None
    new: int | None = None
    ahead: bool = False
    cram: bool = False
    counts: bool = False
    leeches: bool = False
    marked: bool = False


class QuizOptions(NamedTuple):
    """Options of a quiz: the topics or services (none: all of them), how many questions, and which seed.

    It asks only `missed` or `marked` questions, or it is a `placement`.
    """

    topics: tuple[str, ...] = ()
    number: int | None = None
    missed: bool = False
    seed: int | None = None
    placement: bool = False
    marked: bool = False


Options = TypeVar("Options", bound=DrillOptions | QuizOptions)
OPTIONS: dict[SittingKind, type[DrillOptions | QuizOptions]] = {"drill": DrillOptions, "quiz": QuizOptions}


def from_data(kind: type[Options], data: Mapping[str, Any]) -> Options:
    """Reads options as JSON keeps them; what another version wrote beside them is ignored."""
    known = {name: data[name] for name in kind._fields if name in data}
    return kind(**{**known, "topics": tuple(data.get("topics", ()))})


def as_data(options: DrillOptions | QuizOptions) -> dict[str, Any]:
    """Returns the options as JSON keeps them."""
    return {**options._asdict(), "topics": list(options.topics)}


def command_words(options: DrillOptions | QuizOptions) -> list[str]:
    """Returns the options as they are written on a command line."""
    said = list(options.topics)
    for name, value in options._asdict().items():
        if name != "topics" and value is not None and value is not False:
            said += [f"--{name}"] if value is True else [f"--{name}", _exact(value)]
    return said


def command(kind: SittingKind, options: Mapping[str, Any]) -> str:
    """Returns the command line that asks for a sitting with these kept options, and so resumes it."""
    return " ".join(["studykit", kind, *command_words(from_data(OPTIONS[kind], options))])


def _exact(value: float) -> str:
    """Writes a number in as few digits as say exactly it; an integer, such as a seed, in all its digits."""
    return f"{value:g}" if isinstance(value, float) and float(f"{value:g}") == value else repr(value)


class ExamOptions(NamedTuple):
    """Options of an exam: how many questions and minutes, of which domains and topics, and which paper.

    `missed`: only what was answered wrongly the last time, by variants; `seed`: a whole number, or the id of a paper.
    """

    number: int | None = None
    minutes: float | None = None
    domains: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    missed: bool = False
    seed: str | None = None
