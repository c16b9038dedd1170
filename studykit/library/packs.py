"""Reads the folder of a pack: `pack.yaml` and one file for each topic. Collects all problems with their places."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from studykit.errors import Problem, Span
from studykit.library.decode import decode
from studykit.library.families import read_topic_file
from studykit.library.index import FORMAT
from studykit.library.model import Pack, Topic
from studykit.library.pack_files import HEAD, yaml_files
from studykit.library.references import PackNames, comparison_references, references
from studykit.library.yaml_reader import MappingNode, Node, ScalarNode

NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
SECTIONS = ("facts", "cards", "items", "families", "scenarios")
"""The parts of a topic that have names."""
Form = TypeVar("Form", Pack, Topic)


@dataclass(frozen=True, slots=True)
class ParsedTopic:
    """A topic that was read and decoded, with the nodes it came from. `shown`: its path as problems show it."""

    topic: Topic
    path: Path
    shown: str
    node: MappingNode

    def parts(self, section: str) -> Iterator[tuple[str, Node]]:
        """Yields the names and nodes of its facts, cards, items or scenarios."""
        for at, inner in _entries(self.node, section):
            yield at.text, inner


@dataclass(slots=True)
class ParsedPack:
    """The content of one folder. `paths`: its files; `shown`: the same as problems show them."""

    id: str
    folder: Path
    node: Node | None = None
    pack: Pack | None = None
    topics: list[ParsedTopic] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)


def shown_path(path: Path) -> str:
    """Returns a path as problems show it: relative to the working directory if it is below it."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def read_pack(folder: Path) -> ParsedPack:
    """Reads a whole pack; its problems are sorted by place."""
    found = ParsedPack(folder.resolve().name, folder)
    for name in yaml_files(str(folder)):
        path = Path(name)
        found.paths.append(name)
        found.shown.append(shown_path(path))
        if path == folder / HEAD:
            _read_head(found, path)
        else:
            _read_topic(found, path)
    if found.pack is not None:
        names = PackNames(found.pack, (read.topic for read in found.topics))
        if found.node is not None:
            found.problems += comparison_references(names, shown_path(folder / HEAD), found.node)
        for topic in found.topics:
            found.problems += references(names, topic.topic, topic.shown, topic.node)
    found.problems = list(dict.fromkeys(found.problems))
    found.problems.sort(key=lambda problem: (problem.span or Span("", 0, 0), problem.code))
    return found


def _read_head(found: ParsedPack, path: Path) -> None:
    found.node, pack = _read_as(Pack, path, found.problems)
    if found.node is None or pack is None:
        return
    found.pack = replace(pack, id=found.id)
    place = Span(shown_path(path), found.node.line, found.node.column)
    if pack.format != FORMAT:
        says = f"format {pack.format} is not known; this program reads {FORMAT}"
        found.problems.append(Problem("format", says, place))
    total = sum(domain.weight for domain in pack.domains.values())
    if total != 100:
        found.problems.append(Problem("weights", f"the weights of the domains add up to {total}, not to 100", place))


def _read_topic(found: ParsedPack, path: Path) -> None:
    name = shown_path(path)
    node, topic = _read_as(Topic, path, found.problems)
    if node is not None and not NAME.fullmatch(path.stem):
        says = f"{path.stem!r} cannot be a topic's id; use small letters, digits and single hyphens"
        found.problems.append(Problem("name", says, Span(name, 1, 1)))
    if topic is not None and isinstance(node, MappingNode):
        found.problems += _bad_names(node, name)
        found.topics.append(ParsedTopic(replace(topic, id=path.stem), path, name, node))


def _read_as(form: type[Form], path: Path, problems: list[Problem]) -> tuple[Node | None, Form | None]:
    """Reads a file as a pack's head or a topic, and adds its problems; None for what cannot be read or decoded."""
    name = shown_path(path)
    node, unreadable = read_topic_file(path, name)
    problems += unreadable
    if node is None:
        if not unreadable:
            problems.append(Problem("missing", "the file is empty", Span(name, 1, 1)))
        return None, None
    value, undecodable = decode(form, node, name)
    problems += undecodable
    return node, value


def _bad_names(node: MappingNode, shown: str) -> Iterator[Problem]:
    """Yields the names that cannot be part of an id: a shell and a journal must be able to hold them."""
    for section in SECTIONS:
        for at, _ in _entries(node, section):
            if not NAME.fullmatch(at.text):
                says = f"{at.text!r} cannot be a name; use small letters, digits and single hyphens"
                yield Problem("name", says, Span(shown, at.line, at.column, max(1, len(at.text))))


def duplicates_across(packs: Iterable[ParsedPack]) -> list[Problem]:
    """Returns a problem for every topic and scenario that has the id of an earlier one, in any pack."""
    seen: dict[tuple[str, str], str] = {}
    problems = []
    for pack in packs:
        for read_topic in pack.topics:
            scenarios = [("scenario", at.text, at) for at, _ in _entries(read_topic.node, "scenarios")]
            for kind, name, at in [("topic", read_topic.topic.id, read_topic.node), *scenarios]:
                if (kind, name) in seen:
                    says = f"the {kind} {name!r} is already in {seen[kind, name]}"
                    span = Span(read_topic.shown, at.line, at.column, len(name) if kind == "scenario" else 1)
                    problems.append(Problem("duplicate", says, span))
                else:
                    seen[kind, name] = read_topic.shown
    return problems


def _entries(node: MappingNode, section: str) -> Iterable[tuple[ScalarNode, Node]]:
    """Returns the keys and values of a section of a topic; none if it is missing or no mapping."""
    _, value = node.items.get(section, (None, None))
    return value.items.values() if isinstance(value, MappingNode) else ()
