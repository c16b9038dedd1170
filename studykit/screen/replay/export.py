"""Exports replays: a frame as SVG or HTML, a whole replay as an asciicast. The files refer to nothing outside them.

All are drawn at 80 by 24, whatever the terminal is.
"""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Sequence
from functools import partial

from studykit.replay.frame import frame, moments
from studykit.replay.side_by_side import both_moments, versus
from studykit.screen.console.paint import ansi
from studykit.screen.replay.timing import schedule
from studykit.sim.engine.scenario import Scenario
from studykit.sim.engine.trace import Trace
from studykit.text.lines import Canvas, Line, clean, text_of

CANVAS = Canvas(80, 24)

COLORS = {
    "visible": "#2e7d32",
    "hidden": "#b26a00",
    "delayed": "#00838f",
    "work": "#1565c0",
    "again": "#ad1457",
    "now": "#111111",
    "dim": "#757575",
    "bad": "#c62828",
    "good": "#2e7d32",
    "title": "#111111",
    "actor": "#111111",
    "key": "#00695c",
}
BOLD = ("title", "actor", "again", "bad", "now")
CELL, ROW, SIZE = 8.4, 18, 14
"""Width of a character, height of a row and size of the letters, in SVG units."""
FONT = "DejaVu Sans Mono, Menlo, Consolas, monospace"


def render(kind: str, scenario: Scenario, trace: Trace, second: Trace | None) -> str:
    """Returns the text of a file of a kind (`svg`, `html` or `cast`), of one run or of two side by side."""
    draw: Callable[[int], Sequence[Line]]
    if second is None:
        stops, end = moments(trace), trace.end
        draw = partial(_draw_one, scenario, trace)
    else:
        stops, end = both_moments(trace, second), max(trace.end, second.end)
        draw = partial(_draw_two, scenario, trace, second)
    if kind == "svg":
        return svg(draw(end), scenario.caption)
    if kind == "html":
        return page(draw(end), scenario.caption)
    frames = [(when, ansi(draw(at), True)) for at, when in zip(stops, schedule(stops), strict=True)]
    return cast(frames, scenario.caption)


def _draw_one(scenario: Scenario, trace: Trace, at: int) -> Sequence[Line]:
    return frame(scenario, trace, at, CANVAS)


def _draw_two(scenario: Scenario, upper: Trace, lower: Trace, at: int) -> Sequence[Line]:
    return versus(scenario, upper, lower, at, CANVAS, ("first", "second"))


def svg(lines: Sequence[Line], title: str) -> str:
    """Returns lines as an SVG picture; each character has a fixed place, whatever the font."""
    width = max([40, *(len(text_of(line)) for line in lines)]) * CELL + 32
    height = len(lines) * ROW + 32
    box = f'viewBox="0 0 {width:.0f} {height}" width="{width:.0f}" height="{height}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {box}>',
        f"<title>{html.escape(title)}</title>",
        '<rect width="100%" height="100%" rx="6" fill="#fafafa"/>',
        f'<g font-family="{FONT}" font-size="{SIZE}" xml:space="preserve">',
    ]
    for row, line in enumerate(lines):
        column = 0
        for segment in line:
            text = clean(segment.text)
            if text.strip():
                x, y = 16 + column * CELL, 16 + row * ROW + SIZE
                weight = ' font-weight="bold"' if segment.style in BOLD else ""
                fill = COLORS.get(segment.style, "#212121")
                place = f'x="{x:.1f}" y="{y}" textLength="{len(text) * CELL:.1f}"'
                parts.append(f'<text {place} fill="{fill}"{weight}>{html.escape(text)}</text>')
            column += len(text)
    return "\n".join([*parts, "</g>", "</svg>", ""])


def page(lines: Sequence[Line], title: str) -> str:
    """Returns lines as an HTML page."""
    rows = []
    for line in lines:
        spans = []
        for segment in line:
            color = COLORS.get(segment.style)
            text = html.escape(clean(segment.text))
            spans.append(f'<span style="color:{color}">{text}</span>' if color else text)
        rows.append("".join(spans))
    body = "\n".join(rows)
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{html.escape(title)}</title></head>\n'
        f'<body style="background:#fafafa;color:#212121">\n<pre style="font-family:{FONT};font-size:{SIZE}px">\n'
        f"{body}\n</pre>\n</body></html>\n"
    )


def cast(frames: Sequence[tuple[float, Sequence[str]]], title: str, width: int = 80, height: int = 24) -> str:
    """Returns an asciicast (version 2) of frames, each with the second at which it is shown and its terminal lines."""
    head = {"version": 2, "width": width, "height": height, "title": title}
    events = [[round(at, 3), "o", "\x1b[2J\x1b[H" + "\r\n".join(lines)] for at, lines in frames]
    return "\n".join(json.dumps(entry, ensure_ascii=False) for entry in (head, *events)) + "\n"
