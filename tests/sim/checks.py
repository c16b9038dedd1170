"""Checks: functions that take the class of a model and fail if it breaks a rule. They test models and seeded faults."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

from studykit.sim.engine.service import ServiceError

Model = Callable[..., Any]
"""The class of a model, perhaps one with a fault. It is called with a clock."""
Check = Callable[[Model], object]
SHAPE = {"model": "Model", "return": "None"}


def checks_of(*modules: ModuleType) -> tuple[Check, ...]:
    """Lists the checks that modules define: the functions that take a model and return nothing."""
    return tuple(
        thing
        for module in modules
        for thing in vars(module).values()
        if callable(thing) and thing.__module__ == module.__name__ and getattr(thing, "__annotations__", {}) == SHAPE
    )


def code(call: Callable[..., Any], *args: Any, **request: Any) -> str:
    """Returns the error code of a call, or `ok`."""
    try:
        call(*args, **request)
    except ServiceError as refused:
        return refused.code
    return "ok"
