"""The chart view: a level over time as columns, with its numbers below."""

from __future__ import annotations

from studykit.replay.axis import Axis
from studykit.sim.engine.scenario import Scenario
from studykit.sim.engine.trace import Trace, seconds
from studykit.sim.engine.wording import clock
from studykit.text.lines import Canvas, Grid, Line

LABEL = 10
HEIGHT = 8


def chart(scenario: Scenario, trace: Trace, at: int, canvas: Canvas) -> tuple[Line, ...]:
    """Draws the scenario's series up to a moment; the axis covers the whole run."""
    glyphs, label = canvas.glyphs, min(LABEL, canvas.width // 4)
    width = canvas.width - label - 2
    steps = trace.series.get(scenario.chart, ())
    top = max((level for _, level in steps), default=0) or 1
    levels = _levels(steps, trace.end, width)
    seen = Axis((), trace.end or 1, width).column(at)
    grid = Grid(canvas.width, HEIGHT + 3)
    for row in range(HEIGHT):
        value = top * (HEIGHT - row) / HEIGHT
        text = f"{value:g}" if row in (0, HEIGHT // 2) else ""
        grid.put(row, 0, f"{text:>{label - 2}} {glyphs.bar}", "dim")
        for column in range(min(seen + 1, width)):
            grid.put(row, label + column, _cell(levels[column] / top, row, glyphs.steps), "work")
    grid.put(HEIGHT, 0, f"{scenario.chart[: label - 2]:>{label - 2}} {glyphs.corner}{glyphs.rule * width}", "dim")
    grid.put(HEIGHT, label + seen, glyphs.now, "now")
    numbers = max(1, width // 10)
    for number in range(numbers):
        column = number * 10
        moment = trace.end * column / max(1, width - 1)
        grid.put(HEIGHT + 1, label + column, clock(seconds(round(moment)))[:9], "dim")
        if column <= seen:
            grid.put(HEIGHT + 2, label + column, f"{levels[column]:g}")
    grid.put(HEIGHT + 1, 0, f"{'time':>{label - 2}}", "dim")
    grid.put(HEIGHT + 2, 0, f"{scenario.chart[: label - 2]:>{label - 2}}", "dim")
    return grid.lines()


def _levels(steps: tuple[tuple[int, float], ...], end: int, width: int) -> list[float]:
    """Returns the highest level within each column's stretch of time."""
    found = []
    place, level = 0, 0.0
    for column in range(width):
        until = end * (column + 1) / width
        highest = level
        while place < len(steps) and steps[place][0] <= until:
            level = steps[place][1]
            highest = max(highest, level)
            place += 1
        found.append(highest)
    return found


def _cell(share: float, row: int, glyphs: str) -> str:
    """Returns the character for a row of a column that is `share` of the full height."""
    inside = share * HEIGHT - (HEIGHT - 1 - row)
    return glyphs[round(max(0.0, min(1.0, inside)) * (len(glyphs) - 1))]
