"""Draws a sweep: a bar for each stretch of equal values, and the thresholds in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from studykit.app.sweep import Point, Sweep
from studykit.library.goals import value_words
from studykit.sim.engine.scenario import Scenario
from studykit.sim.engine.trace import Value, tidy
from studykit.text.lines import Line, Segment
from studykit.text.wrap import wrapped

ROWS = 24
"""Maximum rows of the picture."""
NAMED = 4
"""Maximum thresholds in words; of the rest only the number is given."""

Stretch = tuple[float, float, Value]
"""The first and the last of neighboring points with equal values, and that value."""


def sweep_lines(sweep: Sweep, scenario: Scenario, width: int, ascii: bool) -> list[Line]:
    """Returns the title, the picture and the thresholds."""
    unit = scenario.params[sweep.parameter].unit
    name = sweep.measure.replace("_", " ")
    title = f"{name} over {sweep.parameter}{f' ({unit})' if unit else ''}"
    lines: list[Line] = [(Segment(title, "title"),), *wrapped(scenario.caption, width, "dim"), ()]
    return [*lines, *_bars(_stretches(sweep.points), width, ascii), (), *threshold_lines(sweep, name, unit, width)]


def _bars(stretches: Sequence[Stretch], width: int, ascii: bool) -> Iterator[Line]:
    """Yields a row for each stretch: its points, its value, and a bar as long as the value."""
    labels = [_label(first, last) for first, last, _ in stretches]
    values = [value_words(tidy(value)) for *_, value in stretches]
    numbers = [_number(value) for *_, value in stretches]
    left, right = max(map(len, labels)), max(map(len, values))
    top = max(map(abs, numbers)) or 1
    longest = max(4, width - left - right - 6)
    for label, shown, number in zip(labels, values, numbers, strict=True):
        length = max(1 if number else 0, round(abs(number) / top * longest))
        bar = Segment(("#" if ascii else "█") * length, "work")
        yield Segment(f"  {label:>{left}}  "), Segment(f"{shown:>{right}}  ", "title"), bar


def _number(value: Value) -> float:
    """Returns a value if it is a number, else 0: it has no bar."""
    return value if isinstance(value, int | float) and not isinstance(value, bool) else 0


def _stretches(points: Sequence[Point]) -> list[Stretch]:
    """Joins neighboring points with equal values; leaves some out if there are too many rows to read."""
    rows: list[Stretch] = []
    for at, value in points:
        if rows and rows[-1][2] == value:
            rows[-1] = (rows[-1][0], at, value)
        else:
            rows.append((at, at, value))
    if len(rows) <= ROWS:
        return rows
    step = -(-len(rows) // ROWS)
    return [*rows[:-1:step], rows[-1]]


def _label(first: float, last: float) -> str:
    return f"{first:g}" if first == last else f"{first:g} to {last:g}"


def threshold_lines(sweep: Sweep, name: str, unit: str, width: int) -> Iterator[Line]:
    """Yields the thresholds in words; without any, from which value to which the measure goes."""
    after = f" {unit}" if unit else ""
    for threshold in sweep.thresholds[:NAMED]:
        before, then = value_words(tidy(threshold.before)), value_words(tidy(threshold.after))
        says = f"From {sweep.parameter} {threshold.at:g}{after} on, {name} is {then}; below it is {before}."
        yield from wrapped(says, width)
    if len(sweep.thresholds) > NAMED:
        yield (Segment(f"... and {len(sweep.thresholds) - NAMED} more changes", "dim"),)
    if not sweep.thresholds:
        values = [value for _, value in sweep.points]
        if all(value == values[0] for value in values):
            yield from wrapped(f"{name} is {value_words(tidy(values[0]))} all the way.", width)
        else:
            first, last = value_words(tidy(values[0])), value_words(tidy(values[-1]))
            yield from wrapped(f"{name} goes from {first} to {last}, step by step.", width)
