"""Parameters of a scenario: reads, checks and substitutes the values that a learner sets."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from math import isfinite
from typing import Any

from studykit.errors import UsageError, unknown
from studykit.sim.engine.scenario import Param, Scenario
from studykit.sim.engine.trace import Value, tidy

NAME = re.compile(r"\$[A-Za-z_]\w*")
FLAGS = {"yes": True, "true": True, "no": False, "false": False}


class BadParam(UsageError, ValueError):
    """An unknown parameter or a wrong value. Its one line says what was given and what is allowed."""


def parse(scenario: Scenario, name: str, text: str) -> Value:
    """Returns the value typed after `--set name=`: `yes|no|true|false`, a number, a choice, a comma list, or JSON."""
    return checked(name, find(scenario, name), from_text(find(scenario, name), text))


def effective(scenario: Scenario, given: Mapping[str, Any]) -> dict[str, Value]:
    """Returns every parameter with its value in a run; raises BadParam for a name or value that is not allowed."""
    for name in given:
        find(scenario, name)
    return {name: checked(name, param, given.get(name, param.default)) for name, param in scenario.params.items()}


def find(scenario: Scenario, name: str) -> Param:
    """Returns the parameter of this name; raises BadParam with the nearest name if there is none."""
    if name not in scenario.params:
        raise BadParam(str(unknown("parameter", name, scenario.params)))
    return scenario.params[name]


def from_text(param: Param, text: str) -> Any:
    """Converts typed text to a value of the parameter's type, not yet checked."""
    word = text.strip()
    if param.type == "text":
        return word
    if param.type == "choice":
        return word
    if word.lower() in FLAGS:
        return FLAGS[word.lower()]
    if param.type == "list" and not word.startswith("["):
        return [scalar(part.strip()) for part in word.split(",") if part.strip()]
    return scalar(word)


def scalar(word: str) -> Any:
    """Returns the value of a text that is JSON, else the text."""
    try:
        return json.loads(word)
    except (ValueError, RecursionError):
        return word


def checked(name: str, param: Param, value: Any) -> Value:
    """Returns the value if the parameter can have it; raises BadParam with what is allowed if not."""
    if param.type == "number":
        return _number(name, param, value)
    if param.type == "flag":
        if isinstance(value, bool):
            return value
        raise BadParam(f"{name} is {shown(value)}; it takes yes or no")
    if param.type == "choice":
        word = str(value).lower() if isinstance(value, bool) else str(value)
        if word in param.choices:
            return word
        raise BadParam(f"{name} is {shown(value)}; it takes one of {', '.join(param.choices)}")
    if param.type == "list":
        return list(value) if isinstance(value, (list, tuple)) else [value]
    return str(value)


def _number(name: str, param: Param, value: Any) -> Value:
    bounds = allowed(param)
    if param.none and value in (None, "none"):
        return None
    if (
        isinstance(value, bool)
        or not isinstance(value, (int, float))
        or (isinstance(value, float) and not isfinite(value))
    ):
        raise BadParam(f"{name} is {shown(value)}; it takes a number{bounds}")
    if param.whole and value != int(value):
        raise BadParam(f"{name} is {shown(value)}; it takes a whole number{bounds}")
    low = param.least is not None and value < param.least
    if low or (param.most is not None and value > param.most):
        raise BadParam(f"{name} is {shown(value)}; it takes a number{bounds}")
    return int(value) if value == int(value) else value


def allowed(param: Param) -> str:
    """Returns the range of a parameter, as ` from 0 to 43200 s`; an empty text if it has none."""
    low = "" if param.least is None else f" from {tidy(float(param.least))}"
    high = "" if param.most is None else f" to {tidy(float(param.most))}"
    bounds = f"{low}{high} {param.unit}".rstrip() if low or high else ""
    return f"{bounds}, or none" if param.none else bounds


def shown(value: Any) -> str:
    """Returns a value as a learner writes it."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return json.dumps(tidy(value)) if isinstance(value, (list, dict, str)) else str(tidy(value))


def filled(value: Any, values: Mapping[str, Any]) -> Any:
    """Returns a part of a scenario with every text `$name` replaced by that parameter's value, at any depth."""
    if isinstance(value, str) and value.startswith("$") and value[1:] in values:
        return values[value[1:]]
    if isinstance(value, Mapping):
        return {key: filled(inner, values) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [filled(inner, values) for inner in value]
    return value


def resolved(value: Any, values: Mapping[str, Any]) -> Any:
    """Works as `filled`, and raises BadParam with the nearest name for a `$name` that is not a parameter."""
    for text in _texts(value):
        if NAME.fullmatch(text) and text[1:] not in values:
            raise BadParam(str(unknown("parameter", text[1:], values)))
    return filled(value, values)


def _texts(value: Any) -> list[str]:
    if isinstance(value, Mapping):
        return [text for inner in value.values() for text in _texts(inner)]
    if isinstance(value, (list, tuple)):
        return [text for inner in value for text in _texts(inner)]
    return [value] if isinstance(value, str) else []
