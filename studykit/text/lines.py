"""Lines of styled segments on a canvas of characters, without a terminal."""

from __future__ import annotations

import re
from typing import NamedTuple

STYLES = ("visible", "hidden", "delayed", "gone", "work", "again", "now", "dim", "bad", "good", "title", "actor", "key")
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")


class Segment(NamedTuple):
    """Text in one style, which is a name of STYLES or empty."""

    text: str
    style: str = ""


Line = tuple[Segment, ...]


class Glyphs(NamedTuple):
    """The characters of one charset. Every state has its own fill, so that nothing depends on color."""

    visible: str
    hidden: str
    delayed: str
    work: str
    again: str
    planned: str
    end: str
    point: str
    rule: str
    tick: str
    now: str
    bar: str
    right: str
    left: str
    dash: str
    dot: str
    steps: str
    corner: str
    gap: str


UNICODE = Glyphs("█", "░", "▒", "▓", "▚", "┈", "┊", "●", "─", "┬", "▼", "│", "▶", "◀", "─", "·", " ▁▂▃▄▅▆▇█", "└", "╱")
ASCII = Glyphs("#", ".", "~", "=", "!", ":", "|", "o", "-", "+", "v", "|", ">", "<", "-", "|", " ......#", "+", "/")


class Canvas(NamedTuple):
    """The area for a frame: columns, rows, and whether only ASCII is allowed."""

    width: int = 80
    height: int = 24
    ascii: bool = False

    @property
    def glyphs(self) -> Glyphs:
        return ASCII if self.ascii else UNICODE


class Grid:
    """Cells to draw on, row by row. Drawing outside is ignored."""

    def __init__(self, width: int, height: int) -> None:
        self.width = width
        self.cells: list[list[tuple[str, str]]] = [[(" ", "")] * width for _ in range(height)]

    def put(self, row: int, column: int, text: str, style: str = "") -> None:
        """Writes a text from a cell on."""
        if 0 <= row < len(self.cells):
            for place, character in enumerate(text, start=column):
                if 0 <= place < self.width:
                    self.cells[row][place] = (character, style)

    def lines(self) -> tuple[Line, ...]:
        """Returns the rows as segments; neighboring cells of one style are joined."""
        return tuple(_joined(row) for row in self.cells)


def _joined(row: list[tuple[str, str]]) -> Line:
    segments: list[Segment] = []
    for character, style in row:
        if segments and segments[-1].style == style:
            segments[-1] = Segment(segments[-1].text + character, style)
        else:
            segments.append(Segment(character, style))
    while segments and not segments[-1].text.strip() and segments[-1].style == "":
        segments.pop()
    return tuple(segments)


def text_of(line: Line) -> str:
    """Returns a line as plain text."""
    return "".join(segment.text for segment in line).rstrip()


def clean(text: str) -> str:
    """Removes control and escape characters from a text."""
    return CONTROL.sub("", text)
