"""The desk: the outside world in one object, which tests replace. It alone reads the clock and the environment."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from studykit import paths as home

if TYPE_CHECKING:
    from studykit.text.lines import Line

NARROWEST, USUAL = 40, (80, 24)
READABLE = 80
"""Columns of running text at most: a longer line is harder to read."""


def clock() -> int:
    """Milliseconds since 1970: the program's one look at the clock."""
    return int(time.time() * 1000)  # noqa: TID251 -- this is the place


def ticks() -> int:
    """Milliseconds of a clock that nobody can set back; it may stand while the machine sleeps."""
    return int(time.monotonic() * 1000)


@dataclass
class Desk:
    """Streams, environment, clock and folders. `plain`: the user wants lines of text even on a terminal."""

    stdin: TextIO
    stdout: TextIO
    stderr: TextIO
    env: Mapping[str, str]
    now: Callable[[], int]
    roots: tuple[Path, ...]
    journal: Path
    index: Path
    settings: Path
    packs: tuple[Path, ...] = ()
    plain: bool = False
    ticks: Callable[[], int] = ticks
    renamed: dict[str, str] = field(default_factory=dict)
    """Ids of now by those of before, once the library was opened: what the journal is read by."""
    opened: list[Any] = field(default_factory=list)
    """What was left open and is closed at the end."""

    @classmethod
    def real(cls) -> Desk:
        """The desk of this process."""
        return cls(
            stdin=sys.stdin,
            stdout=sys.stdout,
            stderr=sys.stderr,
            env=os.environ,
            now=clock,
            roots=tuple(Path(root) for root in home.roots()),
            journal=Path(home.journal()),
            index=Path(home.index()),
            settings=Path(home.settings()),
        )

    # Time

    def day(self) -> int:
        """Today's learning day."""
        from studykit.app.settings import read
        from studykit.memory.calendar import learning_day

        local = datetime.fromtimestamp(self.now() / 1000)  # noqa: DTZ006 -- a learner's day is the local one
        return learning_day(local, read(self.settings).cut_off)

    def today(self) -> date:
        """The date of today's learning day."""
        return date.fromordinal(self.day())

    # The terminal

    @property
    def dumb(self) -> bool:
        """A terminal that can only take lines; no name for it counts as such."""
        return self.env.get("TERM", "") in ("", "dumb")

    @property
    def interactive(self) -> bool:
        """Whether single keys can be read and lines redrawn: somebody sits at a terminal and did not ask for lines."""
        return not (self.plain or self.dumb) and is_terminal(self.stdin) and is_terminal(self.stdout) and _has_termios()

    @property
    def colour(self) -> bool:
        """Whether to style what is written (no-color.org)."""
        return is_terminal(self.stdout) and not self.env.get("NO_COLOR") and not self.dumb

    @property
    def ascii(self) -> bool:
        """Whether only ASCII may be written: the locale is C or POSIX, or the stream has another narrow encoding."""
        encoding = (getattr(self.stdout, "encoding", None) or "utf-8").lower()
        return "utf" not in encoding or _locale(self.env) in ("", "C", "POSIX")

    @property
    def size(self) -> tuple[int, int]:
        """Columns and rows: COLUMNS and LINES where they are set, else the terminal's, else 80 by 24."""
        try:
            columns, rows = os.get_terminal_size(self.stdout.fileno())
        except (OSError, ValueError, AttributeError):
            columns, rows = USUAL
        return _number(self.env.get("COLUMNS")) or columns or USUAL[0], _number(self.env.get("LINES")) or rows or USUAL[
            1
        ]

    @property
    def width(self) -> int:
        """Columns to write in; never fewer than 40."""
        return max(NARROWEST, self.size[0])

    @property
    def measure(self) -> int:
        """Columns of running text: the width, but no more than reads well."""
        return min(READABLE, self.width)

    # Writing

    def say(self, text: str = "") -> None:
        """A line on standard output."""
        self.stdout.write(f"{text}\n")

    def tell(self, text: str) -> None:
        """Running text on standard output, no wider than it reads well."""
        from studykit.text.wrap import wrapped

        self.show(wrapped(text, self.measure))

    def show(self, lines: Iterable[Line]) -> None:
        """Styled lines on standard output, plain where there is no terminal."""
        from studykit.screen.console.paint import show

        show(lines, self.stdout, self.colour)

    def json(self, value: Any) -> None:
        """The one JSON value that a command prints."""
        import json

        self.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")

    def warn(self, text: str) -> None:
        """A line on standard error that stops nothing."""
        self.stderr.write(f"warning: {text}\n")

    @contextmanager
    def working(self, says: str) -> Iterator[Callable[[str], None]]:
        """On a terminal, a word on standard error while something takes longer than a moment; it goes at the end.

        What is given can be called with further words, such as how far it is.
        """
        if self.dumb or self.plain or not is_terminal(self.stderr):
            yield _silent
            return
        from studykit.screen.console.spinner import Waiting

        with Waiting(self.stderr, says) as waiting:
            yield waiting.say

    def close(self) -> None:
        """Closes what was left open."""
        while self.opened:
            self.opened.pop().close()


def _silent(says: str) -> None:
    """Where nobody looks nothing is said."""


def is_terminal(stream: TextIO) -> bool:
    """Whether a stream is a terminal; a closed one is none."""
    try:
        return stream.isatty()
    except ValueError:
        return False


def _has_termios() -> bool:
    return os.name == "posix"


def _locale(env: Mapping[str, str]) -> str:
    """The name of the locale that decides about characters.

    Python turns the C locale into C.UTF-8 by setting LC_CTYPE (PEP 538); LANG still says what the user has.
    """
    chosen = env.get("LC_ALL") or env.get("LC_CTYPE") or ""
    if chosen and not (chosen == "C.UTF-8" and not env.get("LC_ALL") and env.get("LANG", "") in ("", "C", "POSIX")):
        return chosen
    return env.get("LANG", "")


def _number(text: str | None) -> int:
    return int(text) if text and text.isdigit() else 0
