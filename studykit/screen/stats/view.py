"""Statistics as lines: sentences and pictures that read without colour, in Unicode and ASCII, from 40 columns up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from studykit.screen.stats.words import Row, answered_words, chance_words, coming, percent, sentences, spreads
from studykit.text.lines import Line, Segment
from studykit.text.wrap import labelled, wrapped

LEVELS = ("·░▒▓█", ".:+*#")
"""Nothing, and four quarters of the fullest day; in Unicode and in ASCII."""
BARS = ("█▏▎▍▌▋▊▉", "#")
WEEKS = 53
MARGIN = 4
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def stats_lines(
    value: Mapping[str, Any], width: int, ascii: bool, detail: bool = False, rows: int | None = None
) -> Iterator[Line]:
    """All of it; no line is wider than `width`. On a terminal of fewer `rows` the sentences come last, where the eye
    is."""
    said = [*_sentences(value, width, detail)]
    drawn = [*_pictures(value, width, ascii, detail)]
    if rows is not None and len(said) + len(drawn) > rows:
        yield from (*drawn[1:], (), *said)
    else:
        yield from (*said, *drawn)


def _sentences(value: Mapping[str, Any], width: int, detail: bool) -> Iterator[Line]:
    for label, text in sentences(value):
        yield from labelled(f"{label}: ", "title", text, width)
    if detail and value["readiness"]:
        yield from wrapped(answered_words(value), width, "dim", first="  ")
        yield from wrapped(chance_words(value), width, "dim", first="  ")


def _pictures(value: Mapping[str, Any], width: int, ascii: bool, detail: bool) -> Iterator[Line]:
    title, rows = coming(value)
    yield from _headed(title, _bars(rows, width, ascii, "work"), width)
    yield from _headed("The year: reviews and answers a day", year_lines(value, width, ascii), width)
    for title, rows in spreads(value):
        yield from _headed(title, _bars(rows, width, ascii), width)
    if value["weakest"]:
        yield from _headed("Weakest topics", _weakest(value, width, detail), width)


def _headed(title: str, lines: Iterator[Line], width: int) -> Iterator[Line]:
    yield ()
    yield from wrapped([Segment(title, "title")], width)
    yield from lines


def _bars(rows: Sequence[Row], width: int, ascii: bool, style: str = "visible") -> Iterator[Line]:
    """A line for each row: its label, its number, what else is said, and a bar; the fullest row fills the width."""
    label = max(len(row[0]) for row in rows)
    digits = max(len(str(row[1])) for row in rows)
    more = max(len(row[2]) for row in rows)
    gap = 2 if more else 0
    room = max(1, width - 2 - label - 2 - digits - gap - more - 2)
    top = max(1, *(row[1] for row in rows))
    for name, number, said in rows:
        line = f"  {name:<{label}}  {number:>{digits}}{said:>{gap + more}}"
        bar = bar_of(number / top, room, ascii) if number else ""
        yield (Segment(line), Segment(f"  {bar}", style)) if bar else (Segment(line),)


def bar_of(share: float, room: int, ascii: bool) -> str:
    """A bar of a share of the room, in eighths of a column where there are characters for them; never nothing."""
    glyphs = BARS[ascii]
    whole, part = divmod(max(1, round(share * room * len(glyphs))), len(glyphs))
    return glyphs[0] * whole + (glyphs[part] if part else "")


def year_lines(value: Mapping[str, Any], width: int, ascii: bool) -> Iterator[Line]:
    """A column for each week, a row for each weekday, the months above; on a narrow screen the latest weeks."""
    today = date.fromisoformat(value["date"])
    weeks = min(WEEKS, width - MARGIN - 2)
    start = today - timedelta(today.weekday() + 7 * (weeks - 1))
    counted: Mapping[str, int] = value["year"]
    top = max(counted.values(), default=0)
    yield (Segment(" " * (MARGIN + 2) + _months(start, weeks), "dim"),)
    for weekday, name in enumerate(WEEKDAYS):
        days = (start + timedelta(7 * week + weekday) for week in range(weeks))
        cells = "".join(_cell(counted.get(day.isoformat(), 0), top, ascii) for day in days if day <= today)
        yield Segment(f"  {name} ", "dim"), Segment(cells, "visible")
    none, marks = LEVELS[ascii][0], LEVELS[ascii][1:]
    ends = [-(-top * quarter // 4) for quarter in range(1, 5)]
    if top:
        least = [1, *(end + 1 for end in ends)]
        said = ((m, low, end) for m, low, end in zip(marks, least, ends, strict=False) if low <= end)
        key = "  ".join(f"{m} {low}" + (f"-{end}" if end > low else "") for m, low, end in said)
        yield from wrapped([Segment(f"{none} none  {key}", "dim")], width, first=" " * (MARGIN + 2))


def _months(start: date, weeks: int) -> str:
    """The names of months above the weeks in which they begin."""
    row = [" "] * weeks
    free = 0
    for week in range(weeks):
        day = start + timedelta(7 * week)
        if (week == 0 or day.day <= 7) and week >= free and week + 3 <= weeks:
            if week == 0 and (start + timedelta(21)).month != start.month and (start + timedelta(21)).day <= 21:
                continue
            row[week : week + 3] = f"{day:%b}"
            free = week + 4
    return "".join(row).rstrip()


def _cell(number: int, top: int, ascii: bool) -> str:
    return LEVELS[ascii][-(-4 * number // top) if number else 0]


def _weakest(value: Mapping[str, Any], width: int, detail: bool) -> Iterator[Line]:
    ids = max(len(one["topic"]) for one in value["weakest"])
    for one in value["weakest"]:
        said = f"{one['right']} of {one['asked']} right"
        if detail:
            low, high = one["interval"]
            said += f" ({percent(low)} to {percent(high)})"
        yield from labelled(f"  {one['topic']:<{ids}}  ", "key", f"{said}: {one['title']}", width, rest="    ")
