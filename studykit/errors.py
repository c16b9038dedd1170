"""Everything that can go wrong: places in files, problems of packs, and errors with their exit codes."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from enum import IntEnum
from typing import Literal, NamedTuple

Level = Literal["error", "warning"]


class Exit(IntEnum):
    """The exit codes of the command line, which users rely on (README, "Exit codes")."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    CONTENT = 3
    JOURNAL = 4
    INTERRUPTED = 130


class Span(NamedTuple):
    """A place in a file. Line and column count from 1; `width` counts characters, at least 1."""

    path: str
    line: int
    column: int
    width: int = 1


class Problem(NamedTuple):
    """A mistake in a pack: a stable code, a message with the wrong value, the place, and how to correct it.

    `note`: lines that show what was found.
    """

    code: str
    message: str
    span: Span | None = None
    hint: str = ""
    level: Level = "error"
    note: tuple[str, ...] = ()


class StudykitError(Exception):
    """An error that the user is told in one line; the process ends with the exit code `exit`."""

    exit = Exit.FAILED


class UsageError(StudykitError):
    """A wrong argument. The message says what was given, what is allowed, and the nearest name."""

    exit = Exit.USAGE


class ContentError(StudykitError):
    """A pack that cannot be read; `problems` holds all of its problems."""

    exit = Exit.CONTENT

    def __init__(self, message: str, problems: Iterable[Problem] = ()) -> None:
        super().__init__(message)
        self.problems = tuple(problems)


class JournalError(StudykitError):
    """A journal that is locked, read-only, damaged or of a newer version. Nothing was overwritten."""

    exit = Exit.JOURNAL


def file_error(what: str, action: Literal["read", "written", "opened"], failed: OSError, hint: str = "") -> UsageError:
    """Returns the error for a file that cannot be used, such as "the settings PATH cannot be written: No space left on
    device"; a hint follows after a semicolon."""
    reason = failed.strerror or str(failed)
    return UsageError(f"{what} cannot be {action}: {reason}{f'; {hint}' if hint else ''}")


def suggestion(name: str, allowed: Iterable[str], otherwise: str = "") -> str:
    """Returns the hint for a name that does not exist: the most similar name, or `otherwise` if none is similar."""
    near = get_close_matches(name, list(allowed), n=1, cutoff=0.6)
    return f"did you mean {near[0]!r}?" if near else otherwise


def unknown(what: str, name: str, allowed: Iterable[str]) -> UsageError:
    """Returns the error for a name that does not exist, with the nearest name or some of the allowed ones."""
    names = sorted(set(allowed))
    some = (", ".join(names[:8]) or "none") + (" ..." if len(names) > 8 else "")
    return UsageError(f"no {what} named {name!r}; {suggestion(name, names, f'there is {some}')}")
