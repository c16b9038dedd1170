"""A measure over a parameter: played at every step, and the threshold at which it changes named."""

from __future__ import annotations

from typing import Any

from studykit.cli.desk import DESK
from studykit.errors import UsageError
from studykit.sim.params import find, from_text
from studykit.sim.scenario import Scenario
from studykit.sim.stage import play
from studykit.sim.trace import Value, tidy

STEPS = 30


def swept(
    name: str, scenario: Scenario, params: dict[str, Any], text: str, measure: str, seed: int, as_json: bool
) -> int:
    """Draws `measure` (or the one that the prediction asks for) while one parameter goes from a to b."""
    parameter, values = _range(scenario, text)
    asked = measure or (scenario.predict.measure if scenario.predict else next(iter(scenario.measures)))
    if asked not in scenario.measures:
        raise UsageError(f"no measure named {asked!r}; there is {', '.join(scenario.measures)}")

    def run(value: float) -> Value:
        return play(name, scenario, {**params, parameter: value}, seed).measures[asked]

    points = [(value, run(value)) for value in values]
    whole = all(value == int(value) for value in values)
    turns = [
        (_turn(run, low, high, whole), before, after)
        for (low, before), (high, after) in zip(points, points[1:], strict=False)
        if before != after
    ]
    if as_json:
        shown = [{"value": tidy(value), asked: tidy(got)} for value, got in points]
        thresholds = [{"at": tidy(at), "from": tidy(before), "to": tidy(after)} for at, before, after in turns]
        DESK.json(
            {"scenario": name, "parameter": parameter, "measure": asked, "points": shown, "thresholds": thresholds}
        )
        return 0
    numbers = [got if isinstance(got, (int, float)) else 0 for _, got in points]
    top = max(numbers) or 1
    room = DESK.width - 26
    fill = "#" if DESK.ascii else "█"
    DESK.write(f"{asked.replace('_', ' ')} over {parameter}")
    for (value, got), number in zip(points, numbers, strict=True):
        DESK.write(f"{tidy(value)!s:>10} {tidy(got)!s:>8}  {fill * round(number / top * room)}".rstrip())
    unit = find(scenario, parameter).unit
    for at, before, after in turns[:3]:
        DESK.write(
            f"at {parameter} {tidy(at)} {unit}".rstrip()
            + f": {asked.replace('_', ' ')} {tidy(before)} becomes {tidy(after)}"
        )
    return 0


def _range(scenario: Scenario, text: str) -> tuple[str, list[float]]:
    name, sign, span = text.partition("=")
    low, dots, high = span.partition("..")
    param = find(scenario, name)
    ends = [from_text(param, low), from_text(param, high)]
    if not sign or not dots or not all(isinstance(e, (int, float)) and not isinstance(e, bool) for e in ends):
        raise UsageError(f"{text!r} is no sweep; write name=a..b with two numbers")
    first, last = float(ends[0]), float(ends[1])
    if first >= last:
        raise UsageError(f"{text!r} goes nowhere; the first number is the smaller one")
    whole = param.whole or (first == int(first) and last == int(last))
    steps = min(STEPS, int(last - first)) if whole else STEPS
    values = [first + (last - first) * step / max(1, steps) for step in range(max(1, steps) + 1)]
    return name, list(dict.fromkeys(float(round(value)) if whole else round(value, 6) for value in values))


def _turn(run: Any, low: float, high: float, whole: bool) -> float:
    """The smallest value found, between two neighbours, from which the measure is as at the upper one."""
    wanted = run(high)
    while high - low > (1 if whole else (high - low) / 64 + 1e-3):
        middle = (low + high) // 2 if whole else (low + high) / 2
        if run(middle) == wanted:
            high = middle
        else:
            low = middle
    return high
