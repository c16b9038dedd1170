"""Finds services and roles by listing their folders: a new file is a new name, and nothing else has to be told."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Any

from studykit.errors import unknown
from studykit.sim import roles, services
from studykit.sim.params import BadParam
from studykit.sim.service import Service


@cache
def names(package: ModuleType) -> tuple[str, ...]:
    """The public modules of a package: `step_functions.py` is called `step-functions`."""
    return tuple(m.name.replace("_", "-") for m in pkgutil.iter_modules(package.__path__) if not m.name.startswith("_"))


@cache
def service(name: str) -> type[Service]:
    """The model of a service: the one subclass of Service that its file defines. Raises BadParam for an unknown
    name."""
    module = _module(services, "service", name)
    found = [thing for thing in vars(module).values() if isinstance(thing, type) and issubclass(thing, Service)]
    return next(thing for thing in found if thing.__module__ == module.__name__)


@cache
def role(name: str) -> Callable[..., Any]:
    """The function of a role, named as its file. Raises BadParam for an unknown name."""
    module = _module(roles, "role", name)
    return getattr(module, name.replace("-", "_"))  # type: ignore[no-any-return] # every role file defines its namesake


def _module(package: ModuleType, what: str, name: str) -> ModuleType:
    if name not in names(package):
        raise BadParam(str(unknown(what, name, names(package))))
    return import_module(f"{package.__name__}.{name.replace('-', '_')}")
