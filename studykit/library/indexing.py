"""Stocking the library: packs are read from YAML, and what they hold is written into the index."""

from __future__ import annotations

import gc
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from studykit.errors import Problem
from studykit.library import index
from studykit.library.model import Topic
from studykit.library.packs import ReadPack, ReadTopic, duplicates_across, read_pack

COUNTED = ("facts", "cards", "items", "scenarios")


def read(
    base: sqlite3.Connection, folders: list[Path], current: Mapping[str, tuple[int, int]]
) -> tuple[sqlite3.Connection, tuple[Problem, ...]]:
    """Reads packs anew; the index that holds them (in memory, when it cannot be written), and all problems."""
    with _no_collection():
        packs = [read_pack(folder) for folder in folders]
        problems = [problem for pack in packs for problem in pack.problems] + duplicates_across(packs)
        errors = {problem.span.path for problem in problems if problem.span and problem.level == "error"}
        good = [pack for pack in packs if not errors & {*pack.shown}]
        try:
            _write(base, good, current)
        except sqlite3.Error:
            base = index.open_index(None)
            _write(base, good, current)
    return base, tuple(problems)


def _write(base: sqlite3.Connection, packs: Iterable[ReadPack], current: Mapping[str, tuple[int, int]]) -> None:
    index.clear(base)
    for pack in packs:
        assert pack.node is not None
        assert pack.pack is not None
        head = (pack.id, str(pack.folder), pack.pack.title, pack.pack.exam.code, index.dumps(pack.node))
        base.execute("insert into pack values (?, ?, ?, ?, ?)", head)
        base.executemany(
            "insert into file values (?, ?, ?, ?)",
            [(path, *current[path], pack.id) for path in pack.paths if path in current],
        )
        for topic in pack.topics:
            _write_topic(base, pack.id, topic)
    base.commit()


def _write_topic(base: sqlite3.Connection, pack: str, read: ReadTopic) -> None:
    topic = read.topic
    counts = [len(getattr(topic, name)) for name in COUNTED]
    head = (topic.id, pack, str(read.path), topic.title, topic.service, topic.domain, topic.scope)
    base.execute(f"insert into topic values ({', '.join('?' * 12)})", (*head, *counts, index.dumps(read.node)))  # noqa: S608 -- question marks
    parts = []
    for kind in ("facts", "cards", "items", "scenarios"):
        for name, body in read.parts(kind):
            full = name if kind == "scenarios" else f"{topic.id}/{name}"
            parts.append((kind[:-1], full, topic.id, index.dumps(body)))
    base.executemany("insert into part values (?, ?, ?, ?)", parts)
    base.executemany("insert into card values (?, ?)", [(f"{topic.id}/{name}", topic.id) for name in topic.cards])
    named = [(old, name) for part in (topic.cards, topic.items) for name, one in part.items() for old in one.was]
    renamed = [(old if "/" in old else f"{topic.id}/{old}", f"{topic.id}/{name}") for old, name in named]
    base.executemany("insert or ignore into renamed values (?, ?)", renamed)
    base.executemany("insert into words values (?, ?, ?, ?)", list(_words(topic)))


def _words(topic: Topic) -> Iterable[tuple[str, str, str, str]]:
    yield "topic", topic.id, topic.title, topic.note
    for name, fact in topic.facts.items():
        yield "fact", f"{topic.id}/{name}", topic.title, " ".join(filter(None, (fact.says, fact.was, fact.exam)))
    for tip in topic.tips:
        yield "tip", topic.id, topic.title, tip
    for name, card in topic.cards.items():
        yield "card", f"{topic.id}/{name}", topic.title, f"{card.front} {card.cloze} {card.back}".strip()
    for name, item in topic.items.items():
        yield "item", f"{topic.id}/{name}", topic.title, item.question.stem
    for name, scenario in topic.scenarios.items():
        yield "scenario", name, topic.title, scenario.caption


@contextmanager
def _no_collection() -> Iterator[None]:
    """Two thirds of a large read would be the cyclic collector looking at nodes that have no cycles."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
