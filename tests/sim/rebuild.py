"""Builds models with a fault: runs the changed module again, and every module of a model that imports it."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path
from types import CodeType, ModuleType

import pytest

import studykit
from tests.sim.faults import Trees

FOLDER = Path(studykit.__file__).parent
SYSTEMS = "studykit.sim.systems"
JWT = "studykit.sim.jwt"
"""The one module outside the systems' folders that belongs to models: the tokens that several systems sign and verify."""


def run_again(changed: str, tree: ast.Module, patch: pytest.MonkeyPatch) -> None:
    """Runs a module with another syntax tree, and those that import it, for as long as `patch` holds."""
    for name in affected(changed):
        module = ModuleType(name)
        package, _, own = name.rpartition(".")
        patch.setitem(sys.modules, name, module)
        patch.setattr(sys.modules[package], own, module)
        exec(compile(tree, name, "exec") if name == changed else code(name), vars(module))


def trees(system: str) -> Trees:
    """Returns the syntax trees of a system's model: the modules of its folder that the model imports, and of tokens."""
    return {name: tree(name) for name in imports() if name.startswith(f"{SYSTEMS}.{system}.") or name == JWT}


@cache
def affected(changed: str) -> Sequence[str]:
    """Lists a module and those that import it, directly or not, each after what it imports."""
    found = [changed]
    for name in TopologicalSorter(imports()).static_order():
        if imports()[name] & set(found):
            found.append(name)
    return found


@cache
def imports() -> Mapping[str, frozenset[str]]:
    """Maps each module of a model to the modules of models that it imports."""
    found: dict[str, frozenset[str]] = {}
    waiting = [f"{SYSTEMS}.{model.parent.name}.model" for model in sorted(FOLDER.glob("sim/systems/*/model.py"))]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = frozenset(imported(tree(name)))
            waiting += found[name]
    return found


def imported(module: ast.Module) -> Iterator[str]:
    """Lists the modules of models that a module imports."""
    for node in ast.walk(module):
        if isinstance(node, ast.ImportFrom) and node.module:
            for name in (node.module, *(f"{node.module}.{alias.name}" for alias in node.names)):
                if (name == JWT or name.startswith(f"{SYSTEMS}.")) and path(name).exists():
                    yield name


@cache
def tree(name: str) -> ast.Module:
    """Returns the syntax tree of a module."""
    return ast.parse(path(name).read_text(encoding="utf-8"))


@cache
def code(name: str) -> CodeType:
    """Returns the compiled code of a module as it is."""
    return compile(tree(name), name, "exec")


def path(name: str) -> Path:
    """Returns where the source of a module is, if it is no package."""
    return FOLDER.parent / f"{name.replace('.', '/')}.py"
