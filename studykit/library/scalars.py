"""Decodes nodes into plain values: texts, numbers, flags, dates, and the values that a scenario leaves open.

A scalar is text until a type asks for something else.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from studykit.errors import Problem, Span
from studykit.library.yaml_reader import PLAIN_NULL, MappingNode, Node, ScalarNode, SequenceNode

FLAGS = {"yes": True, "no": False, "true": True, "false": False}


@dataclass(slots=True)
class DecodeContext:
    """Collects the problems of one decoding; `name` is the path that they show."""

    name: str
    problems: list[Problem]

    def report(self, code: str, message: str, node: Node, hint: str = "") -> None:
        """Adds a problem at a node."""
        width = len(node.text) if isinstance(node, ScalarNode) and "\n" not in node.text else 1
        self.problems.append(Problem(code, message, Span(self.name, node.line, node.column, max(1, width)), hint))


class Undecodable:
    """The type of `UNDECODABLE`."""


UNDECODABLE = Undecodable()
"""Replaces a value that could not be decoded; its problem has been reported."""
Decoder = Callable[[Node, DecodeContext], Any]
"""Returns the value of a node, or reports a problem and returns `UNDECODABLE`."""


def _text(node: Node, context: DecodeContext) -> Any:
    if isinstance(node, ScalarNode):
        return node.text.strip() if node.plain else node.text
    context.report("type", f"{shown(node)} stands where a text should", node)
    return UNDECODABLE


def _whole(node: Node, context: DecodeContext) -> Any:
    if isinstance(node, ScalarNode):
        try:
            return int(node.text)
        except ValueError:
            pass
    context.report("type", f"{shown(node)} stands where a whole number should", node)
    return UNDECODABLE


def _number(node: Node, context: DecodeContext) -> Any:
    value = _as_number(node.text) if isinstance(node, ScalarNode) else None
    if value is None:
        context.report("type", f"{shown(node)} stands where a number should", node)
        return UNDECODABLE
    return value


def _flag(node: Node, context: DecodeContext) -> Any:
    if isinstance(node, ScalarNode) and node.text in FLAGS:
        return FLAGS[node.text]
    context.report("type", f"{shown(node)} stands where yes or no should", node)
    return UNDECODABLE


def _date(node: Node, context: DecodeContext) -> Any:
    if isinstance(node, ScalarNode):
        try:
            return date.fromisoformat(node.text)
        except ValueError:
            pass
    context.report("type", f"{shown(node)} stands where a date should", node, "write it as 2026-11-23")
    return UNDECODABLE


def anything(node: Node, context: DecodeContext) -> Any:
    """Returns a value of any type, guessed from how it is written: number, flag, text, list, mapping or None."""
    if isinstance(node, ScalarNode):
        if not node.plain:
            return node.text
        if node.text in PLAIN_NULL:
            return None
        if node.text in FLAGS:
            return FLAGS[node.text]
        number = _as_number(node.text)
        return node.text if number is None else number
    if isinstance(node, SequenceNode):
        return [anything(item, context) for item in node.items]
    if isinstance(node, MappingNode):
        return {name: anything(inner, context) for name, (_, inner) in node.items.items()}
    return None


SIMPLE: dict[Any, Decoder] = {
    str: _text,
    int: _whole,
    float: _number,
    bool: _flag,
    date: _date,
    Any: anything,
}


def _as_number(text: str) -> float | int | None:
    try:
        return int(text)
    except ValueError:
        pass
    try:
        value = float(text)
    except ValueError:
        return None
    return value if value == value and abs(value) != float("inf") else None


def shown(node: Node) -> str:
    """Returns a node in a few words, for a message."""
    if isinstance(node, ScalarNode):
        return repr(node.text if len(node.text) <= 40 else node.text[:37] + "...") if node.text else "nothing"
    return "a list" if isinstance(node, SequenceNode) else "a mapping"
