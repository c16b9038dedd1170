"""The lanes view: messages as bars over time (delayed, visible, hidden), and below them the work of the actors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from studykit.replay.axis import Axis
from studykit.sim.engine.scenario import Scenario
from studykit.sim.engine.trace import Trace, seconds
from studykit.sim.engine.wording import clock, who
from studykit.text.lines import Canvas, Grid, Line

LABEL = 10
MOST_ROWS = 12
SENDS = ("send_message", "publish")


class Bar(NamedTuple):
    """A stretch of one row: from and to (ms), its style, its text."""

    start: int
    end: int
    kind: str
    text: str = ""


Rows = dict[str, list[Bar]]


def lanes(scenario: Scenario, trace: Trace, at: int, canvas: Canvas) -> tuple[Line, ...]:
    """Draws the lanes at a moment: the past is solid, the planned future dotted, and a line marks now."""
    glyphs, label = canvas.glyphs, min(LABEL, canvas.width // 4)
    messages, actors = _messages(trace), _actors(trace)
    rows = [*_chosen(messages, actors), *actors.items()]
    axis = Axis([event.at for event in trace.events], trace.end, canvas.width - label - 2)
    grid = Grid(canvas.width, 2 + len(rows))
    _ruler(grid, axis, trace.end, label, canvas)
    grid.put(1, label + axis.column(at), glyphs.now, "now")
    for number, (name, bars) in enumerate(rows, start=2):
        grid.put(number, 0, f"{name[: label - 1]:>{label - 1}}", "actor")
        for bar in bars:
            if bar.start <= at:
                _bar(grid, number, label, axis, bar, at, canvas)
        grid.put(number, label + axis.column(at), glyphs.bar, "now") if not _covered(bars, at) else None
    return grid.lines()


def _covered(bars: list[Bar], at: int) -> bool:
    return any(bar.start <= at <= bar.end for bar in bars)


def _bar(grid: Grid, row: int, label: int, axis: Axis, bar: Bar, at: int, canvas: Canvas) -> None:
    glyphs = canvas.glyphs
    first, last = axis.column(bar.start), max(axis.column(bar.start), axis.column(bar.end) - 1)
    seen = axis.column(min(at, bar.end))
    if bar.kind == "point":
        grid.put(row, label + first, f"{glyphs.point} {bar.text}", "good")
        return
    fill = getattr(glyphs, bar.kind)
    for column in range(first, last + 1):
        grid.put(row, label + column, fill if column <= seen else glyphs.planned, bar.kind if column <= seen else "dim")
    if at < bar.end and bar.kind != "visible":
        grid.put(row, label + last, glyphs.end, "dim")
    room = last - first - 3
    if bar.text and room >= 4:
        grid.put(row, label + first + 1, f" {bar.text[: room - 1]} ", bar.kind)


def _ruler(grid: Grid, axis: Axis, end: int, label: int, canvas: Canvas) -> None:
    glyphs = canvas.glyphs
    width = canvas.width - label - 2
    grid.put(1, label, glyphs.rule * (width + 1), "dim")
    step = _step(end)
    free = 0
    for moment in range(0, end + 1, step):
        column = axis.column(moment)
        text = clock(seconds(moment)).replace(" ", "") if end >= 300_000 else f"{seconds(moment):g}"
        if column >= free and column + len(text) <= width + 1:
            grid.put(0, label + column, text, "dim")
            grid.put(1, label + column, glyphs.tick, "dim")
            free = column + len(text) + 1
    for column, _ in axis.breaks:
        grid.put(1, label + column, glyphs.gap * 2, "dim")
    grid.put(0, 0, f"{'time' if end >= 300_000 else 'time (s)':>{label - 1}}", "dim")


def _step(end: int) -> int:
    """Returns the distance of ticks in ms, a round number that gives about eight."""
    wanted = max(1, end / 8)
    sizes = [10**power * digit for power in range(2, 12) for digit in (1, 2, 5)]
    human = [60_000 * n for n in (1, 2, 5, 10, 30)] + [3_600_000 * n for n in (1, 2, 6, 12, 24, 48, 96, 240)]
    return int(next(size for size in (sizes if end < 300_000 else sorted(human) + sizes) if size >= wanted))


def _messages(trace: Trace) -> Rows:
    """Returns a row for each message of each queue, with its states one after another."""
    rows: Rows = {}
    open_: dict[str, tuple[int, str, str]] = {}
    for event in trace.events:
        state, queue = event.detail.get("state"), event.target
        if state is None or event.subject is None or "error" in event.detail:
            continue
        name = event.subject if len(trace.resources) == 1 or queue == trace.resources[0] else f"{event.subject}@{queue}"
        if name in open_:
            start, kind, text = open_.pop(name)
            rows[name].append(Bar(start, event.at, kind, text))
        rows.setdefault(name, [])
        if state != "gone":
            until = event.detail.get("until")
            text = f"{state}, until {clock(until)}" if until is not None else ""
            open_[name] = (event.at, state, text)
    for name, (start, kind, text) in open_.items():
        rows[name].append(Bar(start, trace.end, kind, text))
    return rows


def _actors(trace: Trace) -> Rows:
    """Returns a row for each actor: a send is a point, work is a bar."""
    rows: Rows = {who(name): [] for name in trace.actors}
    open_: dict[str, tuple[int, str]] = {}
    worked: set[tuple[str | None, str | None]] = set()
    sends = Counter(who(event.actor) for event in trace.events if event.action.startswith(SENDS))
    for event in trace.events:
        row = rows.get(who(event.actor))
        if row is None:
            continue
        if event.action.startswith(SENDS) and "error" not in event.detail:
            row.append(
                Bar(event.at, event.at, "point", f"sends {event.subject}" if sends[who(event.actor)] == 1 else "")
            )
        elif event.action == "work":
            copy = (event.target, event.subject)
            again = copy in worked
            worked.add(copy)
            open_[who(event.actor)] = (event.at, "again" if again else "work")
            planned = round(float(event.detail.get("until", event.at / 1000)) * 1000)
            text = f"works on {event.subject}{' AGAIN' if again else ''}"
            row.append(Bar(event.at, planned, "again" if again else "work", text))
        elif event.action == "crash" and row:
            row[-1] = Bar(row[-1].start, event.at, row[-1].kind, f"{row[-1].text}: CRASH")
    return rows


def _chosen(messages: Rows, actors: Rows) -> Iterator[tuple[str, list[Bar]]]:
    """Yields the messages that get a row: the first ones, as many as fit next to the actors."""
    room = max(1, MOST_ROWS - len(actors))
    for name in list(messages)[:room]:
        yield name, messages[name]
