"""Reads families: a story of a family becomes an item of its topic before anything else looks at the file.

A family is written once (`model.Family`): four configurations, four requirements, and a story for each configuration.
The items that come of it are made of the family's own nodes, so every problem has its place in the file. What is
malformed makes no item; decoding the family reports it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from studykit.errors import Problem
from studykit.library.yaml_reader import MappingNode, Node, ScalarNode, SequenceNode, read

Entries = dict[str, tuple[ScalarNode, Node]]
OF_BOTH = ("difficulty", "facts", "domain", "task", "scope")
"""Keys that a story takes from its family where it has none."""


def read_topic_file(path: Path, shown: str) -> tuple[Node | None, list[Problem]]:
    """Returns the value of a file, with an item for each story of its families, and its problems."""
    node, problems = read(path, shown)
    return (with_stories(node) if isinstance(node, MappingNode) else node), problems


def with_stories(topic: MappingNode) -> MappingNode:
    """Returns the node of a topic with an item for each story; a name that is taken stays what it is."""
    stories = dict(_stories(topic))
    if not stories:
        return topic
    at, own = topic.items.get("items", (None, None))
    if own is not None and not isinstance(own, MappingNode):
        return topic
    items = _mapping(topic, {**stories, **(own.items if own else {})})
    whole = _mapping(topic, dict(topic.items))
    whole.items["items"] = (at or _text(topic, "items"), items)
    return whole


def _stories(topic: MappingNode) -> Iterator[tuple[str, tuple[ScalarNode, Node]]]:
    for _, family in _entries(topic, "families").values():
        if isinstance(family, MappingNode):
            for name, (at, story) in _entries(family, "items").items():
                item = _item(family, story) if isinstance(story, MappingNode) else None
                if item is not None:
                    yield name, (at, item)


def _item(family: MappingNode, story: MappingNode) -> MappingNode | None:
    """Returns a story as the node of an item; None if the family or the story is malformed."""
    ask, stem, key = _scalar(family, "ask"), _scalar(story, "stem"), _value(story, "key")
    options, needs = _entries(family, "options"), _entries(family, "needs")
    stated = _value(story, "needs")
    if ask is None or stem is None or key is None or not options or not isinstance(stated, SequenceNode):
        return None
    if not all(isinstance(option, MappingNode) and "text" in option.items for _, option in options.values()):
        return None
    multiple = isinstance(key, SequenceNode)
    made = _mapping(story, {})
    parts: dict[str, Node | None] = {
        "kind": _text(story, "multiple" if multiple else "single"),
        "stem": _text(stem, f"{stem.text.strip()}\n{ask.text.strip()}"),
        "options": _each(options, "text", story),
        "key": key,
        "rationale": _mapping(story, {**_entries(family, "rationale"), **_entries(story, "rationale")}),
        "point": _value(family, "point"),
        **{name: _value(story, name) or _value(family, name) for name in OF_BOTH},
        "was": _value(story, "was"),
        "proof": _proof(family, options, [needs[n] for n in _names(stated) if n in needs], story),
    }
    made.items = {name: (_text(node, name), node) for name, node in parts.items() if node is not None}
    return made


def _proof(family: MappingNode, options: Entries, needs: list[tuple[ScalarNode, Node]], at: Node) -> MappingNode:
    parts: dict[str, Node | None] = {
        "scenario": _value(family, "scenario"),
        "given": _value(family, "given"),
        "sets": _each(options, "set", at),
        "needs": _mapping(at, {name.text: (name, need) for name, need in needs}),
    }
    return _mapping(at, {name: (_text(node, name), node) for name, node in parts.items() if node is not None})


def _each(options: Entries, key: str, at: Node) -> MappingNode:
    """Returns one part of every option, by the option's name; an option that lacks it has an empty mapping."""
    parts: Entries = {}
    for name, (place, option) in options.items():
        assert isinstance(option, MappingNode)
        parts[name] = (place, option.items[key][1] if key in option.items else _mapping(option, {}))
    return _mapping(at, parts)


def _names(node: SequenceNode) -> list[str]:
    return [item.text for item in node.items if isinstance(item, ScalarNode)]


def _entries(node: MappingNode, key: str) -> Entries:
    value = _value(node, key)
    return value.items if isinstance(value, MappingNode) else {}


def _value(node: MappingNode, key: str) -> Node | None:
    return node.items[key][1] if key in node.items else None


def _scalar(node: MappingNode, key: str) -> ScalarNode | None:
    value = _value(node, key)
    return value if isinstance(value, ScalarNode) else None


def _text(at: Node, text: str) -> ScalarNode:
    return ScalarNode(at.line, at.column, text, False)


def _mapping(at: Node, items: Entries) -> MappingNode:
    made = MappingNode(at.line, at.column)
    made.items = items
    return made
