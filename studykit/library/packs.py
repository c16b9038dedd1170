"""Reads pack folders: `pack.yaml` and one file a topic. All problems of a pack are gathered, with their places."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from studykit.errors import Problem, Span
from studykit.library import index
from studykit.library.decode import decode
from studykit.library.index import FORMAT, HEAD
from studykit.library.model import Pack, Topic
from studykit.library.references import Known, comparison_references, references
from studykit.library.yaml_reader import Mapping, Node, Scalar, read

NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class ReadTopic:
    """A topic that was read and decoded, with the nodes it came from."""

    topic: Topic
    path: Path
    shown: str
    node: Mapping

    def parts(self, kind: str) -> Iterator[tuple[str, Node]]:
        """The names and nodes of its facts, cards, items or scenarios."""
        section = self.node.items.get(kind)
        if section and isinstance(section[1], Mapping):
            for name, (_, inner) in section[1].items.items():
                yield name, inner


@dataclass(slots=True)
class ReadPack:
    """What was found in one folder."""

    id: str
    folder: Path
    node: Node | None = None
    pack: Pack | None = None
    topics: list[ReadTopic] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)


def shown_path(path: Path) -> str:
    """A path as problems show it: relative to where the user stands, when it is below."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def read_pack(folder: Path) -> ReadPack:
    """Reads a whole pack; its problems are sorted by place."""
    found = ReadPack(folder.resolve().name, folder)
    for path in index.yaml_files(folder):
        found.paths.append(str(path))
        found.shown.append(shown_path(path))
        if path == folder / HEAD:
            _read_head(found, path)
        else:
            _read_topic(found, path)
    if found.pack is not None:
        known = Known(found.pack, (read.topic for read in found.topics))
        if found.node is not None:
            found.problems += comparison_references(known, shown_path(folder / HEAD), found.node)
        for topic in found.topics:
            found.problems += references(known, topic.topic, topic.shown, topic.node)
    found.problems.sort(key=lambda problem: (problem.span or Span("", 0, 0), problem.code))
    return found


def _read_head(found: ReadPack, path: Path) -> None:
    name = shown_path(path)
    node, problems = read(path, name)
    found.problems += problems
    if node is None:
        if not problems:
            found.problems.append(Problem("missing", "the file is empty", Span(name, 1, 1)))
        return
    found.node = node
    pack, problems = decode(Pack, node, name)
    found.problems += problems
    if pack is None:
        return
    found.pack = replace(pack, id=found.id)
    place = Span(name, node.line, node.column)
    if pack.format != FORMAT:
        found.problems.append(
            Problem("format", f"format {pack.format} is not known; this program reads {FORMAT}", place)
        )
    total = sum(domain.weight for domain in pack.domains.values())
    if total != 100:
        found.problems.append(Problem("weights", f"the weights of the domains add up to {total}, not to 100", place))


def _read_topic(found: ReadPack, path: Path) -> None:
    name = shown_path(path)
    node, problems = read(path, name)
    found.problems += problems
    if node is None:
        if not problems:
            found.problems.append(Problem("missing", "the file is empty", Span(name, 1, 1)))
        return
    if not NAME.fullmatch(path.stem):
        says = f"{path.stem!r} cannot be a topic's id; use small letters, digits and single hyphens"
        found.problems.append(Problem("name", says, Span(name, 1, 1)))
    topic, problems = decode(Topic, node, name)
    found.problems += problems
    if topic is not None and isinstance(node, Mapping):
        found.problems += _names(node, name)
        found.topics.append(ReadTopic(replace(topic, id=path.stem), path, name, node))


def _names(node: Mapping, name: str) -> Iterator[Problem]:
    """Names become ids: they are written so that a shell and a journal can carry them."""
    for kind in ("facts", "cards", "items", "scenarios"):
        section = node.items.get(kind)
        for at, _ in section[1].items.values() if section and isinstance(section[1], Mapping) else ():
            if not NAME.fullmatch(at.text):
                says = f"{at.text!r} cannot be a name; use small letters, digits and single hyphens"
                yield Problem("name", says, Span(name, at.line, at.column, max(1, len(at.text))))


def duplicates_across(packs: Iterable[ReadPack]) -> list[Problem]:
    """Topics and scenarios are unique in the library: the second of two is the problem."""
    seen: dict[tuple[str, str], str] = {}
    problems = []
    for pack in packs:
        for read_topic in pack.topics:
            names = [("topic", read_topic.topic.id, read_topic.node), *_scenario_keys(read_topic)]
            for kind, name, at in names:
                if (kind, name) in seen:
                    says = f"the {kind} {name!r} is already in {seen[kind, name]}"
                    span = Span(read_topic.shown, at.line, at.column, len(name) if kind == "scenario" else 1)
                    problems.append(Problem("duplicate", says, span))
                else:
                    seen[kind, name] = read_topic.shown
    return problems


def _scenario_keys(read_topic: ReadTopic) -> Iterator[tuple[str, str, Scalar]]:
    section = read_topic.node.items.get("scenarios")
    if section and isinstance(section[1], Mapping):
        for name, (at, _) in section[1].items.items():
            yield "scenario", name, at
