"""Shows the sheets for the last day: numbers next to their questions, traps above what is true."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from studykit.app.sheet import read_sheets
from studykit.app.study import Study
from studykit.library.sheets import SheetLine
from studykit.screen.console.console import Console
from studykit.screen.explain.topic import before
from studykit.text.lines import Line, Segment
from studykit.text.wrap import unmarked, wrapped


def show(
    console: Console,
    study: Study,
    service: str = "",
    as_json: bool = False,
    *,
    only_numbers: bool = False,
    only_traps: bool = False,
) -> int:
    """Shows both pages of a service or of all services, or the page that is asked for."""
    sheets = read_sheets(study, service, only_numbers, only_traps)
    if as_json:
        console.json(sheets.as_data())
        return 0
    if sheets.numbers is not None:
        console.lines(number_lines(sheets.numbers, console.text_width, console.ascii))
    if sheets.traps is not None:
        console.line("" if sheets.numbers is None else "\n")
        console.lines(trap_lines(sheets.traps, console.text_width, console.ascii))
    return 0


def number_lines(entries: Sequence[SheetLine], width: int, ascii: bool = False) -> Iterator[Line]:
    """Yields each number behind its question, aligned where the question is short enough."""
    yield from _title(f"Numbers ({len(entries)})", ascii)
    column = min(max((len(unmarked(entry.left)) for entry in entries), default=0), width * 3 // 5)
    for service, of_service in groupby(entries, lambda entry: entry.service):
        yield from _service(service)
        for entry in of_service:
            question, answer = unmarked(entry.left), unmarked(entry.right)
            if len(question) <= column and column + 2 + len(answer) <= width:
                yield (Segment(f"{question:<{column}}  ", "dim"), Segment(answer, "title"))
            else:
                yield from wrapped(question, width, "dim")
                yield from wrapped(answer, width, "title", first="    ")


def trap_lines(entries: Sequence[SheetLine], width: int, ascii: bool = False) -> Iterator[Line]:
    """Yields what older notes say or what was once true, each with what is true now below it."""
    yield from _title(f"Traps ({len(entries)})", ascii)
    for service, of_service in groupby(entries, lambda entry: entry.service):
        yield from _service(service)
        for entry in of_service:
            yield from wrapped(before(entry.left), width, "dim", first="- ")
            yield from wrapped(entry.right, width, first="  ")


def _title(text: str, ascii: bool) -> Iterator[Line]:
    yield (Segment(text, "title"),)
    yield (Segment(("-" if ascii else "─") * len(text), "dim"),)


def _service(name: str) -> Iterator[Line]:
    """Yields the heading of a service."""
    yield ()
    yield (Segment(name, "key"),)
