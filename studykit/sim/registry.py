"""Finds systems by listing their folder: a new folder is a new system, and nothing else has to be told.

A system's folder bears the name that scenarios use (`step-functions` is `step_functions`). It holds `model.py` with one
subclass of `Service`, and as far as it has them `roles.py`, `measures.py`, `laws.py` and `captions.py`.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Any

from studykit.errors import unknown
from studykit.sim import systems
from studykit.sim.engine import captions as engine_captions
from studykit.sim.engine import laws as engine_laws
from studykit.sim.engine import measures as engine_measures
from studykit.sim.engine.laws import Law
from studykit.sim.engine.params import BadParam
from studykit.sim.engine.run import Measure, Run
from studykit.sim.engine.service import Service
from studykit.sim.engine.trace import Event, Value

Caption = Callable[[Event], str]
"""Words an event in one or two sentences."""


@cache
def names() -> tuple[str, ...]:
    """Lists every system by the name that scenarios use."""
    return tuple(m.name.replace("_", "-") for m in pkgutil.iter_modules(systems.__path__))


@cache
def model(name: str) -> type[Service]:
    """Returns the model of a system: the one subclass of Service that its `model.py` defines.

    Raises BadParam for an unknown name.
    """
    module = _part(name, "model")
    if module is None:
        raise BadParam(str(unknown("service", name, names())))
    return next(thing for thing in _own(module) if isinstance(thing, type) and issubclass(thing, Service))


@cache
def role(name: str, near: tuple[str, ...] = ()) -> tuple[str, Callable[..., Any]]:
    """Returns the system and the function of a role, from one of the systems `near` if they have it.

    Raises BadParam if no system has it.
    """
    for system in dict.fromkeys((*near, *names())):
        if found := _roles(system).get(name):
            return system, found
    raise BadParam(str(unknown("role", name, roles())))


def roles() -> tuple[str, ...]:
    """Lists the roles of every system, sorted."""
    return tuple(sorted(name for system in names() for name in _roles(system)))


def measured(name: str, run: Run) -> Value:
    """Takes a measure of a run: the first of the run's systems, then the engine, that knows the name.

    Raises BadParam for a measure that none of them has.
    """
    known = [*map(measures, run.kinds), _functions(engine_measures)]
    for found in known:
        if name in found:
            return found[name](run)
    raise BadParam(str(unknown("measure", name, {each for found in known for each in found})))


def caption(system: str, name: str) -> Caption | None:
    """Returns the function that words an action: the system's own, else the engine's; None if neither has one."""
    return _captions(system).get(name) or _functions(engine_captions).get(name)


def laws(letter: str) -> list[Law]:
    """Returns a fresh judge for each law of a letter; BadParam for a letter that has none."""
    known = [kind for kind in _laws() if kind.letter == letter]
    if not known:
        raise BadParam(str(unknown("law", letter, sorted({kind.letter for kind in _laws()}))))
    return [kind() for kind in known]


@cache
def measures(system: str) -> Mapping[str, Measure]:
    """Returns the measures of a system by name; none for a name that is no system's."""
    module = _part(system, "measures")
    return _functions(module) if module else {}


@cache
def _captions(system: str) -> Mapping[str, Caption]:
    module = _part(system, "captions")
    return _functions(module) if module else {}


@cache
def _laws() -> tuple[type[Law], ...]:
    modules = (engine_laws, *(module for name in names() if (module := _part(name, "laws"))))
    return tuple(
        thing
        for module in modules
        for thing in _own(module)
        if isinstance(thing, type) and issubclass(thing, Law) and thing is not Law
    )


@cache
def _roles(system: str) -> Mapping[str, Callable[..., Any]]:
    module = _part(system, "roles")
    found = [thing for thing in _own(module) if getattr(thing, "is_role", False)] if module else []
    return {thing.__name__.replace("_", "-"): thing for thing in found}


@cache
def _functions(module: ModuleType) -> Mapping[str, Callable[..., Any]]:
    """Returns a module's own public functions, by the names that it gives them."""
    own = {name: thing for name, thing in vars(module).items() if not name.startswith("_") and _is_of(thing, module)}
    return {name: thing for name, thing in own.items() if callable(thing) and not isinstance(thing, type)}


def _own(module: ModuleType) -> Iterator[Any]:
    """What a module itself defines, without what it imports."""
    return (thing for thing in vars(module).values() if _is_of(thing, module))


def _is_of(thing: Any, module: ModuleType) -> bool:
    return getattr(thing, "__module__", "") == module.__name__


@cache
def _part(system: str, part: str) -> ModuleType | None:
    """A file of a system's folder; None where the folder has no such file or there is no such system."""
    folder = system.replace("-", "_")
    parts = {m.name for m in pkgutil.iter_modules([f"{path}/{folder}" for path in systems.__path__])}
    return import_module(f"{systems.__name__}.{folder}.{part}") if part in parts else None
