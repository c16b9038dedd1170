"""Finds the file and the line at which something is written in a pack."""

from __future__ import annotations

from pathlib import Path

from studykit.errors import unknown
from studykit.library import trails
from studykit.library.library import Library
from studykit.library.yaml_reader import MappingNode, read


def locate(library: Library, name: str) -> tuple[Path, int]:
    """Returns the file and the line of a topic, scenario, card, item or fact.

    Raises UsageError, with the nearest name, if there is none of that name.
    """
    topic, _, part = name.partition("/")
    if not part and topic in library.topic_ids():
        return library.path_of(topic), 1
    if not part and topic in library.scenario_ids():
        return _line_of(library, library.scenario(topic)[0], "scenarios", topic)
    if topic in library.topic_ids():
        whole = library.topic(topic)
        for kind in ("cards", "items", "facts", "scenarios"):
            if part in getattr(whole, kind):
                return _line_of(library, topic, kind, part)
    names = (*library.topic_ids(), *library.scenario_ids(), *library.card_ids(), *library.item_ids())
    raise unknown("card, question, scenario or topic", name, names)


def _line_of(library: Library, topic: str, kind: str, name: str) -> tuple[Path, int]:
    """Returns the file of a topic, and the line of the name itself, else of what is under it."""
    path = library.path_of(topic)
    node, _ = read(path, str(path))
    section = trails.place(node, (kind,)) if node is not None else None
    if isinstance(section, MappingNode) and name in section.items:
        return path, trails.span(section.items[name][0], str(path)).line
    return path, trails.locate(path, str(path), (kind, name)).line
