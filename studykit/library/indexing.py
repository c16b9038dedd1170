"""Rebuilds the index: reads packs from YAML and writes their content into its tables."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path

from studykit.errors import Problem
from studykit.library import index
from studykit.library.garbage import no_garbage_collection
from studykit.library.model import Topic
from studykit.library.packs import ParsedPack, ParsedTopic, duplicates_across, read_pack

KINDS = {"facts": "fact", "cards": "card", "items": "item", "scenarios": "scenario"}
"""The sections of a topic, each with the kind of its parts."""


def rebuild_index(
    db: sqlite3.Connection, folders: Iterable[Path], stamps: Mapping[str, tuple[int, int]]
) -> tuple[sqlite3.Connection, tuple[Problem, ...], tuple[Topic, ...]]:
    """Reads packs and replaces the content of the index; a pack with an error is left out.

    Returns the index that was written, the problems of all packs, and the topics. It is a new index in memory if `db`
    cannot be written. `stamps`: mtime (ns) and size of every file, by path.
    """
    with no_garbage_collection():
        packs = [read_pack(folder) for folder in folders]
        problems = [problem for pack in packs for problem in pack.problems] + duplicates_across(packs)
        errors = {problem.span.path for problem in problems if problem.span and problem.level == "error"}
        good = [pack for pack in packs if not errors & {*pack.shown}]
        try:
            _write_packs(db, good, stamps)
        except sqlite3.Error:
            db = index.open_index(None)
            _write_packs(db, good, stamps)
    return db, tuple(problems), tuple(read.topic for pack in good for read in pack.topics)


def _write_packs(db: sqlite3.Connection, packs: Iterable[ParsedPack], stamps: Mapping[str, tuple[int, int]]) -> None:
    index.clear(db)
    for pack in packs:
        assert pack.node is not None
        assert pack.pack is not None
        head = (pack.id, str(pack.folder), pack.pack.title, pack.pack.exam.code, index.to_body(pack.node))
        db.execute("insert into pack values (?, ?, ?, ?, ?)", head)
        files = [(path, *stamps[path], pack.id) for path in pack.paths if path in stamps]
        db.executemany("insert into file values (?, ?, ?, ?)", files)
        for topic in pack.topics:
            _write_topic(db, pack.id, topic)
    db.commit()


def _write_topic(db: sqlite3.Connection, pack: str, read: ParsedTopic) -> None:
    topic = read.topic
    counts = [len(getattr(topic, section)) for section in KINDS]
    head = (topic.id, pack, str(read.path), topic.title, topic.service, topic.domain, topic.scope)
    db.execute(f"insert into topic values ({', '.join('?' * 12)})", (*head, *counts, index.to_body(read.node)))  # noqa: S608 -- question marks
    parts = []
    for section, kind in KINDS.items():
        for name, body in read.parts(section):
            full = name if kind == "scenario" else f"{topic.id}/{name}"
            parts.append((kind, full, topic.id, index.to_body(body)))
    db.executemany("insert into part values (?, ?, ?, ?)", parts)
    db.executemany("insert into card values (?, ?)", [(f"{topic.id}/{name}", topic.id) for name in topic.cards])
    named = [(old, name) for part in (topic.cards, topic.items) for name, one in part.items() for old in one.was]
    renamed = [(old if "/" in old else f"{topic.id}/{old}", f"{topic.id}/{name}") for old, name in named]
    db.executemany("insert or ignore into renamed values (?, ?)", renamed)
    db.executemany("insert into words values (?, ?, ?, ?)", list(_words(topic)))


def _words(topic: Topic) -> Iterable[tuple[str, str, str, str]]:
    """Yields what search looks through: kind, id, title of the topic, text."""
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
