"""The sequence view: time runs downward, calls are arrows between those who act and what they call.

An event's detail says where its arrow goes: `queue` is the other end, `back` (or a call that fetches something) turns
it round, `carries` stands below it: the header, token or event that passes.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping

from studykit.sim.engine.scenario import Scenario
from studykit.sim.engine.trace import Event, Trace, seconds
from studykit.sim.engine.wording import who
from studykit.text.lines import Canvas, Grid, Line

TIME = 7
"""Columns of the time at the left."""
MOST = 6
"""Lifelines at most."""
FRAME = 9
"""Rows of a frame that are not the picture: heading, caption, laws, last line."""
TIGHTER = ((2, 1), (2, 0), (1, 1), (1, 0))
"""How a long story is drawn closer: rows at most of what an arrow carries, and blank ones where it carries nothing."""
BACK = ("receive", "get_records", "poll")
"""Calls whose arrow runs from what is called: what matters is what comes back."""
SPAN = 6
"""Columns between two lines below which an arrow has no label."""
SHORT = ("preflight", "fetch", "answer")
"""Acts whose subject says it all: the request line, the status."""
GOOD = ("done", "readable", "completed")

Place = Mapping[str, int]


def sequence(scenario: Scenario, trace: Trace, at: int, canvas: Canvas) -> tuple[Line, ...]:
    """The last calls up to a moment, as many as fit; the newest at the bottom."""
    place = _places(_cast(trace), canvas.width)
    rows = max(6, canvas.height - FRAME - 1)
    grid = Grid(canvas.width, 1 + rows)
    _heads(grid, place, canvas)
    for row in range(1, 1 + rows):
        for column in place.values():
            grid.put(row, column, canvas.glyphs.bar, "dim")
    row, stamp = 1, ""
    for event, carried in _fitting(trace, at, place, canvas, rows):
        time = _stamp(event.at)
        grid.put(row, 0, "" if time == stamp else time, "dim")
        _arrow(grid, row, event, place, canvas)
        left = _below(event, place, canvas, 1)[0]
        for number, text in enumerate(carried, start=1):
            grid.put(row + number, left, text, "bad" if "error" in event.detail else "dim")
        row, stamp = row + 1 + len(carried), time
    return grid.lines()


def _cast(trace: Trace) -> list[str]:
    """Who has a line: the first actor, what is called, the other actors; those that do something, six at most."""
    called = [event.target for event in trace.events if event.target]
    there = {*called, *(event.actor for event in trace.events)}
    names = dict.fromkeys([*trace.actors[:1], *trace.resources, *called, *trace.actors[1:]])
    return [name for name in names if name in there][:MOST]


def _places(names: list[str], width: int) -> dict[str, int]:
    """The column of each lifeline: evenly over the width, the last far enough from the edge for half its name."""
    first = TIME + 4
    if len(names) < 2:
        return dict.fromkeys(names, first)
    edge = min(12, max(4, len(names[-1]) // 2 + 1))
    gap = max(3, (width - first - edge) // (len(names) - 1))
    return {name: first + number * gap for number, name in enumerate(names)}


def _heads(grid: Grid, place: Place, canvas: Canvas) -> None:
    """The names over their lines: none touches the next, and what is cut says so."""
    grid.put(0, 0, "t (s)", "dim")
    columns = [*place.values()]
    gap = columns[1] - columns[0] if len(columns) > 1 else canvas.width
    for name, column in place.items():
        text = _cut(who(name), gap - 1, canvas)
        left = min(column - len(text) // 2, canvas.width - len(text))
        grid.put(0, max(TIME - 1, left), text, "actor")


def _cut(text: str, room: int, canvas: Canvas) -> str:
    """A name in its room: the end of a numbered one is kept, for it tells it from its neighbours."""
    if len(text) <= room:
        return text
    mark = "." if canvas.ascii else "…"
    word, _, number = text.rpartition(" ")
    if word and number.isdecimal() and len(number) + 2 <= room:
        return f"{word[: room - len(number) - 1].rstrip()}{mark}{number}"
    return text[: max(1, room - 1)].rstrip() + mark


def _fitting(trace: Trace, at: int, place: Place, canvas: Canvas, rows: int) -> list[tuple[Event, list[str]]]:
    """The events so far with the lines below each arrow, drawn closer where all fit so; else the last that fit."""
    events = [event for event in trace.events if event.at <= at and _drawn(event, place)]
    ways: list[list[tuple[Event, list[str]]]] = []
    for most, blank in TIGHTER:
        ways.append([(event, _below(event, place, canvas, most)[1] or [""] * blank) for event in events[-rows:]])
        if len(events) <= rows and sum(1 + len(lines) for _, lines in ways[-1]) <= rows:
            return ways[-1]
    shown: list[tuple[Event, list[str]]] = []
    for event, lines in reversed(ways[0]):
        rows -= 1 + len(lines)
        if rows < 0:
            break
        shown.insert(0, (event, lines))
    return shown


def _stamp(at: int) -> str:
    """A moment in its column: seconds, or days where they are too many."""
    text = f"{seconds(at):g}"
    return text if len(text) < TIME and "e" not in text else f"{seconds(at) / 86_400:.3g} d"[: TIME - 1]


def _drawn(event: Event, place: Place) -> bool:
    return event.actor in place and not event.detail.get("empty")


def _ends(event: Event, place: Place) -> tuple[int, int]:
    """The columns between which an event's arrow runs; both the same for an act of one's own."""
    return place[event.actor], place.get(event.target, place[event.actor])


def _below(event: Event, place: Place, canvas: Canvas, most: int) -> tuple[int, list[str]]:
    """Where the header, token or event that an arrow carries stands: its column, and its lines."""
    text = str(event.detail.get("carries") or "")
    left = max(TIME, min(min(_ends(event, place)) + 2, canvas.width // 2))
    room = canvas.width - left
    lines = textwrap.wrap(text, room, break_on_hyphens=False)
    if len(lines) > most:
        mark = "..." if canvas.ascii else "…"
        lines = [*lines[: most - 1], lines[most - 1][: room - len(mark)] + mark]
    return left, lines


def _label(event: Event, room: int) -> str:
    """What happens, as far as there is room: act and subject, else the one that says more; whole words."""
    refused = event.detail.get("error")
    what = str(refused or event.action).replace("_", " ")
    subject = (event.subject or "")[:24]
    label = str(event.detail.get("label") or "")
    for text in (f"{what} {subject}".strip(), label, subject if event.action in SHORT and not refused else what):
        if text and len(text) <= room:
            return text
    what = "refused" if refused else label or what
    while " " in what and len(what) > room:
        what = what.rpartition(" ")[0]
    return what[: max(1, room)]


def _arrow(grid: Grid, row: int, event: Event, place: Place, canvas: Canvas) -> None:
    glyphs = canvas.glyphs
    start, end = _ends(event, place)
    style = "bad" if "error" in event.detail else "good" if event.action in GOOD else ""
    if start == end:
        label = _label(event, canvas.width - TIME - 3)
        fits = start + 2 + len(label) <= canvas.width
        grid.put(row, start, glyphs.point, style)
        grid.put(row, start + 2 if fits else max(TIME, start - 1 - len(label)), label, style)
        return
    if event.detail.get("back") or event.action.startswith(BACK):
        start, end = end, start
    low, high = min(start, end), max(start, end)
    grid.put(row, low + 1, glyphs.dash * (high - low - 1), style)
    grid.put(row, high - 1 if end > start else low + 1, glyphs.right if end > start else glyphs.left, style)
    label, span = _label(event, high - low - 3), high - low - 1
    text = f" {label} " if len(label) + 4 <= span else label
    if span >= SPAN:
        grid.put(row, low + 1 + max(1, (span - len(text)) // 2), text, style)
