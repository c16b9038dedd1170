"""What a sitting is shown on and answered from: a pane with single keys, or plain lines. One loop serves both."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from studykit.text.lines import Canvas, Line, Segment

Draw = Callable[[Canvas], Sequence[Line]]
"""Lines for a canvas. They are drawn again when the terminal changes its size."""
END = ""
"""The answer of a form at the end of input."""


@dataclass(frozen=True, slots=True)
class Hints:
    """What may be answered: `ask` is the prompt of the plain form, `keys` are pairs of a key and what it does.

    `more` are the keys that are shown when somebody asks with `?`, so that the line stays calm.
    """

    ask: str
    keys: tuple[tuple[str, str], ...]
    more: tuple[tuple[str, str], ...] = ()


class Dialog(Protocol):
    """A place to show blocks and to ask for the next act."""

    ascii: bool
    typed: bool
    """Whether answers are typed lines, so that a screen redraws nothing."""

    def add(self, draw: Draw, stays: bool = False) -> None:
        """Adds to the block that is shown; what `stays` is kept in view when the rest scrolls."""

    def swap(self, draw: Draw) -> None:
        """Puts this in the place of what was added last."""

    def ask(self, hints: Hints) -> str:
        """The next key by name (`space`, `enter`, `a`, `1` ...), a typed line in the plain form, END at the end of
        input."""

    def line(self, question: str) -> str | None:
        """One line of text; None at the end of input."""

    def end(self) -> None:
        """Leaves the block in the scrollback and begins a new one."""

    def away(self) -> AbstractContextManager[None]:
        """Gives the terminal to somebody else for a while."""


def key_lines(hints: Hints, width: int, full: bool = False) -> list[Line]:
    """The hints as dim lines of `key what` pairs; a pair is never broken. `full`: with those that `?` shows."""
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
