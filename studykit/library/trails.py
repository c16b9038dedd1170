"""Places in the file of a topic: a trail of keys and numbers leads to a node, whose line and column a problem shows."""

from __future__ import annotations

from pathlib import Path

from studykit.errors import Span
from studykit.library.families import read_topic_file
from studykit.library.yaml_reader import MappingNode, Node, ScalarNode, SequenceNode

Trail = tuple[str | int, ...]
"""Keys of mappings and numbers of list entries, from the top of a file."""


def place(node: Node, trail: Trail) -> Node:
    """Returns the node at the end of a trail of keys and numbers, or the last node on the way that exists."""
    here = node
    for step in trail:
        if isinstance(here, MappingNode) and step in here.items:
            here = here.items[str(step)][1]
        elif isinstance(here, SequenceNode) and isinstance(step, int) and step < len(here.items):
            here = here.items[step]
        else:
            break
    return here


def locate(path: Path, shown: str, trail: Trail) -> Span:
    """Returns the place of a trail in a file. Reads the file again, because places are needed too rarely to store."""
    return span_of(read_topic_file(path, shown)[0], shown, trail)


def span_of(node: Node | None, shown: str, trail: Trail) -> Span:
    """Returns the place of a trail in the content of a file; the beginning of a file that cannot be read."""
    return Span(shown, 1, 1) if node is None else span(place(node, trail), shown)


def span(node: Node, shown: str) -> Span:
    """Returns the place of a node; `shown`: the path of its file as problems show it."""
    width = len(node.text) if isinstance(node, ScalarNode) and "\n" not in node.text else 1
    return Span(shown, node.line, node.column, max(1, width))
