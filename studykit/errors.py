"""What can go wrong, said in one voice: a place, a problem with a code, an error with an exit code."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from enum import IntEnum
from typing import Literal

Level = Literal["error", "warning"]


class Exit(IntEnum):
    """The exit codes of the command line, a promise to users (README, "Exit codes")."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    CONTENT = 3
    JOURNAL = 4
    INTERRUPTED = 130


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A place in a file: line and column count from 1, `width` is in characters (at least 1)."""

    path: str
    line: int
    column: int
    width: int = 1


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a pack: a stable code, what is wrong (with the value), where, and what to do."""

    code: str
    message: str
    span: Span | None = None
    hint: str = ""
    level: Level = "error"


class StudykitError(Exception):
    """Anything a user is told in one line; `exit` is the code that the process then ends with."""

    exit = Exit.FAILED


class UsageError(StudykitError):
    """An argument that cannot be meant: what was given, what is allowed, the nearest name."""

    exit = Exit.USAGE


class ContentError(StudykitError):
    """A pack that cannot be read; `problems` holds every one of them."""

    exit = Exit.CONTENT

    def __init__(self, message: str, problems: Iterable[Problem] = ()) -> None:
        super().__init__(message)
        self.problems = tuple(problems)


class JournalError(StudykitError):
    """A journal that is locked, read-only, damaged or from a newer version. Nothing was overwritten."""

    exit = Exit.JOURNAL


def nearest(name: str, allowed: Iterable[str]) -> str | None:
    """The allowed name that `name` was probably meant to be, or None when nothing is near."""
    found = get_close_matches(name, list(allowed), n=1, cutoff=0.6)
    return found[0] if found else None


def unknown(what: str, name: str, allowed: Iterable[str]) -> UsageError:
    """The one-line error for a name that does not exist: what was given, the nearest, else what there is."""
    names = sorted(set(allowed))
    near = nearest(name, names)
    rest = (
        f"did you mean {near!r}?" if near else "there is " + ", ".join(names[:8]) + (" ..." if len(names) > 8 else "")
    )
    return UsageError(f"no {what} named {name!r}; {rest}")


def cannot_write(what: object, failed: OSError) -> UsageError:
    """Returns the one-line error for a file that cannot be written: which file, and why."""
    return UsageError(f"{what} cannot be written: {failed.strerror}")
