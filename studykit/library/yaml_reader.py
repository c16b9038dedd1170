"""Reads YAML with the place of every value, from the events of libyaml.

A scalar is text until a type asks for something else, so `no`, `on`, `12:30` and `0777` mean what they say. A pack is
plain data: anchors, aliases, tags, duplicate keys and further documents are rejected, and size and depth are limited.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studykit.errors import Problem, Span

if TYPE_CHECKING:
    import yaml

LARGEST = 1_048_576
"""The most bytes of a file. A topic is written for a person, who would not read more."""
DEEPEST = 24
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff]")
PLAIN_NULL = ("", "~", "null")


class Node:
    """A value and its place; line and column count from 1."""

    __slots__ = ("column", "line")

    def __init__(self, line: int, column: int) -> None:
        self.line = line
        self.column = column


class ScalarNode(Node):
    """Text as it is written; `plain` means without quotes."""

    __slots__ = ("plain", "text")

    def __init__(self, line: int, column: int, text: str, plain: bool) -> None:
        super().__init__(line, column)
        self.text = text
        self.plain = plain


class SequenceNode(Node):
    """A list of values."""

    __slots__ = ("items",)

    def __init__(self, line: int, column: int) -> None:
        super().__init__(line, column)
        self.items: list[Node] = []


class MappingNode(Node):
    """Keys with their values, in the order of the file."""

    __slots__ = ("items",)

    def __init__(self, line: int, column: int) -> None:
        super().__init__(line, column)
        self.items: dict[str, tuple[ScalarNode, Node]] = {}


class UnreadableYaml(Exception):
    """Stops reading; the problem has been added."""


def read(path: Path, shown: str | None = None) -> tuple[Node | None, list[Problem]]:
    """Returns the value of a file and its problems; the value is None if there is none that can be used.

    `shown`: the path that problems show.
    """
    name = shown or str(path)
    try:
        raw = path.read_bytes()
    except OSError as failed:
        return None, [Problem("file", f"cannot be read: {failed.strerror or failed}", Span(name, 1, 1))]
    return parse(raw, name)


def parse(raw: bytes, name: str) -> tuple[Node | None, list[Problem]]:
    """Returns the value of a file's bytes and its problems, as `read` does. `name`: the path that problems show.

    A start with a current index does not parse, so yaml is imported here.
    """
    if len(raw) > LARGEST:
        return None, [Problem("size", f"the file has {len(raw):,} bytes; at most {LARGEST:,}", Span(name, 1, 1))]
    try:
        text = raw.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as wrong:
        line = raw.count(b"\n", 0, wrong.start) + 1
        column = wrong.start - (raw.rfind(b"\n", 0, wrong.start) + 1) + 1
        return None, [Problem("encoding", f"byte {raw[wrong.start]:#04x} is not UTF-8", Span(name, line, column))]
    found = CONTROL.search(text)
    if found:
        at = _span(name, text, found.start())
        return None, [Problem("character", f"the control character U+{ord(found[0]):04X} is not allowed", at)]
    import yaml

    builder = NodeBuilder(name)
    try:
        return builder.build(yaml.parse(text, Loader=getattr(yaml, "CLoader", yaml.Loader))), builder.problems
    except UnreadableYaml:
        pass
    except yaml.YAMLError as wrong:
        builder.problems.append(_syntax(name, text, wrong))
    return None, builder.problems


class NodeBuilder:
    """Makes nodes of events, and problems of everything that a pack must not contain."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.problems: list[Problem] = []

    def build(self, events: Iterator[Any]) -> Node | None:
        """Returns the value of the only document; None if there is no document."""
        import yaml

        root: Node | None = None
        stack: list[Node] = []
        keys: list[ScalarNode | None] = []
        documents = 0
        for event in events:
            kind = type(event)
            if kind is yaml.ScalarEvent:
                self._plain_only(event)
                mark = event.start_mark
                node: Node = ScalarNode(mark.line + 1, mark.column + 1, event.value, not event.style)
            elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
                self._plain_only(event)
                mark = event.start_mark
                make = MappingNode if kind is yaml.MappingStartEvent else SequenceNode
                node = make(mark.line + 1, mark.column + 1)
            elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                stack.pop()
                keys.pop()
                continue
            elif kind is yaml.AliasEvent:
                self._refuse("alias", f"the alias *{event.anchor} is not allowed; write the value again", event)
                raise UnreadableYaml
            else:
                documents += kind is yaml.DocumentStartEvent
                if documents > 1:
                    self._refuse("document", "a second document begins here; one file holds one", event)
                    raise UnreadableYaml
                continue
            if not stack:
                root = node
            elif isinstance(stack[-1], SequenceNode):
                stack[-1].items.append(node)
            elif (key := keys[-1]) is None:
                keys[-1] = self._key(stack[-1], node)
                continue
            else:
                keys[-1] = None
                owner = stack[-1]
                assert isinstance(owner, MappingNode)
                owner.items.setdefault(key.text, (key, node))
            if not isinstance(node, ScalarNode):
                stack.append(node)
                keys.append(None)
                if len(stack) > DEEPEST:
                    self._refuse("depth", f"nested more than {DEEPEST} deep", event)
                    raise UnreadableYaml
        return root

    def _key(self, owner: Node, node: Node) -> ScalarNode:
        if not isinstance(node, ScalarNode):
            span = Span(self.name, node.line, node.column)
            self.problems.append(Problem("key", "a list or a mapping cannot be a key", span))
            raise UnreadableYaml
        if isinstance(owner, MappingNode) and node.text in owner.items:
            first = owner.items[node.text][0]
            span = Span(self.name, node.line, node.column, max(1, len(node.text)))
            self.problems.append(
                Problem("duplicate", f"the key {node.text!r} stands here twice", span, f"first on line {first.line}")
            )
        return node

    def _plain_only(self, event: Any) -> None:
        if event.anchor is not None:
            self._refuse("anchor", f"the anchor &{event.anchor} is not allowed; packs are plain data", event)
        if event.tag is not None:
            self._refuse("tag", f"the tag {event.tag} is not allowed; packs are plain data", event)

    def _refuse(self, code: str, message: str, event: Any) -> None:
        mark = event.start_mark
        self.problems.append(Problem(code, message, Span(self.name, mark.line + 1, mark.column + 1)))


SYNTAX_ERRORS = (
    ("could not find expected ':'", "this key has no ':' after it"),
    ("mapping values are not allowed", "a ':' where no key can stand; put the text in quotes"),
    ("did not find expected ',' or ']'", "this list has no closing ']'"),
    ("did not find expected ',' or '}'", "this mapping has no closing '}'"),
    ("did not find expected key", "a key was expected here; look at the indentation"),
    ("did not find expected '-' indicator", "a '-' was expected here; look at the indentation"),
    ("did not find expected node content", "a value was expected here"),
    ("unexpected end of stream", "a quoted text is not closed"),
    ("cannot start any token", "no value can begin with this character; put the text in quotes"),
    ("unknown escape character", "this escape does not exist"),
    ("found a tab character", "a tab cannot indent; use spaces"),
    ("found unexpected document indicator", "a quoted text is not closed"),
    ("block sequence entries are not allowed", "a '-' where no list can stand"),
)


def _syntax(name: str, text: str, wrong: yaml.YAMLError) -> Problem:
    """Returns a syntax error in words of this program, because those of libyaml and PyYAML differ."""
    mark = getattr(wrong, "problem_mark", None) or getattr(wrong, "context_mark", None)
    said = f"{getattr(wrong, 'problem', '') or ''} {getattr(wrong, 'context', '') or ''}"
    ours = next((words for theirs, words in SYNTAX_ERRORS if theirs in said), "this is not YAML as packs use it")
    lines = text.splitlines() or [""]
    line = min(mark.line if mark else 0, len(lines) - 1)
    return Problem("syntax", ours, Span(name, line + 1, (mark.column if mark and mark.line == line else 0) + 1))


def _span(name: str, text: str, index: int) -> Span:
    line = text.count("\n", 0, index) + 1
    return Span(name, line, index - (text.rfind("\n", 0, index) + 1) + 1)
