"""The dialog by single keys: a block of lines at the bottom of the scrollback.

The block is drawn again in place while keys are pressed, and stays in the scrollback afterwards.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

from studykit.screen.console.dialog import Draw, Hints, key_lines
from studykit.screen.console.paint import ansi
from studykit.screen.console.terminal import Terminal
from studykit.screen.console.viewport import Viewport, viewport
from studykit.text.lines import Canvas, Line, text_of

Size = Callable[[], tuple[int, int]]
SCROLL_KEYS = ("up", "down", "page-up", "page-down")
LEAST_BODY = 3
"""Rows that the block keeps on a very low terminal, where not all hints fit."""


class Pane:
    """A dialog by single keys. If a block is higher than the terminal, its first part scrolls and the rest stays."""

    typed = False

    def __init__(self, terminal: Terminal, target: TextIO, size: Size, *, ascii: bool, color: bool) -> None:
        self.terminal = terminal
        self.target = target
        self.size = size
        self.ascii = ascii
        self.color = color
        self.parts: list[tuple[Draw, bool]] = []
        self.offset = 0
        self._hints = Hints("", ())
        self._drawn: list[str] = []
        self._follow = False
        self._full = False

    def add(self, draw: Draw, stays: bool = False) -> None:
        """Adds lines to the block; with `stays` they stay in view when the rest scrolls."""
        self.parts.append((draw, stays))
        self._follow = not stays and len(self.parts) > 1

    def replace_last(self, draw: Draw) -> None:
        """Replaces the lines that were added last."""
        stays = self.parts.pop()[1] if self.parts else False
        self.parts.append((draw, stays))

    def ask(self, hints: Hints) -> str:
        """Draws the block and returns the next key that the block does not handle itself."""
        self._hints = hints
        while True:
            view = self._draw()
            key = self.terminal.key()
            if key in SCROLL_KEYS:
                step = view.page if key.startswith("page") else 1
                self.offset += -step if key.endswith("up") else step
            elif key == "resumed":
                self._drawn = []
            elif key == "?":
                self._full = not self._full
            elif key == "space" and view.more_below and "space" not in dict(hints.keys):
                self.offset += view.page
            elif key not in ("wake", "paste", "unknown"):
                return "escape" if key == "tab" else key

    def line(self, question: str) -> str | None:
        """Asks for a line below the block, with the terminal's own editing."""
        self._erase()
        self.target.write(f"{question} ")
        self.target.flush()
        typed = self.terminal.line()
        self.target.write("\n")
        return typed

    def commit(self) -> None:
        """Leaves the whole block in the scrollback, without the hints, and starts a new one."""
        self._erase()
        for text in ansi(self._body(self._canvas()), self.color):
            self.target.write(text.rstrip() + "\n")
        self.target.write("\n")
        self.target.flush()
        self.parts, self.offset, self._follow = [], 0, False

    def leave(self) -> None:
        """Leaves the block in the scrollback at the end of a sitting, however it ended."""
        if self.parts:
            self.commit()

    @contextmanager
    def suspended(self) -> Iterator[None]:
        """Erases the block and gives the terminal to another program for a while."""
        self._erase()
        self.target.flush()
        with self.terminal.suspended():
            yield

    def _canvas(self) -> Canvas:
        columns, rows = self.size()
        return Canvas(max(20, columns - 1), rows, self.ascii)

    def _body(self, canvas: Canvas, stays: bool | None = None) -> list[Line]:
        """Returns the lines of the block: all, or only those that scroll or stay."""
        wanted = [draw for draw, kept in self.parts if stays is None or kept == stays]
        return [line for draw in wanted for line in draw(canvas)]

    def _draw(self) -> Viewport:
        """Draws the block where it was drawn last; returns what of it is in view."""
        canvas = self._canvas()
        hints = key_lines(self._hints, canvas.width, self._full)[: max(1, canvas.height - LEAST_BODY - 1)]
        rows = max(2, canvas.height - len(hints) - 1)
        offset = sys.maxsize if self._follow else self.offset
        view = viewport(self._body(canvas, False), self._body(canvas, True), rows, offset, self.ascii)
        self.offset, self._follow = view.offset, False
        lines = [*view.lines, (), *hints]
        shown = [text.rstrip() for text in ansi(lines, self.color)]
        self._erase()
        self.target.write("\n".join(shown))
        self.target.flush()
        self._drawn = [text_of(line) for line in lines]
        return view

    def _erase(self) -> None:
        """Erases what was drawn last, counting the rows that it takes at the present width of the terminal."""
        if not self._drawn:
            return
        columns = max(1, self.size()[0])
        rows = sum(max(1, -(-len(text) // columns)) for text in self._drawn)
        up = f"\x1b[{rows - 1}A" if rows > 1 else ""
        self.target.write(f"\r{up}\x1b[J")
        self._drawn = []
