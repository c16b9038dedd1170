"""The page on architecture is true of the code, and what no import contract can say is checked here."""

from __future__ import annotations

import ast
import re
import tomllib
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "studykit"
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
ARROWS = sorted(
    {
        pair
        for block in re.findall(r"```\n(.*?)```", PAGE, re.S)
        for line in block.splitlines()
        for pair in pairwise(line.split(" -> "))
    }
)
SQL = re.compile(r"\b(select\b.+\bfrom|insert (or \w+ )?into|delete from|update \w+ set)\b|\bpragma \w", re.I | re.S)


def files() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def path_of(module: str) -> Path:
    """Returns the file of a module named as on the page, without `studykit`."""
    path = PACKAGE.joinpath(*module.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


@cache
def imports(path: Path) -> frozenset[str]:
    """Returns the modules that a file imports from the package, wherever in the file, without `studykit`."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("studykit."):
            module = str(node.module).removeprefix("studykit.")
            found |= {module, *(f"{module}.{alias.name}" for alias in node.names)}
    return frozenset(found)


@pytest.mark.parametrize(("importer", "imported"), ARROWS)
def test_each_arrow_of_the_page_is_an_import(importer: str, imported: str) -> None:
    assert imported in imports(path_of(importer))


def test_the_floors_of_the_page_are_those_of_the_contract() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = next(
        contract["layers"]
        for contract in settings["tool"]["importlinter"]["contracts"]
        if contract.get("containers") == ["studykit"]
    )
    rows = re.findall(r"^\| (`.+?) \|", PAGE, re.M)
    assert [" | ".join(re.findall(r"`(\w+)`", row)) for row in rows] == [*layers[1:]]


def test_the_page_fits_one_screen_of_eighty_lines() -> None:
    assert len(PAGE.splitlines()) <= 80


def test_only_the_store_and_the_library_hold_sql() -> None:
    for path in files():
        if path.relative_to(PACKAGE).parts[0] in ("store", "library"):
            continue
        nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
        texts = [node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)]
        called = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
        assert not [text for text in texts if SQL.search(text)], path
        assert not {"execute", "executemany", "executescript"} & called, path


def test_no_class_name_means_two_things() -> None:
    """The simulated systems are left out, because their words are AWS's: SNS and a pack both have a Topic."""
    places: dict[str, list[str]] = {}
    for path in files():
        if "systems" in path.parts:
            continue
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places.setdefault(node.name, []).append(str(path.relative_to(PACKAGE)))
    assert {name: of for name, of in places.items() if len(of) > 1} == {}
