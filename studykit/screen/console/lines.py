"""The plain line form of everything that asks: for pipes, dumb terminals, screen readers and `--plain`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from studykit.screen.console.dialog import END, Draw, Hints
from studykit.screen.console.paint import plain
from studykit.text.lines import Canvas, clean


class Lines:
    """A form of typed lines: what is added is written once, a question is a line, nothing is drawn again.

    Where the lines come from a pipe they are written as well, so that what is left reads like a talk.
    """

    typed = True

    def __init__(self, source: TextIO, target: TextIO, canvas: Canvas) -> None:
        self.source = source
        self.target = target
        self.canvas = canvas
        self.ascii = canvas.ascii
        self._fresh = False

    def add(self, draw: Draw, stays: bool = False) -> None:
        self.target.write(plain(draw(self.canvas)) + "\n")
        self._fresh = True

    def replace_last(self, draw: Draw) -> None:
        self.add(draw)

    def ask(self, hints: Hints) -> str:
        """The typed line. An empty one is `enter`; `?` lists what may be typed, and asks again."""
        while True:
            self.target.write("\n" if self._fresh else "")
            self._fresh = False
            typed = self.line(f"{hints.ask}, ? lists keys:")
            if typed is None:
                return END
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
        if not typed or not self.source.isatty():
            self.target.write(f"{clean(typed).strip()}\n")
        return typed.rstrip("\n") if typed else None

    def commit(self) -> None:
        self.target.write("\n")
        self._fresh = False

    @contextmanager
    def suspended(self) -> Iterator[None]:
        yield
