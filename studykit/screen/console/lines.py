"""The dialog by lines of text: for pipes, dumb terminals, screen readers and `--plain`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from studykit.screen.console.dialog import END, Draw, Hints
from studykit.screen.console.paint import plain
from studykit.text.lines import Canvas, clean


class Lines:
    """A dialog of typed lines. Everything is written once, and each answer is a line.

    Lines that come from a pipe are written too, so that the output reads like a conversation.
    """

    typed = True

    def __init__(self, source: TextIO, target: TextIO, canvas: Canvas) -> None:
        self.source = source
        self.target = target
        self.canvas = canvas
        self.ascii = canvas.ascii
        self._added = False

    def add(self, draw: Draw, stays: bool = False) -> None:
        """Writes lines; they cannot be drawn again."""
        self.target.write(plain(draw(self.canvas)) + "\n")
        self._added = True

    def replace_last(self, draw: Draw) -> None:
        """Writes the lines below, because what is written stays."""
        self.add(draw)

    def ask(self, hints: Hints) -> str:
        """Returns the typed line, or `enter` for an empty one. `?` lists the keys and asks again."""
        while True:
            self.target.write("\n" if self._added else "")
            self._added = False
            typed = self.line(f"{hints.ask}, ? lists keys:")
            if typed is None:
                return END
            word = typed.strip()
            if word == "?":
                self.target.write("".join(f"  {key:<8} {what}\n" for key, what in (*hints.keys, *hints.more)))
                continue
            return word or "enter"

    def line(self, question: str) -> str | None:
        """Returns one line; None at the end of input, where the line on the screen is ended too."""
        self.target.write(f"{question} ")
        self.target.flush()
        typed = self.source.readline()
        if not typed or not self.source.isatty():
            self.target.write(f"{clean(typed).strip()}\n")
        return typed.rstrip("\n") if typed else None

    def commit(self) -> None:
        """Separates blocks with an empty line."""
        self.target.write("\n")
        self._added = False

    @contextmanager
    def suspended(self) -> Iterator[None]:
        """Does nothing: a dialog by lines does not own the terminal."""
        yield
