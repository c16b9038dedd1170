"""Nodes into plain values: texts, numbers, flags, dates, and what a scenario leaves open.

A scalar is a text until a type asks for more.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from studykit.errors import Problem, Span
from studykit.library.yaml_reader import PLAIN_NULL, Mapping, Node, Scalar, Sequence

FLAGS = {"yes": True, "no": False, "true": True, "false": False}


@dataclass(slots=True)
class Reader:
    """What a decoding run carries along: the file's name for spans, and the problems so far."""

    name: str
    problems: list[Problem]

    def wrong(self, code: str, message: str, node: Node, hint: str = "") -> None:
        """Notes a problem at a node."""
        width = len(node.text) if isinstance(node, Scalar) and "\n" not in node.text else 1
        self.problems.append(Problem(code, message, Span(self.name, node.line, node.column, max(1, width)), hint))


class Bad:
    """Stands for a value that could not be decoded; its problem is noted."""


BAD = Bad()
Decoder = Callable[[Node, Reader], Any]


def _text(node: Node, reader: Reader) -> Any:
    if isinstance(node, Scalar):
        return node.text.strip() if node.plain else node.text
    reader.wrong("type", f"{shown(node)} stands where a text should", node)
    return BAD


def _whole(node: Node, reader: Reader) -> Any:
    if isinstance(node, Scalar):
        try:
            return int(node.text)
        except ValueError:
            pass
    reader.wrong("type", f"{shown(node)} stands where a whole number should", node)
    return BAD


def _number(node: Node, reader: Reader) -> Any:
    value = _as_number(node.text) if isinstance(node, Scalar) else None
    if value is None:
        reader.wrong("type", f"{shown(node)} stands where a number should", node)
        return BAD
    return value


def _flag(node: Node, reader: Reader) -> Any:
    if isinstance(node, Scalar) and node.text in FLAGS:
        return FLAGS[node.text]
    reader.wrong("type", f"{shown(node)} stands where yes or no should", node)
    return BAD


def _date(node: Node, reader: Reader) -> Any:
    if isinstance(node, Scalar):
        try:
            return date.fromisoformat(node.text)
        except ValueError:
            pass
    reader.wrong("type", f"{shown(node)} stands where a date should", node, "write it as 2026-11-23")
    return BAD


def anything(node: Node, reader: Reader) -> Any:
    """A value of a scenario, guessed from how it is written: a number, a flag, a text, a list, a mapping, nothing."""
    if isinstance(node, Scalar):
        if not node.plain:
            return node.text
        if node.text in PLAIN_NULL:
            return None
        if node.text in FLAGS:
            return FLAGS[node.text]
        number = _as_number(node.text)
        return node.text if number is None else number
    if isinstance(node, Sequence):
        return [anything(item, reader) for item in node.items]
    if isinstance(node, Mapping):
        return {name: anything(inner, reader) for name, (_, inner) in node.items.items()}
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
    """A node in a few words, for a problem."""
    if isinstance(node, Scalar):
        return repr(node.text if len(node.text) <= 40 else node.text[:37] + "...") if node.text else "nothing"
    return "a list" if isinstance(node, Sequence) else "a mapping"
