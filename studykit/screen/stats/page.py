"""Statistics as one HTML page: the same sentences and figures, every chart as a table. It has no links."""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta

from studykit.app.figures import Figures, WeakTopic
from studykit.screen.stats.view import WEEKDAYS, WEEKS
from studykit.screen.stats.words import Row, coming_days, day_label, percent, readiness_detail, sentences, spreads

STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 56em; margin: 2em auto; padding: 0 1em;
  background: #fafafa; color: #212121 }
table { border-collapse: collapse } th, td { padding: .1em .6em; text-align: left; font-weight: normal }
td.number { text-align: right; font-variant-numeric: tabular-nums }
.bar { display: inline-block; height: .8em; background: #1565c0 }
.year th[colspan] { padding: 0; font-size: 12px }
.year td { padding: 0; min-width: 1.05em; height: 1.05em; border: 1px solid #fafafa; font-size: 10px;
  text-align: center; background: #eeeeee }
.year td.q1 { background: #c8e6c9 } .year td.q2 { background: #81c784 }
.year td.q3 { background: #388e3c; color: #fff } .year td.q4 { background: #1b5e20; color: #fff }
@media (prefers-color-scheme: dark) { body { background: #121212; color: #e0e0e0 }
  .year td { background: #2a2a2a; border-color: #121212; color: #e0e0e0 } .bar { background: #64b5f6 }
  .year td.q1, .year td.q2 { color: #121212 } }
"""
WIDEST = 24
"""Width of the longest bar, in em."""


def page(figures: Figures) -> str:
    """Returns the page."""
    body = "\n".join(_parts(figures))
    title = f"studykit: {day_label(figures.day).replace('  ', ' ')} {figures.day.year:04}"
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{html.escape(title)}</title>\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{STYLE}</style></head>\n<body>\n<h1>{html.escape(title)}</h1>\n{body}\n</body></html>\n"
    )


def _parts(figures: Figures) -> Iterator[str]:
    for label, text in sentences(figures):
        yield f"<p><strong>{label}:</strong> {html.escape(text)}</p>"
    if figures.readiness:
        asked, odds = readiness_detail(figures.readiness)
        yield f"<details><summary>In detail</summary><p>{html.escape(asked)}</p>"
        yield f"<p>{html.escape(odds)}</p></details>"
    yield from _bars(*coming_days(figures))
    yield from _year(figures)
    for title, rows in spreads(figures):
        yield from _bars(title, rows)
    if figures.weakest:
        yield from _weakest(figures.weakest)


def _weakest(topics: Sequence[WeakTopic]) -> Iterator[str]:
    yield "<h2>Weakest topics</h2>\n<table>"
    for one in topics:
        low, high = one.interval
        said = f"{one.right} of {one.asked} right ({percent(low)} to {percent(high)})"
        name = f"<code>{html.escape(one.topic)}</code>"
        yield f"<tr><th>{name}</th><td>{said}</td><td>{html.escape(one.title)}</td></tr>"
    yield "</table>"


def _bars(title: str, rows: Sequence[Row]) -> Iterator[str]:
    top = max(1, *(row[1] for row in rows))
    yield f"<h2>{html.escape(title)}</h2>\n<table>"
    for name, number, said in rows:
        more = f'<td class="number">{html.escape(said)}</td>' if said else ""
        bar = f'<span class="bar" style="width:{WIDEST * number / top:.1f}em"></span>'
        yield f'<tr><th>{html.escape(name)}</th><td class="number">{number}</td>{more}<td>{bar}</td></tr>'
    yield "</table>"


def _year(figures: Figures) -> Iterator[str]:
    """Yields a table with a column for each week; a cell holds its number, and its title is the date."""
    today, counted = figures.day, figures.year
    start = today - timedelta(today.weekday() + 7 * (WEEKS - 1))
    top = max(counted.values(), default=0)
    yield '<h2>The year: reviews and answers a day</h2>\n<table class="year">'
    months = Counter((day.year, day.month, f"{day:%b}") for day in (start + timedelta(7 * at) for at in range(WEEKS)))
    above = "".join(f'<th colspan="{weeks}">{name if weeks > 1 else ""}</th>' for (*_, name), weeks in months.items())
    yield f"<tr><th></th>{above}</tr>"
    for weekday, name in enumerate(WEEKDAYS):
        cells = []
        for week in range(WEEKS):
            day = start + timedelta(7 * week + weekday)
            number = counted.get(day, 0)
            if day <= today:
                kind = f' class="q{-(-4 * number // top)}"' if number else ""
                cells.append(f'<td{kind} title="{day}: {number}">{number or ""}</td>')
        yield f"<tr><th>{name}</th>{''.join(cells)}</tr>"
    yield "</table>"
