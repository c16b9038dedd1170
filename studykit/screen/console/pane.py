"""A block of lines at the bottom of the scrollback, drawn again in place while keys are pressed, and then left
there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TextIO

from studykit.screen.console.dialog import Draw, Hints, key_lines
from studykit.screen.console.paint import ansi
from studykit.screen.console.terminal import Terminal
from studykit.text.lines import Canvas, Line, Segment, text_of

Size = Callable[[], tuple[int, int]]
LEAST = 3
"""Rows that the scrolling part keeps, however much stays."""
SCROLL = {"up": -1, "down": 1, "page-up": -8, "page-down": 8}


class Pane:
    """The form with single keys. When a block is higher than the terminal, its first part scrolls and the rest
    stays."""

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
        self._page = 1
        self._below = False

    def add(self, draw: Draw, stays: bool = False) -> None:
        self.parts.append((draw, stays))
        self._follow = not stays and len(self.parts) > 1

    def replace_last(self, draw: Draw) -> None:
        stays = self.parts.pop()[1] if self.parts else False
        self.parts.append((draw, stays))

    def ask(self, hints: Hints) -> str:
        self._hints = hints
        while True:
            scrolls = self._draw()
            key = self.terminal.key()
            if key in SCROLL and scrolls:
                self.offset = max(0, self.offset + SCROLL[key])
            elif key == "fresh":
                self._drawn = []
            elif key == "?":
                self._full = not self._full
            elif key == "space" and scrolls and self._below and "space" not in dict(hints.keys):
                self.offset += self._page
            elif key not in ("wake", "paste", "unknown", *SCROLL):
                return "escape" if key == "tab" else key

    def line(self, question: str) -> str | None:
        self._erase()
        self.target.write(f"{question} ")
        self.target.flush()
        typed = self.terminal.line()
        self.target.write("\n")
        return typed

    def commit(self) -> None:
        """What was shown stays in the scrollback, whole and without the hints."""
        self._erase()
        for text in ansi(self._body(self._canvas()), self.color):
            self.target.write(text.rstrip() + "\n")
        self.target.write("\n")
        self.target.flush()
        self.parts, self.offset, self._follow = [], 0, False

    def leave(self) -> None:
        """Takes the hints away and stops where it is: for the end of a sitting, however it came."""
        if self.parts:
            self.commit()

    @contextmanager
    def suspended(self) -> Iterator[None]:
        self._erase()
        self.target.flush()
        with self.terminal.away():
            yield

    def _canvas(self) -> Canvas:
        columns, rows = self.size()
        return Canvas(max(20, columns - 1), rows, self.ascii)

    def _body(self, canvas: Canvas, stays: bool | None = None) -> list[Line]:
        wanted = [draw for draw, kept in self.parts if stays is None or kept == stays]
        return [line for draw in wanted for line in draw(canvas)]

    def _draw(self) -> bool:
        """Draws the block in the place of the last one; says whether it scrolls."""
        canvas = self._canvas()
        hints = key_lines(self._hints, canvas.width, self._full)
        above, below = self._body(canvas, False), self._body(canvas, True)
        room = canvas.height - 1 - len(hints) - 1
        if len(below) > room - LEAST:
            above, below = [*above, *below], []
        window = room - len(below)
        scrolls = len(above) > window
        if scrolls:
            above = self._window(above, window - 1)
            more = (Segment("up/down scrolls" if self.ascii else "↑↓ scrolls", "dim"),)
            above = [*above, more]
        lines = [*above, *below, (), *hints]
        shown = [text.rstrip() for text in ansi(lines, self.color)]
        self._follow = False
        self._erase()
        self.target.write("\n".join(shown))
        self.target.flush()
        self._drawn = [text_of(line) for line in lines]
        return scrolls

    def _window(self, lines: Sequence[Line], height: int) -> list[Line]:
        height = max(1, height)
        last = max(0, len(lines) - height)
        if self._follow:
            self.offset = last
        self.offset = min(self.offset, last)
        self._page, self._below = max(1, height - 1), self.offset < last
        return list(lines[self.offset : self.offset + height])

    def _erase(self) -> None:
        """Removes what was drawn last, as many rows as it takes at the width that the terminal has now."""
        if not self._drawn:
            return
        columns = max(1, self.size()[0])
        rows = sum(max(1, -(-len(text) // columns)) for text in self._drawn)
        up = f"\x1b[{rows - 1}A" if rows > 1 else ""
        self.target.write(f"\r{up}\x1b[J")
        self._drawn = []
