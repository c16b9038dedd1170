"""The sequence view: time runs downward, calls are arrows between those who act and what they call."""

from __future__ import annotations

from studykit.sim.frames.canvas import Canvas, Grid, Line
from studykit.sim.frames.words import who
from studykit.sim.scenario import Scenario
from studykit.sim.trace import Event, Trace, seconds

TIME = 7


def sequence(scenario: Scenario, trace: Trace, at: int, canvas: Canvas) -> tuple[Line, ...]:
    """The last calls up to a moment, as many as fit; the newest at the bottom."""
    glyphs = canvas.glyphs
    names = list(dict.fromkeys([*trace.actors[:1], *trace.resources, *trace.actors[1:]]))[:6]
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
    return grid.lines()


def _drawn(event: Event, place: dict[str, int]) -> bool:
    return event.actor in place and not event.detail.get("empty")


def _arrow(grid: Grid, row: int, event: Event, place: dict[str, int], gap: int, canvas: Canvas) -> None:
    glyphs = canvas.glyphs
    start, end = place[event.actor], place.get(str(event.detail.get("queue")), place[event.actor])
    style = "bad" if "error" in event.detail else "good" if event.action in ("done", "readable") else ""
    what = str(event.detail.get("error") or event.action).replace("_", " ")
    subject = (event.subject or "")[:16]
    label = f"{what} {subject}".strip()
    if start == end:
        grid.put(row, start, f"{glyphs.point} {label}"[: max(6, canvas.width - start)], style)
        return
    if event.action.startswith(("receive", "get", "poll")):
        start, end = end, start
    low, high = min(start, end), max(start, end)
    grid.put(row, low + 1, glyphs.dash * (high - low - 1), style)
    grid.put(row, high - 1 if end > start else low + 1, glyphs.right if end > start else glyphs.left, style)
    text = f" {label[: high - low - 6]} "
    if high - low > 8:
        grid.put(row, low + max(2, (high - low - len(text)) // 2), text, style)
