"""The values in a scenario's parts: `count` and `when`, moments, options as keywords, results of earlier steps.

A value that makes no sense raises BadParam with one line: a pack is data, and the worst it can cause is a refusal.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from math import isfinite
from typing import Any

from studykit.sim.engine.params import BadParam, shown
from studykit.sim.engine.service import Service, ServiceError

MOST_COPIES = 1_000
"""The highest `count` of one service or actor."""
CONFIG_ERRORS = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""Errors that Python raises if a pack gives a role, a service or a call values that it cannot use."""


def copies(name: str, options: dict[str, Any]) -> list[str]:
    """Returns the names of an entry's copies, by its `count` and `when`: none, the name, or name-1 to name-n.

    Removes both from `options`.
    """
    enabled = is_enabled(options)
    number = options.pop("count", None)
    if number is not None and (not is_number(number) or number != int(number) or not 0 <= number <= MOST_COPIES):
        raise BadParam(f"the count of {name} is {shown(number)}; it takes a whole number from 0 to {MOST_COPIES}")
    if not enabled:
        return []
    return [name] if number is None else [f"{name}-{index}" for index in range(1, int(number) + 1)]


def is_enabled(options: dict[str, Any]) -> bool:
    """True if `when` holds and `unless` does not; each is a flag or a list that holds if its values are equal.

    Removes both from `options`.
    """
    when, unless = options.pop("when", True), options.pop("unless", False)
    return _is_true(when) and not _is_true(unless)


def _is_true(value: Any) -> bool:
    return all(each == value[0] for each in value) if isinstance(value, list) else bool(value)


def is_number(value: Any) -> bool:
    """True for a finite number; a flag is not a number."""
    return isinstance(value, (int, float)) and not isinstance(value, bool) and isfinite(value)


def milliseconds(until: Any) -> int:
    """Returns a scenario's `until` in ms, given in seconds or as `{hours: n}`."""
    hours = isinstance(until, Mapping) and [*until] == ["hours"]
    amount: float = until["hours"] if hours else until
    if not is_number(amount) or amount < 0:
        raise BadParam(f"until is {shown(until)}; it takes seconds, or hours as {{hours: n}}")
    return round(amount * (3_600_000 if hours else 1000))


def start_second(by: str, at: Any) -> float:
    """Returns the second at which a step of actor `by` starts."""
    if not is_number(at) or at < 0:
        raise BadParam(f"a step of {by} is at {shown(at)}; it takes seconds from the start")
    return float(at)


@contextmanager
def as_bad_param(what: str) -> Iterator[None]:
    """Turns an error that a pack's options cause into a BadParam of one line that opens with `what`."""
    try:
        yield
    except BadParam:
        raise
    except (ServiceError, *CONFIG_ERRORS) as wrong:
        raise BadParam(f"{what}: {one_line(wrong)}") from wrong


def one_line(wrong: Exception) -> str:
    """Returns the message of an exception as one line."""
    return " ".join(str(wrong).split())


def keywords(options: Mapping[str, Any]) -> dict[str, Any]:
    """Returns options as Python keywords: `from` becomes `from_`."""
    return {f"{key}_" if key in ("from", "with", "as") else key: value for key, value in options.items()}


def is_operation(model: type[Service], name: str) -> bool:
    """True if a scenario can call `name`: a public method that the model adds to Service."""
    return not name.startswith("_") and not hasattr(Service, name) and callable(getattr(model, name, None))


def operations(model: type[Service]) -> list[str]:
    """Lists what a scenario can call of a model."""
    return [name for name in dir(model) if is_operation(model, name)]


def with_results(value: Any, results: Mapping[str, Any]) -> Any:
    """Returns a step's request with `$r.Messages.0.ReceiptHandle` replaced by that part of result `r`.

    Raises BadParam for an unknown result.
    """
    if isinstance(value, str) and value.startswith("$"):
        name, *path = value[1:].split(".")
        if name not in results:
            raise BadParam(f"{value!r} names neither a parameter nor a step's result")
        found = results[name]
        for part in path:
            found = _part(found, part)
        return found
    if isinstance(value, Mapping):
        return {key: with_results(inner, results) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [with_results(inner, results) for inner in value]
    return value


def _part(found: Any, part: str) -> Any:
    """Returns a field of a mapping or a numbered item of a list; None if it does not exist."""
    if isinstance(found, Mapping):
        return found.get(part)
    if isinstance(found, list) and part.isdecimal() and int(part) < len(found):
        return found[int(part)]
    return None
