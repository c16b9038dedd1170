"""A measure over a parameter: played at every step, drawn, and the thresholds at which it changes found and named."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from studykit.errors import UsageError, unknown
from studykit.library.proofs import value_words
from studykit.sim.engine.params import BadParam, checked, find
from studykit.sim.engine.scenario import Scenario
from studykit.sim.engine.trace import Value, tidy
from studykit.sim.play import play
from studykit.text.lines import Line, Segment
from studykit.text.wrap import wrapped

STEPS = 40
"""Steps of a sweep at most: enough for a picture, few enough to play in a moment."""
FINE = 1e-3
"""How exactly a threshold is found where a parameter takes fractions, as a share of the range."""
ROWS = 24
"""Rows of the picture at most; equal neighbours share a row."""
NAMED = 4
"""Thresholds that are named; of more only the first, and how many there are."""


@dataclass(frozen=True, slots=True)
class Threshold:
    """Where a measure changes: at `at` it is `to` for the first time, just before it was `from_`."""

    at: float
    from_: Value
    to: Value


@dataclass(frozen=True, slots=True)
class Sweep:
    """The points (value, measure) of a sweep in order, and its thresholds."""

    parameter: str
    measure: str
    points: tuple[tuple[float, Value], ...]
    thresholds: tuple[Threshold, ...]

    def as_json(self) -> dict[str, Any]:
        """The part of `simulate --sweep --json` that tells the sweep."""
        return {
            "parameter": self.parameter,
            "measure": self.measure,
            "points": [[tidy(at), tidy(value)] for at, value in self.points],
            "thresholds": [{"at": tidy(t.at), "from": tidy(t.from_), "to": tidy(t.to)} for t in self.thresholds],
        }


def sweep(name: str, scenario: Scenario, params: Mapping[str, Any], text: str, measure: str, seed: int) -> Sweep:
    """Plays `text` (`name=a..b`); UsageError for what cannot be meant."""
    parameter, low, high = _range(scenario, text)
    if measure and measure not in scenario.measures:
        raise unknown("measure", measure, scenario.measures)
    wanted = measure or (scenario.predict.measure if scenario.predict else next(iter(scenario.measures)))
    whole = scenario.params[parameter].whole or (low == int(low) and high == int(high) and high - low >= 2)

    def at(value: float) -> Value:
        return play(name, scenario, {**params, parameter: int(value) if value == int(value) else value}, seed).measures[
            wanted
        ]

    points = tuple((value, at(value)) for value in _steps(low, high, whole))
    return Sweep(parameter, wanted, points, tuple(_thresholds(at, points, whole, high - low)))


def _range(scenario: Scenario, text: str) -> tuple[str, float, float]:
    name, sign, span = text.partition("=")
    first, dots, last = span.partition("..")
    if not sign or not dots:
        raise UsageError(f"{text!r} is not name=a..b; the parameters are {', '.join(scenario.params)}")
    param = find(scenario, name)
    if param.type != "number":
        raise BadParam(f"{name} is a {param.type} and cannot be swept; --versus {name}=... sets two runs side by side")
    ends = []
    for end in (first, last):
        try:
            ends.append(float(end))
        except ValueError:
            raise BadParam(f"{end!r} is no number; write --sweep {name}=a..b") from None
        checked(name, param, ends[-1])
    if ends[0] >= ends[1]:
        raise BadParam(f"{name} goes from {first} to {last}; the smaller end comes first")
    return name, ends[0], ends[1]


def _steps(low: float, high: float, whole: bool) -> list[float]:
    count = min(STEPS, int(high - low)) if whole else STEPS
    values = [low + (high - low) * step / count for step in range(count + 1)]
    return sorted({float(round(value)) if whole else round(value, 6) for value in values})


def _thresholds(
    at: Callable[[float], Value], points: Sequence[tuple[float, Value]], whole: bool, span: float
) -> Iterator[Threshold]:
    """Halves every step in which the measure changes until the change is pinned down.

    Nothing is bisected when the measure changes at nearly every step: then it has no thresholds, it has a slope.
    """
    changes = [(a, b) for a, b in pairwise(points) if a[1] != b[1]]
    if len(changes) > len(points) // 2 and len(points) > NAMED:
        return
    for (low, before), (high, after) in changes:
        while high - low > (1 if whole else span * FINE):
            middle = float(int((low + high) / 2)) if whole else (low + high) / 2
            if at(middle) == before:
                low = middle
            else:
                high = middle
        yield Threshold(high if whole else round(high, 3), before, after)


def sweep_lines(swept: Sweep, scenario: Scenario, width: int, ascii: bool) -> list[Line]:
    """The picture: a bar for each stretch of equal values, the thresholds in words under it."""
    unit = scenario.params[swept.parameter].unit
    name = swept.measure.replace("_", " ")
    lines: list[Line] = [(Segment(f"{name} over {swept.parameter}{f' ({unit})' if unit else ''}", "title"),)]
    fixed = scenario.caption
    lines += [*wrapped(fixed, width, "dim"), ()]
    rows = _rows(swept.points)
    labels = [_label(first, last) for first, last, _ in rows]
    values = [value_words(tidy(value)) for *_, value in rows]
    left, right = max(map(len, labels)), max(map(len, values))
    top = max([abs(v) for *_, v in rows if isinstance(v, (int, float)) and not isinstance(v, bool)], default=0) or 1
    room = max(4, width - left - right - 6)
    for label, shown, (*_, value) in zip(labels, values, rows, strict=True):
        number = value if isinstance(value, (int, float)) and not isinstance(value, bool) else 0
        length = max(1 if number else 0, round(abs(number) / top * room))
        bar = Segment(("#" if ascii else "█") * length, "work")
        lines.append((Segment(f"  {label:>{left}}  "), Segment(f"{shown:>{right}}  ", "title"), bar))
    return [*lines, (), *_named(swept, name, unit, width)]


def _rows(points: Sequence[tuple[float, Value]]) -> list[tuple[float, float, Value]]:
    """Stretches of equal values as (first, last, value); thinned out when there are too many to read."""
    rows: list[tuple[float, float, Value]] = []
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


def _named(swept: Sweep, name: str, unit: str, width: int) -> Iterator[Line]:
    after = f" {unit}" if unit else ""
    for threshold in swept.thresholds[:NAMED]:
        before, then = value_words(tidy(threshold.from_)), value_words(tidy(threshold.to))
        says = f"From {swept.parameter} {threshold.at:g}{after} on, {name} is {then}; below it is {before}."
        yield from wrapped(says, width)
    if len(swept.thresholds) > NAMED:
        yield (Segment(f"... and {len(swept.thresholds) - NAMED} more changes", "dim"),)
    if not swept.thresholds:
        values = [value for _, value in swept.points]
        if all(value == values[0] for value in values):
            yield from wrapped(f"{name} is {value_words(tidy(values[0]))} all the way.", width)
        else:
            first, last = value_words(tidy(values[0])), value_words(tidy(values[-1]))
            yield from wrapped(f"{name} goes from {first} to {last}, step by step.", width)
