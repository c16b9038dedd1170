"""The sequence view: time runs downward, calls are arrows between those who act and what they call."""

from __future__ import annotations

from studykit.sim.frames.canvas import Canvas, Grid, Line
from studykit.sim.frames.words import who
from studykit.sim.scenario import Scenario
from studykit.sim.trace import Event, Trace, seconds

TIME = 7
BACK = ("receive", "get_records", "poll")
"""Calls whose arrow runs from what is called: what matters is what comes back."""


def sequence(scenario: Scenario, trace: Trace, at: int, canvas: Canvas) -> tuple[Line, ...]:
    """The last calls up to a moment, as many as fit; the newest at the bottom."""
    glyphs = canvas.glyphs
    names = _cast(trace)
    gap = max(8, (canvas.width - TIME - 8) // max(1, len(names) - 1)) if len(names) > 1 else 20
    place = {name: TIME + 4 + number * gap for number, name in enumerate(names)}
    room = max(3, (canvas.height - 10) // 2)
    shown = [event for event in trace.events if event.at <= at and _drawn(event, place)][-room:]
    grid = Grid(canvas.width, 1 + 2 * room)
    grid.put(0, 0, "t (s)", "dim")
    for name, column in place.items():
        text = who(name)[: gap - 1]
        grid.put(0, max(TIME, min(column - len(text) // 2, canvas.width - len(text))), text, "actor")
    for row in range(room):
        for column in place.values():
            grid.put(1 + 2 * row, column, glyphs.bar, "dim")
            grid.put(2 + 2 * row, column, glyphs.bar, "dim")
    for row, event in enumerate(shown):
        grid.put(1 + 2 * row, 0, f"{seconds(event.at):g}"[: TIME - 1], "dim")
        _arrow(grid, 1 + 2 * row, event, place, gap, canvas)
        _carried(grid, 2 + 2 * row, event, place, canvas)
    return grid.lines()


def _cast(trace: Trace) -> list[str]:
    """Who has a line: the first actor, what is called, the other actors; those that do something, six at most."""
    called = [str(event.detail["queue"]) for event in trace.events if event.detail.get("queue")]
    there = {*called, *(event.actor for event in trace.events)}
    names = dict.fromkeys([*trace.actors[:1], *trace.resources, *called, *trace.actors[1:]])
    return [name for name in names if name in there][:6]


def _drawn(event: Event, place: dict[str, int]) -> bool:
    return event.actor in place and not event.detail.get("empty")


def _ends(event: Event, place: dict[str, int]) -> tuple[int, int]:
    """The columns between which an event's arrow runs; both the same for an act of one's own."""
    return place[event.actor], place.get(str(event.detail.get("queue")), place[event.actor])


def _carried(grid: Grid, row: int, event: Event, place: dict[str, int], canvas: Canvas) -> None:
    """The header, token or event that an arrow carries, below it."""
    start, end = _ends(event, place)
    text = str(event.detail.get("carries") or "")[: canvas.width - TIME]
    if text:
        left = min(start, end) + 2
        grid.put(row, max(TIME, min(left, canvas.width - len(text))), text, "dim")


def _arrow(grid: Grid, row: int, event: Event, place: dict[str, int], gap: int, canvas: Canvas) -> None:
    glyphs = canvas.glyphs
    start, end = _ends(event, place)
    style = "bad" if "error" in event.detail else "good" if event.action in ("done", "readable") else ""
    what = str(event.detail.get("error") or event.action).replace("_", " ")
    subject = (event.subject or "")[:16]
    label = f"{what} {subject}".strip()
    if start == end:
        fits = start + 2 + len(label) <= canvas.width
        grid.put(row, start, glyphs.point, style)
        grid.put(row, start + 2 if fits else max(TIME, start - 1 - len(label)), label, style)
        return
    if event.action.startswith(BACK):
        start, end = end, start
    low, high = min(start, end), max(start, end)
    grid.put(row, low + 1, glyphs.dash * (high - low - 1), style)
    grid.put(row, high - 1 if end > start else low + 1, glyphs.right if end > start else glyphs.left, style)
    text = f" {label[: high - low - 6]} "
    if high - low > 8:
        grid.put(row, low + max(2, (high - low - len(text)) // 2), text, style)
