"""The dialog that a sitting is shown on and answered from: single keys, or plain lines. One loop serves both."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import NamedTuple, Protocol

from studykit.text.lines import Canvas, Line, Segment
from studykit.text.wrap import wrapped

Draw = Callable[[Canvas], Sequence[Line]]
"""Returns lines for a canvas. It is called again when the terminal changes its size."""
END = ""
"""The answer of a dialog at the end of input."""
LEAVES = ("q", "escape", END)
"""Answers that leave a sitting."""
READABLE = 78
"""Maximum columns of running text in a dialog."""


class Hints(NamedTuple):
    """The keys that work now. `ask` is the prompt of the plain form, `keys` are pairs of a key and what it does.

    `more` are keys that only `?` shows, so that the line stays short.
    """

    ask: str
    keys: tuple[tuple[str, str], ...]
    more: tuple[tuple[str, str], ...] = ()


class Dialog(Protocol):
    """Shows blocks of lines and asks for the next act."""

    ascii: bool
    typed: bool
    """True if answers are typed lines, so that nothing is drawn again."""

    def add(self, draw: Draw, stays: bool = False) -> None:
        """Adds lines to the block; with `stays` they are kept in view when the rest scrolls."""

    def replace_last(self, draw: Draw) -> None:
        """Replaces the lines that were added last."""

    def ask(self, hints: Hints) -> str:
        """Returns the next key by name (`space`, `enter`, `a`, `1` ...), a typed line in the plain form, or END."""

    def line(self, question: str) -> str | None:
        """Asks for one line of text; None at the end of input."""

    def commit(self) -> None:
        """Leaves the block in the scrollback and starts a new one."""

    def suspended(self) -> AbstractContextManager[None]:
        """Gives the terminal to another program for a while."""


def readable_width(canvas: Canvas) -> int:
    """Returns the columns of running text on a canvas."""
    return min(READABLE, canvas.width)


def add_note(dialog: Dialog, text: str, stays: bool = False) -> None:
    """Adds a dim line under what is shown; nothing for an empty text."""
    if text:
        dialog.add(lambda canvas: [(), *wrapped(text, canvas.width, "dim")], stays)


def key_lines(hints: Hints, width: int, full: bool = False) -> list[Line]:
    """Returns the hints as dim lines; a key is never parted from what it does. `full` adds the keys that `?` shows."""
    rest = hints.more if full else (("?", "more keys"),) if hints.more else ()
    lines: list[list[Segment]] = [[]]
    used = 0
    for key, what in (*hints.keys, *rest):
        text = f"{key} {what}".rstrip()
        if used and used + 3 + len(text) > width:
            lines.append([])
            used = 0
        if used:
            lines[-1].append(Segment("   ", "dim"))
            used += 3
        lines[-1] += [Segment(key, "key"), Segment(f" {what}" if what else "", "dim")]
        used += len(text)
    return [tuple(line) for line in lines if line]
