"""Shows comparisons: the list of pairs, and the table of one pair with the cue that decides between its sides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from studykit.app.compare import ComparedPair
from studykit.app.study import Study
from studykit.library.model import Comparison
from studykit.screen.console.console import Console, is_terminal
from studykit.text.lines import Line, Segment
from studykit.text.markdown import note
from studykit.text.wrap import wrapped

NARROW = 50
"""Minimum columns of a table; with fewer, its rows are written one below the other."""


def list_pairs(console: Console, study: Study, as_json: bool = False) -> int:
    """Lists the pairs that can be compared."""
    pairs = study.library.comparisons()
    if as_json:
        console.json([{"left": one.left.words[0], "right": one.right.words[0], "cue": one.cue} for one in pairs])
    else:
        console.lines(pair_lines(pairs, console.text_width))
    return 0


def show_pair(console: Console, found: ComparedPair, as_json: bool = False) -> bool:
    """Shows a pair; returns True if its questions can be asked, because standard input is a terminal."""
    if as_json:
        console.json(found.as_data())
        return False
    console.lines(table_lines(found.comparison, console.text_width, console.ascii))
    console.line()
    if is_terminal(console.environment.stdin):
        return True
    console.line(f"studykit quiz {' '.join(found.comparison.topics)} asks about them.")
    return False


def table_lines(pair: Comparison, width: int, ascii: bool = False) -> Iterator[Line]:
    """Yields the title, the table and the cue."""
    left, right = pair.left.name, pair.right.name
    title = f"{left} or {right}?"
    yield from wrapped(title, width, "title")
    yield (Segment(("-" if ascii else "─") * min(width, len(title)), "dim"),)
    yield ()
    if width < NARROW:
        for row in pair.rows:
            yield from wrapped(row.what, width, "key")
            yield from wrapped(f"{left}: {row.left}", width, first="  ", rest="    ")
            yield from wrapped(f"{right}: {row.right}", width, first="  ", rest="    ")
    else:
        head = f"| | {left} | {right} |\n| --- | --- | --- |\n"
        rows = (f"| {row.what} | {row.left} | {row.right} |" for row in pair.rows)
        yield from note(head + "\n".join(rows), width)
    yield ()
    yield from wrapped([Segment("cue ", "key"), Segment(pair.cue)], width, rest="    ")


def pair_lines(pairs: Sequence[Comparison], width: int) -> Iterator[Line]:
    """Yields the command that opens each pair, and its cue."""
    for pair in pairs:
        yield (Segment("studykit compare ", "dim"), Segment(f"{pair.left.words[0]} {pair.right.words[0]}", "key"))
        yield from wrapped(pair.cue, width, "dim", first="  ")
