"""The index: a SQLite file with the content of packs, so that a start parses no YAML. Deleting it only costs time.

Tables (`index_reader.py` reads some of them for `due` and for completion):

    meta(key, value)                      `key`: format and version; if they differ, the index is emptied.
                                          `kept back/PACK`: names computed from a pack's files, with their stamp
    file(path, mtime_ns, size, pack)      every file of every indexed pack, `pack.yaml` included
    pack(id, folder, title, code, body)   the head of a pack; `code` of its exam
    topic(id, pack, path, title, service, domain, scope, facts, cards, items, scenarios, body)
    part(kind, id, topic, body)           kind: fact, card, item, scenario; id: `topic/name`, of a scenario its name
    card(id, topic)                       the cards
    renamed(old, new)                     former ids of cards and items (`was`)
    words(kind, id, title, text)          the text that search looks through
    trace(scenario, body)                 default runs, stored after they were played once

A `body` is the YAML as JSON: a plain scalar is a string, a quoted one is `{"": text}`. Nothing is pickled.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import suppress
from pathlib import Path
from typing import Any

from studykit import __version__
from studykit.library.yaml_reader import MappingNode, Node, ScalarNode, SequenceNode

FORMAT = 1
"""The version of the pack format that this program reads."""
KEY = f"{FORMAT}/{__version__}/8"
SCHEMA = """
create table if not exists meta(key text primary key, value text) without rowid;
create table if not exists file(path text primary key, mtime_ns integer, size integer, pack text) without rowid;
create table if not exists pack(id text primary key, folder text, title text, code text, body text) without rowid;
create table if not exists topic(id text primary key, pack text, path text, title text, service text, domain text,
    scope text, facts integer, cards integer, items integer, scenarios integer, body text) without rowid;
create table if not exists part(kind text, id text, topic text, body text, primary key (kind, id)) without rowid;
create table if not exists card(id text primary key, topic text) without rowid;
create table if not exists renamed(old text primary key, new text) without rowid;
create table if not exists words(kind text, id text, title text, text text);
create table if not exists trace(scenario text primary key, body text) without rowid;
"""
TABLES = ("file", "pack", "topic", "part", "card", "renamed", "words", "trace")


def open_index(path: Path | None) -> sqlite3.Connection:
    """Opens the index at a path; an index of another format is emptied, a damaged one is replaced.

    The index is in memory if there is no path or no file can be made there.
    """
    if path is not None:
        with suppress(OSError, sqlite3.Error):
            path.parent.mkdir(parents=True, exist_ok=True)
            found = sqlite3.connect(path, timeout=1)
            try:
                return _prepared(found)
            except sqlite3.Error:
                found.close()
                path.unlink(missing_ok=True)
                return _prepared(sqlite3.connect(path, timeout=1))
    return _prepared(sqlite3.connect(":memory:"))


def _prepared(db: sqlite3.Connection) -> sqlite3.Connection:
    db.execute("pragma journal_mode = wal")
    db.execute("pragma synchronous = off")
    db.executescript(SCHEMA)
    row = db.execute("select value from meta where key = 'key'").fetchone()
    if row is None or row[0] != KEY:
        for table in TABLES:
            db.execute(f"drop table {table}")
        db.executescript(SCHEMA)
        db.execute("insert or replace into meta values ('key', ?)", (KEY,))
        db.commit()
    return db


def clear(db: sqlite3.Connection) -> None:
    """Empties every table but `meta`."""
    for table in TABLES:
        db.execute(f"delete from {table}")  # noqa: S608 -- the names are the constants above


def to_data(node: Node) -> Any:
    """Returns a node as JSON can hold it, without its place in the file."""
    if isinstance(node, ScalarNode):
        return node.text if node.plain else {"": node.text}
    if isinstance(node, SequenceNode):
        return [to_data(item) for item in node.items]
    assert isinstance(node, MappingNode)
    return {name: to_data(inner) for name, (_, inner) in node.items.items()}


def to_node(data: Any) -> Node:
    """Returns the node that `to_data` was given; its place in the file is lost."""
    if isinstance(data, str):
        return ScalarNode(0, 0, data, True)
    if isinstance(data, list):
        sequence = SequenceNode(0, 0)
        sequence.items = [to_node(item) for item in data]
        return sequence
    if "" in data:
        return ScalarNode(0, 0, data[""], False)
    mapping = MappingNode(0, 0)
    mapping.items = {name: (ScalarNode(0, 0, name, True), to_node(inner)) for name, inner in data.items()}
    return mapping


def to_body(node: Node) -> str:
    """Returns a node as the text of a `body`."""
    return json.dumps(to_data(node), ensure_ascii=False, separators=(",", ":"))


def text_field(data: Any, name: str) -> str:
    """Returns a text field of a decoded body, quoted or not; empty if there is none."""
    value = data.get(name, "")
    return str(value[""] if isinstance(value, dict) else value)


def revision_of(body: str) -> str:
    """Returns a short hash of a body: it changes with every edit of the card or item."""
    from hashlib import sha256

    return sha256(body.encode()).hexdigest()[:10]
