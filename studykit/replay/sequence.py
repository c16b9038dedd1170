"""The sequence view: time runs downward, and calls are arrows between actors and resources.

An arrow goes to the event's `target`; `back` (or a call that fetches something) turns it around. Below it stands what
the event `carries`: a header, a token or an event.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping

from studykit.sim.engine.scenario import Scenario
from studykit.sim.engine.trace import Event, Trace, seconds
from studykit.sim.engine.wording import who
from studykit.text.lines import Canvas, Grid, Line

TIME = 7
"""Columns of the time on the left."""
MOST = 6
"""Most lifelines."""
FRAME = 9
"""Rows of a frame besides the picture: heading, caption, laws, last line."""
TIGHTER = ((2, 1), (2, 0), (1, 1), (1, 0))
"""Ways to draw a long run closer: most rows of what an arrow carries, and blank rows if it carries nothing."""
BACK = ("receive", "get_records", "poll")
"""Calls whose arrow comes from the target, because the response matters."""
SPAN = 6
"""Columns between two lifelines; an arrow that is shorter has no label."""
SHORT = ("preflight", "fetch", "answer")
"""Acts whose subject is label enough: the request line, the status."""
GOOD = ("done", "readable", "completed")

Place = Mapping[str, int]


def sequence(scenario: Scenario, trace: Trace, at: int, canvas: Canvas) -> tuple[Line, ...]:
    """Draws the last calls up to a moment, as many as fit, the newest at the bottom."""
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
    """Returns the names that get a lifeline, six at most: the first actor, the targets, the other actors."""
    called = [event.target for event in trace.events if event.target]
    there = {*called, *(event.actor for event in trace.events)}
    names = dict.fromkeys([*trace.actors[:1], *trace.resources, *called, *trace.actors[1:]])
    return [name for name in names if name in there][:MOST]


def _places(names: list[str], width: int) -> dict[str, int]:
    """Returns the column of each lifeline: evenly spaced, the last far enough from the edge for half its name."""
    first = TIME + 4
    if len(names) < 2:
        return dict.fromkeys(names, first)
    edge = min(12, max(4, len(names[-1]) // 2 + 1))
    gap = max(3, (width - first - edge) // (len(names) - 1))
    return {name: first + number * gap for number, name in enumerate(names)}


def _heads(grid: Grid, place: Place, canvas: Canvas) -> None:
    """Writes the names over their lifelines. No name touches the next, and a cut name has a mark."""
    grid.put(0, 0, "t (s)", "dim")
    columns = [*place.values()]
    gap = columns[1] - columns[0] if len(columns) > 1 else canvas.width
    for name, column in place.items():
        text = _cut(who(name), gap - 1, canvas)
        left = min(column - len(text) // 2, canvas.width - len(text))
        grid.put(0, max(TIME - 1, left), text, "actor")


def _cut(text: str, room: int, canvas: Canvas) -> str:
    """Cuts a name to its room. A number at its end is kept, because it distinguishes the copies."""
    if len(text) <= room:
        return text
    mark = "." if canvas.ascii else "…"
    word, _, number = text.rpartition(" ")
    if word and number.isdecimal() and len(number) + 2 <= room:
        return f"{word[: room - len(number) - 1].rstrip()}{mark}{number}"
    return text[: max(1, room - 1)].rstrip() + mark


def _fitting(trace: Trace, at: int, place: Place, canvas: Canvas, rows: int) -> list[tuple[Event, list[str]]]:
    """Returns the events so far with the lines below each arrow; drawn closer if that fits all, else the last ones."""
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
    """Returns a moment as it fits its column: in seconds, or in days if there are too many."""
    text = f"{seconds(at):g}"
    return text if len(text) < TIME and "e" not in text else f"{seconds(at) / 86_400:.3g} d"[: TIME - 1]


def _drawn(event: Event, place: Place) -> bool:
    return event.actor in place and not event.detail.get("empty")


def _ends(event: Event, place: Place) -> tuple[int, int]:
    """Returns the columns of an event's arrow; both are the same for an act without a target."""
    return place[event.actor], place.get(event.target, place[event.actor])


def _below(event: Event, place: Place, canvas: Canvas, most: int) -> tuple[int, list[str]]:
    """Returns the column and the lines of what an arrow carries."""
    text = str(event.detail.get("carries") or "")
    left = max(TIME, min(min(_ends(event, place)) + 2, canvas.width // 2))
    room = canvas.width - left
    lines = textwrap.wrap(text, room, break_on_hyphens=False)
    if len(lines) > most:
        mark = "..." if canvas.ascii else "…"
        lines = [*lines[: most - 1], lines[most - 1][: room - len(mark)] + mark]
    return left, lines


def _label(event: Event, room: int) -> str:
    """Returns the label that fits: act and subject, else the more telling one of them; whole words only."""
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
