"""Goals: what the measures of a run must be, and how goals and measures are said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from studykit.sim.engine.condition import Condition
from studykit.sim.engine.scenario import MeasureType
from studykit.sim.engine.trace import Trace, tidy
from studykit.sim.engine.wording import clock

Goal = Mapping[str, Condition]


def holds(goal: Goal, trace: Trace) -> bool:
    """True if the measures of a run meet every condition of a goal."""
    return all(condition.holds(trace.measures.get(name)) for name, condition in goal.items())


def words(goal: Goal) -> str:
    """Returns a goal in words, such as `deliveries 1, lost at most 0`."""
    return ", ".join(f"{name.replace('_', ' ')} {condition_words(condition)}" for name, condition in goal.items())


def condition_words(condition: Condition) -> str:
    """Returns a condition in words, such as `at least 2`."""
    if condition.never:
        return "never"
    parts = [] if condition.is_ is None else [value_words(condition.is_)]
    parts += [] if condition.not_ is None else [f"not {value_words(condition.not_)}"]
    for word, bound in (
        ("at least", condition.least),
        ("at most", condition.most),
        ("below", condition.below),
        ("above", condition.above),
    ):
        if bound is not None:
            parts.append(f"{word} {value_words(bound)}")
    return " and ".join(parts)


def value_words(value: Any) -> str:
    """Returns a value as a learner reads it: yes and no, never, short numbers."""
    if value is None:
        return "never"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value)


def measure_words(value: Any, kind: MeasureType | None) -> str:
    """Returns the value of a measure of a kind: a time as a duration, such as `4 min 56 s`."""
    is_duration = kind == "time" and isinstance(value, (int, float)) and not isinstance(value, bool)
    return _duration(value) if is_duration else value_words(tidy(value))


def _duration(seconds: float) -> str:
    """Returns a duration; from two minutes on in minutes, as a stem says it."""
    minutes, rest = divmod(round(seconds), 60)
    if not 120 <= seconds < 300:
        return clock(seconds)
    return f"{minutes} min {rest} s" if rest else f"{minutes} min"


def measured(names: Iterable[str], trace: Trace) -> str:
    """Returns the values that a run has for some measures, in words."""
    return ", ".join(f"{name.replace('_', ' ')} {value_words(trace.measures.get(name))}" for name in names)


def under_seed(trace: Trace) -> str:
    """Returns the seed of a run in parentheses, or an empty text for the first seed."""
    return f" (seed {trace.seed})" if trace.seed else ""
