"""Lines of styled segments on a canvas of characters. No terminal here."""

from __future__ import annotations

import re
from dataclasses import dataclass

STYLES = ("visible", "hidden", "delayed", "gone", "work", "again", "now", "dim", "bad", "good", "title", "actor", "key")
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class Segment:
    """Some text in one style; the style is a name of STYLES or empty."""

    text: str
    style: str = ""


Line = tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Glyphs:
    """The characters of one charset. Every state has a fill of its own, so that nothing hangs on colour."""

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


@dataclass(frozen=True, slots=True)
class Canvas:
    """Where a frame is drawn: columns, rows, and whether only ASCII may be used."""

    width: int = 80
    height: int = 24
    ascii: bool = False

    @property
    def glyphs(self) -> Glyphs:
        return ASCII if self.ascii else UNICODE


class Grid:
    """Cells to draw on, row by row; drawing outside is cut off."""

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
        """The rows as segments, each run of one style together."""
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
    """A line without its styles."""
    return "".join(segment.text for segment in line).rstrip()


def clean(text: str) -> str:
    """Removes control and escape characters from a text."""
    return CONTROL.sub("", text)
