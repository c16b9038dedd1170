"""The file of a command reads options and returns an exit code; what the command does is in `app` and `screen`."""

from __future__ import annotations

import ast
from importlib import import_module
from pathlib import Path

import pytest

from studykit.cli.commands import COMMANDS

CLI = Path(__file__).parents[2] / "studykit" / "cli"
ALLOWED = ("studykit.app", "studykit.cli", "studykit.screen", "studykit.errors", "typer")
OF_ONE = {"due": {"studykit.store.due"}, "schema": {"studykit.library.schema"}}
"""Further modules of one command: the words of the light `due`, and the schema of the pack format."""
STANDARD = ("__future__", "collections.abc", "pathlib", "typing")
MAXIMUM_LINES = 80


def imported(name: str) -> set[str]:
    """Returns the modules that the file of a command imports."""
    tree = ast.parse((CLI / f"{name}.py").read_text(encoding="utf-8"))
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            found.add(str(node.module))
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return found


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_imports_only_typer_and_what_it_calls(name: str) -> None:
    others = {module for module in imported(name) if not module.startswith(ALLOWED)}
    assert others - {*STANDARD, *OF_ONE.get(name, ())} == set()


@pytest.mark.parametrize("name", COMMANDS)
def test_the_file_of_a_command_is_short(name: str) -> None:
    assert len((CLI / f"{name}.py").read_text(encoding="utf-8").splitlines()) <= MAXIMUM_LINES


@pytest.mark.parametrize("name", COMMANDS)
def test_the_function_of_a_command_has_its_name_and_its_help(name: str) -> None:
    assert getattr(import_module(f"studykit.cli.{name}"), name).__doc__
