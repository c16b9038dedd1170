"""A topic's note for reading: markdown by rich on a terminal, wrapped text elsewhere."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator

from studykit.screen.paint import clean

MARK = re.compile(r"\*\*(.+?)\*\*|`(.+?)`|\*(.+?)\*")


def plain_note(text: str, width: int) -> str:
    """Markdown as wrapped text: paragraphs, lists and tables, without marks."""
    return "\n".join(_blocks(clean_lines(text), width)).strip("\n")


def clean_lines(text: str) -> str:
    """A text of several lines without control characters."""
    return "\n".join(clean(line) for line in text.splitlines())


def unmarked(text: str) -> str:
    """Text without the marks of bold, italic and code."""
    return MARK.sub(lambda found: next(group for group in found.groups() if group is not None), text)


def _blocks(text: str, width: int) -> Iterator[str]:
    for block in re.split(r"\n\s*\n", text.strip("\n")):
        lines = block.splitlines()
        if lines and all(line.lstrip().startswith("|") for line in lines):
            yield from _table(lines, width)
        elif lines and lines[0].lstrip().startswith("- "):
            for line in lines:
                yield from textwrap.wrap(unmarked(line.strip()), width, subsequent_indent="  ")
        else:
            yield from textwrap.wrap(unmarked(" ".join(line.strip() for line in lines)), width)
        yield ""


def _table(lines: list[str], width: int) -> Iterator[str]:
    rows = [[unmarked(cell.strip()) for cell in line.strip().strip("|").split("|")] for line in lines]
    rows = [row for row in rows if any(row) and not all(set(cell) <= set("-: ") for cell in row)]
    if not rows:
        return
    first = min(max(len(row[0]) for row in rows), width // 2)
    for row in rows:
        rest = "  ".join(row[1:])
        head = row[0] if len(row[0]) <= first else row[0][: first - 1] + "."
        yield from textwrap.wrap(f"{head:<{first}}  {rest}", width, subsequent_indent=" " * (first + 2)) or [""]
