"""Docstrings say what something does, in plain words: a verb first, one idea a sentence."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
SOURCE = sorted((ROOT / "studykit").rglob("*.py"))
FILES = [*SOURCE, *sorted((ROOT / "tests").rglob("*.py"))]
FOREIGN = re.compile(
    r"\b(anew|so many|for who|whoever|somebody|nobody|seldom|likewise|in vain|put aside|of one's own)\b|^(What|Who) ",
    re.I,
)
"""Turns of phrase that a reader stumbles over."""
NOUN_FIRST = re.compile(r"^(An?|The|This|These|All|Every|Each|One|How|Whether|Which|Where|When|So|Some|Any|No) ")


@cache
def docstrings(path: Path) -> list[tuple[ast.AST, str]]:
    """Returns every docstring of a file with its module, class or function."""
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    documented = (node for node in nodes if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef))
    return [(node, text) for node in documented if (text := ast.get_docstring(node))]


def is_property(node: ast.AST) -> bool:
    return any(ast.unparse(each).endswith("property") for each in getattr(node, "decorator_list", []))


def test_docstrings_read_as_plain_english() -> None:
    assert not [(path.name, text) for path in FILES for _, text in docstrings(path) if FOREIGN.search(text)]


def test_the_docstring_of_a_function_begins_with_its_verb() -> None:
    """The item-writing rules are left out: each is named by the sentence that it demands of an item."""
    functions = [
        (path.name, text)
        for path in SOURCE
        if path.parent.name != "rules"
        for node, text in docstrings(path)
        if isinstance(node, ast.FunctionDef) and not is_property(node)
    ]
    assert len(functions) > 1000
    assert not [found for found in functions if NOUN_FIRST.match(found[1])]
