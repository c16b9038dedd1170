"""Renders the Markdown of a topic's note as lines: paragraphs, lists, tables, headings and code.

Terminals and pipes share this renderer. Styles are painted where color is available; the text is always the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from studykit.text.lines import Line, Segment, clean
from studykit.text.wrap import spans, wrapped

ITEM = re.compile(r"^(?P<indent>\s*)(?P<mark>[-*+]|\d{1,3}[.)])\s+(?P<text>.*)$")
HEADING = re.compile(r"^#{1,6}\s+(?P<text>.+?)\s*#*$")
FENCE = "```"
GAP = 2
"""Columns between the cells of a table."""
MIN_CELL = 8
"""Minimum columns of a table cell."""


def note(text: str, width: int) -> list[Line]:
    """Returns the note in lines no wider than `width`, with an empty line between blocks."""
    lines: list[Line] = []
    for block in _blocks([clean(line).replace("\t", "    ").rstrip() for line in text.split("\n")]):
        if lines:
            lines.append(())
        lines += _block(block, width)
    return lines


def _blocks(lines: Sequence[str]) -> Iterator[list[str]]:
    """Yields groups of lines that belong together."""
    block: list[str] = []
    fenced = False
    for line in lines:
        starts = line.lstrip().startswith(FENCE)
        if fenced or starts:
            if starts and not fenced and block:
                yield block
                block = []
            block.append(line)
            if starts and fenced:
                yield block
                block = []
            fenced = fenced != starts
        elif not line.strip():
            if block:
                yield block
            block = []
        elif block and _kind(block[-1]) != _kind(line) and (_kind(line) in "#|" or _kind(block[-1]) in "#|"):
            yield block
            block = [line]
        else:
            block.append(line)
    if block:
        yield block


def _kind(line: str) -> str:
    """Returns the kind of block that a line starts: `#` a heading, `|` a table row, or `text`."""
    return "#" if HEADING.match(line) else "|" if line.lstrip().startswith("|") else "text"


def _block(block: list[str], width: int) -> Iterator[Line]:
    heading = HEADING.match(block[0])
    if block[0].lstrip().startswith(FENCE):
        for line in block[1:]:
            if not line.lstrip().startswith(FENCE):
                yield (Segment(f"    {line}"[:width], "key"),)
    elif heading:
        yield from wrapped(heading["text"], width, "title")
    elif _kind(block[0]) == "|":
        yield from _table(block, width)
    elif ITEM.match(block[0]):
        yield from _list(block, width)
    else:
        yield from wrapped(" ".join(block), width)


def _list(block: list[str], width: int) -> Iterator[Line]:
    items: list[tuple[str, list[str]]] = []
    for line in block:
        found = ITEM.match(line)
        if found:
            deep = " " * (2 * (len(found["indent"]) // 2))
            mark = found["mark"] if found["mark"][0].isdigit() else "-"
            items.append((f"{deep}{mark} ", [found["text"]]))
        else:
            items[-1][1].append(line)
    for mark, texts in items:
        yield from wrapped(" ".join(texts), width, first=mark)


def _table(block: list[str], width: int) -> Iterator[Line]:
    """Renders a table with columns as wide as their longest cell.

    The widest column is narrowed until all fit. A cell can take several lines.
    """
    rows = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in block]
    head = 1 if len(rows) > 1 and _is_rule(rows[1]) and any(rows[0]) else 0
    rows = [row for row in rows if any(row) and not _is_rule(row)]
    columns = max(map(len, rows), default=0)
    cells = [[spans(row[at] if at < len(row) else "") for at in range(columns)] for row in rows]
    widths = [max((_length(row[at]) for row in cells), default=0) for at in range(columns)]
    while sum(widths) + GAP * (columns - 1) > width and max(widths) > MIN_CELL:
        widths[widths.index(max(widths))] -= 1
    for number, row in enumerate(cells):
        style = "title" if number < head else ""
        texts = [[Segment(s.text, s.style or style) for s in cell] for cell in row]
        parts = [wrapped(text, wide) for text, wide in zip(texts, widths, strict=True)]
        for level in range(max(map(len, parts))):
            yield _row([part[level] if level < len(part) else () for part in parts], widths)


def _row(cells: Sequence[Line], widths: Sequence[int]) -> Line:
    line: list[Segment] = []
    for cell, wide in zip(cells, widths, strict=True):
        line += [*cell, Segment(" " * (wide - _length(cell) + GAP))]
    while line and not line[-1].text.strip():
        line.pop()
    return tuple(line)


def _is_rule(row: Sequence[str]) -> bool:
    return all(cell and set(cell) <= set("-:") for cell in row)


def _length(segments: Sequence[Segment]) -> int:
    return sum(len(segment.text) for segment in segments)
