"""Finds systems by listing their folder, so that a new folder is a new system and nothing else has to know of it.

The folder has the name that scenarios use, with `_` for `-`, and a trailing `_` if that is a keyword of Python
(`lambda_`). It holds `model.py` with one subclass of `Service` and,
as needed, `roles.py` (or several modules that end in `_roles`), `measures.py`, `laws.py` and `captions.py`. Measures
and captions are the public functions of their module, roles the functions marked with `@role`, laws the subclasses of
`Law`. What a module imports does not count.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib import import_module
from keyword import iskeyword
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
    return tuple(m.name.removesuffix("_").replace("_", "-") for m in pkgutil.iter_modules(systems.__path__))


def folder(name: str) -> str:
    """Returns the name of a system's folder."""
    found = name.replace("-", "_")
    return f"{found}_" if iskeyword(found) else found


@cache
def model(name: str) -> type[Service]:
    """Returns the model of a system: the only subclass of Service that its `model.py` defines.

    Raises BadParam for an unknown name.
    """
    module = _module(name, "model")
    if module is None:
        raise BadParam(str(unknown("service", name, names())))
    return next(thing for thing in _own(module) if isinstance(thing, type) and issubclass(thing, Service))


@cache
def role(name: str, near: tuple[str, ...] = ()) -> tuple[str, Callable[..., Any]]:
    """Returns the system and the function of a role; the systems `near` come first.

    Raises BadParam if no system has it.
    """
    for system in dict.fromkeys((*near, *names())):
        if found := _roles(system).get(name):
            return system, found
    raise BadParam(str(unknown("role", name, roles())))


def roles() -> tuple[str, ...]:
    """Lists the roles of every system, sorted."""
    return tuple(sorted(name for system in names() for name in _roles(system)))


def measure(name: str, run: Run) -> Value:
    """Returns a measure of a run, from the first of the run's systems that has it, else from the engine.

    Raises BadParam if none of them has it.
    """
    known = [*map(measures, run.kinds), _functions(engine_measures)]
    for found in known:
        if name in found:
            return found[name](run)
    raise BadParam(str(unknown("measure", name, {each for found in known for each in found})))


@cache
def measures(system: str) -> Mapping[str, Measure]:
    """Returns the measures of a system by name; none for an unknown system."""
    module = _module(system, "measures")
    return _functions(module) if module else {}


def laws(letter: str) -> list[Law]:
    """Returns a new judge for each law of a letter; raises BadParam if there is none."""
    known = [kind for kind in _laws() if kind.letter == letter]
    if not known:
        raise BadParam(str(unknown("law", letter, sorted({kind.letter for kind in _laws()}))))
    return [kind() for kind in known]


def caption(system: str, name: str) -> Caption | None:
    """Returns the function that words an action: the system's own, else the engine's; None if neither has one."""
    return captions(system).get(name) or _functions(engine_captions).get(name)


@cache
def captions(system: str) -> Mapping[str, Caption]:
    """Returns the captions of a system by action; none for an unknown system."""
    module = _module(system, "captions")
    return _functions(module) if module else {}


@cache
def _roles(system: str) -> Mapping[str, Callable[..., Any]]:
    modules = [_module(system, part) for part in _parts(system) if part == "roles" or part.endswith("_roles")]
    found = [thing for module in modules if module for thing in _own(module) if getattr(thing, "is_role", False)]
    return {thing.__name__.replace("_", "-"): thing for thing in found}


@cache
def _laws() -> tuple[type[Law], ...]:
    modules = (engine_laws, *(module for name in names() if (module := _module(name, "laws"))))
    return tuple(
        thing
        for module in modules
        for thing in _own(module)
        if isinstance(thing, type) and issubclass(thing, Law) and thing is not Law
    )


@cache
def _functions(module: ModuleType) -> Mapping[str, Callable[..., Any]]:
    """Returns a module's own public functions by name."""
    own = {name: thing for name, thing in vars(module).items() if not name.startswith("_") and _is_of(thing, module)}
    return {name: thing for name, thing in own.items() if callable(thing) and not isinstance(thing, type)}


def _own(module: ModuleType) -> Iterator[Any]:
    """Yields what a module defines itself, without what it imports."""
    return (thing for thing in vars(module).values() if _is_of(thing, module))


def _is_of(thing: Any, module: ModuleType) -> bool:
    return getattr(thing, "__module__", "") == module.__name__


@cache
def _parts(system: str) -> tuple[str, ...]:
    """Lists the modules in a system's folder; none for an unknown system."""
    folders = [f"{path}/{folder(system)}" for path in systems.__path__] if system in names() else []
    return tuple(m.name for m in pkgutil.iter_modules(folders))


@cache
def _module(system: str, part: str) -> ModuleType | None:
    """Imports a module of a system's folder; None if the folder does not have it."""
    return import_module(f"{systems.__name__}.{folder(system)}.{part}") if part in _parts(system) else None
