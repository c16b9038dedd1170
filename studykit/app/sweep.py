"""Plays a scenario over a range of one parameter, and finds the thresholds at which a measure changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from studykit.app.simulate import RunSetup
from studykit.errors import UsageError, unknown
from studykit.sim.engine.params import BadParam, checked, find
from studykit.sim.engine.scenario import Scenario
from studykit.sim.engine.trace import Value, tidy
from studykit.sim.play import play

STEPS = 40
"""Maximum steps of a sweep: enough for a picture, few enough to play in a moment."""
PRECISION = 1e-3
"""How exactly a threshold is found if the parameter takes fractions, as a share of the range."""
FEW_POINTS = 4
"""Points of a sweep that has no slope: each change among them is a threshold."""

Point = tuple[float, Value]
"""A value of the parameter, and the measure at it."""


@dataclass(frozen=True, slots=True)
class Threshold:
    """A value of the parameter at which a measure changes: it is `after` from `at` on, and `before` just below."""

    at: float
    before: Value
    after: Value


@dataclass(frozen=True, slots=True)
class Sweep:
    """The points of a sweep in order, and its thresholds."""

    parameter: str
    measure: str
    points: tuple[Point, ...]
    thresholds: tuple[Threshold, ...]

    def as_data(self) -> Mapping[str, Any]:
        """Returns the sweep as `simulate --sweep --json` prints it."""
        return {
            "parameter": self.parameter,
            "measure": self.measure,
            "points": [[tidy(at), tidy(value)] for at, value in self.points],
            "thresholds": [{"at": tidy(t.at), "from": tidy(t.before), "to": tidy(t.after)} for t in self.thresholds],
        }


def run_sweep(setup: RunSetup, span: str, measure: str = "") -> Sweep:
    """Plays the scenario at every step of a span `name=a..b`. Raises UsageError for a wrong span or measure."""
    scenario = setup.scenario
    parameter, low, high = _range(scenario, span)
    if measure and measure not in scenario.measures:
        raise unknown("measure", measure, scenario.measures)
    wanted = measure or (scenario.predict.measure if scenario.predict else next(iter(scenario.measures)))
    whole = scenario.params[parameter].whole or (low == int(low) and high == int(high) and high - low >= 2)

    def measured(value: float) -> Value:
        number = int(value) if value == int(value) else value
        return play(setup.name, scenario, {**setup.values, parameter: number}, setup.seed).measures[wanted]

    points = tuple((value, measured(value)) for value in _steps(low, high, whole))
    return Sweep(parameter, wanted, points, tuple(_thresholds(measured, points, whole, high - low)))


def _range(scenario: Scenario, text: str) -> tuple[str, float, float]:
    """Reads `name=a..b`."""
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
    """Returns the values at which the scenario is played, evenly spread, both ends included."""
    count = min(STEPS, int(high - low)) if whole else STEPS
    values = [low + (high - low) * step / count for step in range(count + 1)]
    return sorted({float(round(value)) if whole else round(value, 6) for value in values})


def _thresholds(
    measured: Callable[[float], Value], points: Sequence[Point], whole: bool, span: float
) -> Iterator[Threshold]:
    """Halves every step in which the measure changes until the change is pinned down.

    Yields nothing if the measure changes at most of the steps: then it has a slope, not thresholds.
    """
    changes = [(a, b) for a, b in pairwise(points) if a[1] != b[1]]
    if len(changes) > len(points) // 2 and len(points) > FEW_POINTS:
        return
    for (low, before), (high, after) in changes:
        while high - low > (1 if whole else span * PRECISION):
            middle = float(int((low + high) / 2)) if whole else (low + high) / 2
            if measured(middle) == before:
                low = middle
            else:
                high = middle
        yield Threshold(high if whole else round(high, 3), before, after)
