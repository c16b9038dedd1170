"""Statistics in lines: sentences and charts that read without color, in Unicode and ASCII, from 40 columns up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from studykit.app.figures import Figures
from studykit.screen.stats.words import Row, coming_days, percent, readiness_detail, sentences, spreads
from studykit.text.lines import Line, Segment
from studykit.text.wrap import labelled, wrapped

LEVELS = ("·░▒▓█", ".:+*#")
"""A day without study, then the four quarters of the fullest day; in Unicode and in ASCII."""
BARS = ("█▏▎▍▌▋▊▉", "#")
WEEKS = 53
MARGIN = 4
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def stats_lines(
    figures: Figures, width: int, ascii: bool, detail: bool = False, rows: int | None = None
) -> Iterator[Line]:
    """Yields all figures; no line is wider than `width`.

    On a terminal with fewer `rows` the sentences come last, so that they stay in view.
    """
    said = [*_sentences(figures, width, detail)]
    drawn = [*_charts(figures, width, ascii, detail)]
    if rows is not None and len(said) + len(drawn) > rows:
        yield from (*drawn[1:], (), *said)
    else:
        yield from (*said, *drawn)


def _sentences(figures: Figures, width: int, detail: bool) -> Iterator[Line]:
    for label, text in sentences(figures):
        yield from labelled(f"{label}: ", "title", text, width)
    if detail and figures.readiness:
        for text in readiness_detail(figures.readiness):
            yield from wrapped(text, width, "dim", first="  ")


def _charts(figures: Figures, width: int, ascii: bool, detail: bool) -> Iterator[Line]:
    title, rows = coming_days(figures)
    yield from _headed(title, _bars(rows, width, ascii, "work"), width)
    yield from _headed("The year: reviews and answers a day", year_lines(figures, width, ascii), width)
    for title, rows in spreads(figures):
        yield from _headed(title, _bars(rows, width, ascii), width)
    if figures.weakest:
        yield from _headed("Weakest topics", _weakest(figures, width, detail), width)


def _headed(title: str, lines: Iterator[Line], width: int) -> Iterator[Line]:
    yield ()
    yield from wrapped([Segment(title, "title")], width)
    yield from lines


def _bars(rows: Sequence[Row], width: int, ascii: bool, style: str = "visible") -> Iterator[Line]:
    """Yields a line for each row: its label, its number, its text, and a bar; the longest bar fills the width."""
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
    """Returns a bar that fills a share of the room, in Unicode in eighths of a column; never an empty one."""
    glyphs = BARS[ascii]
    whole, part = divmod(max(1, round(share * room * len(glyphs))), len(glyphs))
    return glyphs[0] * whole + (glyphs[part] if part else "")


def year_lines(figures: Figures, width: int, ascii: bool) -> Iterator[Line]:
    """Yields a column for each week, a row for each weekday, the months above; on a narrow screen the latest weeks."""
    today, counted = figures.day, figures.year
    weeks = min(WEEKS, width - MARGIN - 2)
    start = today - timedelta(today.weekday() + 7 * (weeks - 1))
    top = max(counted.values(), default=0)
    yield (Segment(" " * (MARGIN + 2) + _months(start, weeks), "dim"),)
    for weekday, name in enumerate(WEEKDAYS):
        days = (start + timedelta(7 * week + weekday) for week in range(weeks))
        cells = "".join(_cell(counted.get(day, 0), top, ascii) for day in days if day <= today)
        yield Segment(f"  {name} ", "dim"), Segment(cells, "visible")
    if top:
        yield from wrapped([Segment(_legend(top, ascii), "dim")], width, first=" " * (MARGIN + 2))


def _legend(top: int, ascii: bool) -> str:
    """Returns the numbers that each character of the year stands for. `top`: the number of the fullest day."""
    none, marks = LEVELS[ascii][0], LEVELS[ascii][1:]
    ends = [-(-top * quarter // 4) for quarter in range(1, 5)]
    least = [1, *(end + 1 for end in ends)]
    groups = ((mark, low, end) for mark, low, end in zip(marks, least, ends, strict=False) if low <= end)
    return f"{none} none  " + "  ".join(f"{mark} {low}" + (f"-{end}" if end > low else "") for mark, low, end in groups)


def _months(start: date, weeks: int) -> str:
    """Returns the names of the months, each above the week in which it begins."""
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


def _weakest(figures: Figures, width: int, detail: bool) -> Iterator[Line]:
    ids = max(len(one.topic) for one in figures.weakest)
    for one in figures.weakest:
        said = f"{one.right} of {one.asked} right"
        if detail:
            low, high = one.interval
            said += f" ({percent(low)} to {percent(high)})"
        yield from labelled(f"  {one.topic:<{ids}}  ", "key", f"{said}: {one.title}", width, rest="    ")
