"""The sheets of the last day as lines: numbers beside their questions, traps with what is true below."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from studykit.library.sheets import SheetLine
from studykit.text.lines import Line, Segment
from studykit.text.wrap import unmarked, wrapped


def number_lines(entries: Sequence[SheetLine], width: int, ascii: bool = False) -> Iterator[Line]:
    """Each number behind its question, services apart; the questions end where the numbers begin."""
    yield from _title(f"Numbers ({len(entries)})", ascii)
    room = min(max((len(unmarked(entry.left)) for entry in entries), default=0), width * 3 // 5)
    service = ""
    for entry in entries:
        if entry.service != service:
            service = entry.service
            yield ()
            yield (Segment(service, "key"),)
        question, answer = unmarked(entry.left), unmarked(entry.right)
        if len(question) <= room and room + 2 + len(answer) <= width:
            yield (Segment(f"{question:<{room}}  ", "dim"), Segment(answer, "title"))
        else:
            yield from wrapped(question, width, "dim")
            yield from wrapped(answer, width, "title", first="    ")


def trap_lines(entries: Sequence[SheetLine], width: int, ascii: bool = False) -> Iterator[Line]:
    """What older notes say, and what is true."""
    yield from _title(f"Traps ({len(entries)})", ascii)
    service = ""
    for entry in entries:
        if entry.service != service:
            service = entry.service
            yield ()
            yield (Segment(service, "key"),)
        yield from wrapped(entry.left, width, "dim", first="- ")
        yield from wrapped(entry.right, width, first="  ")


def _title(text: str, ascii: bool) -> Iterator[Line]:
    yield (Segment(text, "title"),)
    yield (Segment(("-" if ascii else "─") * len(text), "dim"),)
