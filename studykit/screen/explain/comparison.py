"""Two neighbours side by side: one table, and the cue that decides between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from studykit.library.model import Comparison
from studykit.text.lines import Line, Segment
from studykit.text.markdown import note
from studykit.text.wrap import wrapped

NARROW = 50
"""Columns below which a table is told line by line."""


def beside_lines(pair: Comparison, turned: bool, width: int, ascii: bool = False) -> Iterator[Line]:
    """Title, table and cue; `turned`: with the right one on the left."""
    first, second = (pair.right, pair.left) if turned else (pair.left, pair.right)
    title = f"{first.name} or {second.name}?"
    yield from wrapped(title, width, "title")
    yield (Segment(("-" if ascii else "─") * min(width, len(title)), "dim"),)
    yield ()
    rows = [(row.what, *((row.right, row.left) if turned else (row.left, row.right))) for row in pair.rows]
    if width < NARROW:
        for what, one, other in rows:
            yield from wrapped(what, width, "key")
            yield from wrapped(f"{first.name}: {one}", width, first="  ", rest="    ")
            yield from wrapped(f"{second.name}: {other}", width, first="  ", rest="    ")
    else:
        head = f"| | {first.name} | {second.name} |\n| --- | --- | --- |\n"
        yield from note(head + "\n".join(f"| {' | '.join(row)} |" for row in rows), width)
    yield ()
    yield from wrapped([Segment("cue ", "key"), Segment(pair.cue)], width, rest="    ")


def pair_lines(pairs: Sequence[Comparison], width: int) -> Iterator[Line]:
    """Every pair by the words that open it, with its cue."""
    for pair in pairs:
        yield (Segment("studykit compare ", "dim"), Segment(f"{pair.left.words[0]} {pair.right.words[0]}", "key"))
        yield from wrapped(pair.cue, width, "dim", first="  ")
