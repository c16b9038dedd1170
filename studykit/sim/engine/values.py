"""What a scenario's parts mean: `count` and `when`, moments, options as keywords, results of earlier steps.

Whatever cannot be meant is told in one line (BadParam): a pack is data, and can at worst be refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from math import isfinite
from typing import Any

from studykit.sim.engine.params import BadParam, shown
from studykit.sim.engine.service import Service, ServiceError

MOST_COPIES = 1_000
"""The most that a `count` may make of one service or actor."""
WRONG = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What Python raises when a pack configures a role, a service or a call with values that it cannot use."""


def copies(name: str, options: dict[str, Any]) -> list[str]:
    """The names that an entry with `count` and `when` stands for: none, the name itself, or name-1 to name-n."""
    there = wanted(options)
    number = options.pop("count", None)
    if number is not None and (not is_number(number) or number != int(number) or not 0 <= number <= MOST_COPIES):
        raise BadParam(f"the count of {name} is {shown(number)}; it takes a whole number from 0 to {MOST_COPIES}")
    if not there:
        return []
    return [name] if number is None else [f"{name}-{index}" for index in range(1, int(number) + 1)]


def wanted(options: dict[str, Any]) -> bool:
    """Whether `when` lets an entry be and no `unless` forbids it: a flag each, or a list of equal values."""
    when, unless = options.pop("when", True), options.pop("unless", False)
    return _true(when) and not _true(unless)


def _true(said: Any) -> bool:
    return all(value == said[0] for value in said) if isinstance(said, list) else bool(said)


def is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and isfinite(value)


def milliseconds(until: Any) -> int:
    """A scenario's `until` in ms: seconds, or `{hours: n}`."""
    hours = isinstance(until, Mapping) and [*until] == ["hours"]
    amount: float = until["hours"] if hours else until
    if not is_number(amount) or amount < 0:
        raise BadParam(f"until is {shown(until)}; it takes seconds, or hours as {{hours: n}}")
    return round(amount * (3_600_000 if hours else 1000))


def second(by: str, at: Any) -> float:
    if not is_number(at) or at < 0:
        raise BadParam(f"a step of {by} is at {shown(at)}; it takes seconds from the start")
    return float(at)


@contextmanager
def told_as(what: str) -> Iterator[None]:
    """Turns what goes wrong with a pack's options into one line."""
    try:
        yield
    except BadParam:
        raise
    except (ServiceError, *WRONG) as wrong:
        raise BadParam(f"{what}: {line(wrong)}") from wrong


def line(wrong: Exception) -> str:
    return " ".join(str(wrong).split())


def keywords(options: Mapping[str, Any]) -> dict[str, Any]:
    """Options as Python keywords: `from` becomes `from_`."""
    return {f"{key}_" if key in ("from", "with", "as") else key: value for key, value in options.items()}


def is_operation(model: type[Service], name: str) -> bool:
    """Returns whether a scenario may call `name`: a public method of the model's own, not one that drives it."""
    return not name.startswith("_") and not hasattr(Service, name) and callable(getattr(model, name, None))


def operations(model: type[Service]) -> list[str]:
    """Lists what a scenario may call of a model."""
    return [name for name in dir(model) if is_operation(model, name)]


def _part(found: Any, part: str) -> Any:
    """A field or the item of a number; None where there is none."""
    if isinstance(found, Mapping):
        return found.get(part)
    if isinstance(found, list) and part.isdecimal() and int(part) < len(found):
        return found[int(part)]
    return None


def looked_up(value: Any, results: Mapping[str, Any]) -> Any:
    """A step's request with `$r.Messages.0.ReceiptHandle` replaced by that part of the result kept as `r`."""
    if isinstance(value, str) and value.startswith("$"):
        name, *path = value[1:].split(".")
        if name not in results:
            raise BadParam(f"{value!r} names neither a parameter nor a step's result")
        found = results[name]
        for part in path:
            found = _part(found, part)
        return found
    if isinstance(value, Mapping):
        return {key: looked_up(inner, results) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [looked_up(inner, results) for inner in value]
    return value
