"""The plain line form of everything that asks: for pipes, dumb terminals, screen readers and `--plain`."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TextIO

from studykit.screen.form import Draw, Hints
from studykit.screen.paint import plain
from studykit.sim.frames.canvas import Canvas

SPELLED = {
    "‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "×": "x", "·": "|", "→": "->", "←": "<-",
    "≤": "<=", "≥": ">=", "≠": "!=", "µ": "u", "°": "deg", "±": "+-", "•": "*", "\u00a0": " ", "\u202f": " ", "−": "-",
    "é": "e", "ü": "ue", "ö": "oe", "ä": "ae", "½": "1/2", "€": "EUR", "✓": "+", "✗": "x",
}  # fmt: skip
"""How a character is spelled where only ASCII can be written; any other becomes a question mark."""


def spelled(failed: UnicodeError) -> tuple[str, int]:
    """The codec error handler behind it."""
    assert isinstance(failed, UnicodeEncodeError)
    text = failed.object[failed.start : failed.end]
    return "".join(SPELLED.get(character, "?") for character in text), failed.end


def fit(stream: Any, ascii: bool) -> None:
    """Lets a stream write any text: in ASCII spelled out, else with a question mark for what its encoding lacks."""
    codecs.register_error("spelled", spelled)
    if hasattr(stream, "reconfigure"):
        if ascii:
            stream.reconfigure(encoding="ascii", errors="spelled")
        else:
            stream.reconfigure(errors="replace")


class Lines:
    """A form of typed lines: what is added is written once, a question is a line, nothing is drawn again."""

    typed = True

    def __init__(self, source: TextIO, target: TextIO, canvas: Canvas) -> None:
        self.source = source
        self.target = target
        self.canvas = canvas
        self.ascii = canvas.ascii

    def add(self, draw: Draw, stays: bool = False) -> None:
        self.target.write(plain(draw(self.canvas)) + "\n")

    def swap(self, draw: Draw) -> None:
        self.add(draw)

    def ask(self, hints: Hints) -> str:
        """The typed line. An empty one is `enter`; `?` lists what may be typed, and asks again."""
        while True:
            typed = self.line(f"{hints.ask}, ? lists keys:")
            if typed is None:
                return ""
            word = typed.strip()
            if word == "?":
                self.target.write("".join(f"  {key:<8} {what}\n" for key, what in (*hints.keys, *hints.more)))
                continue
            return word or "enter"

    def line(self, question: str) -> str | None:
        """One line; None at the end of input, which ends the line on the screen too."""
        self.target.write(f"{question} ")
        self.target.flush()
        typed = self.source.readline()
        if not typed:
            self.target.write("\n")
            return None
        return typed.rstrip("\n")

    def end(self) -> None:
        self.target.write("\n")

    @contextmanager
    def away(self) -> Iterator[None]:
        yield
