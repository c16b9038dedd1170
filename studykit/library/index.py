"""The index: what packs hold, in SQLite, so that a warm start parses no YAML. Deleting it costs only time.

Tables (other readers: `store/due.py` counts cards with plain SQL):

    meta(key, value)                      `key` of format and version; a different one makes the index anew
    file(path, mtime_ns, size, pack)      every file of every indexed pack, and `pack.yaml` itself
    pack(id, folder, title, code, body)   the head of a pack; code: of its exam
    topic(id, pack, path, title, service, domain, scope, facts, cards, items, scenarios, body)
    part(kind, id, topic, body)           kind: fact, card, item, scenario; id: `topic/name`, a scenario's bare
    card(id, topic)                       the cards alone
    renamed(old, new)                     ids that cards and items had before (`was`)
    words(kind, id, title, text)          what search looks through
    trace(scenario, body)                 default runs, kept when somebody played them

A `body` is the YAML as JSON: a plain scalar is a text, a quoted one `{"": text}`. No pickle.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from studykit import __version__
from studykit.library.yaml_reader import Mapping, Node, Scalar, Sequence

FORMAT = 1
"""The version of the pack format that this program reads."""
HEAD = "pack.yaml"
KEY = f"{FORMAT}/{__version__}/7"
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
    """The index at a path, made anew when it is of another format; in memory when it cannot be used there."""
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


def _prepared(base: sqlite3.Connection) -> sqlite3.Connection:
    base.execute("pragma journal_mode = wal")
    base.execute("pragma synchronous = off")
    base.executescript(SCHEMA)
    kept = base.execute("select value from meta where key = 'key'").fetchone()
    if kept is None or kept[0] != KEY:
        for table in TABLES:
            base.execute(f"drop table {table}")
        base.executescript(SCHEMA)
        base.execute("insert or replace into meta values ('key', ?)", (KEY,))
        base.commit()
    return base


def clear(base: sqlite3.Connection) -> None:
    """Forgets everything but what the index itself is."""
    for table in TABLES:
        base.execute(f"delete from {table}")  # noqa: S608 -- the names are the constants above


def pack_folders(roots: Iterable[Path]) -> list[Path]:
    """The packs at or directly below the roots, each once."""
    found: list[Path] = []
    for root in roots:
        inside = [root] if (root / HEAD).exists() else sorted(child.parent for child in root.glob(f"*/{HEAD}"))
        found += [folder for folder in inside if folder not in found]
    return found


def stamps(folders: list[Path]) -> dict[str, tuple[int, int]]:
    """Path to (mtime in ns, size) of every YAML file below these folders."""
    found: dict[str, tuple[int, int]] = {}
    for folder in folders:
        for path in yaml_files(folder):
            with suppress(OSError):
                about = path.stat()
                found[str(path)] = (about.st_mtime_ns, about.st_size)
    return found


def yaml_files(folder: Path) -> Iterator[Path]:
    """The YAML files of a pack in the order of their paths; hidden files and folders are left out."""
    for path in sorted(folder.rglob("*.yaml")):
        if not any(part.startswith(".") for part in path.relative_to(folder).parts):
            yield path


def plain(node: Node) -> Any:
    """A node as JSON can hold it."""
    if isinstance(node, Scalar):
        return node.text if node.plain else {"": node.text}
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    assert isinstance(node, Mapping)
    return {name: plain(inner) for name, (_, inner) in node.items.items()}


def node(value: Any) -> Node:
    """The node that `plain` was given, without its place."""
    if isinstance(value, str):
        return Scalar(0, 0, value, True)
    if isinstance(value, list):
        made = Sequence(0, 0)
        made.items = [node(item) for item in value]
        return made
    if "" in value:
        return Scalar(0, 0, value[""], False)
    mapping = Mapping(0, 0)
    mapping.items = {name: (Scalar(0, 0, name, True), node(inner)) for name, inner in value.items()}
    return mapping


def dumps(value: Node) -> str:
    """A node as the text that a `body` holds."""
    return json.dumps(plain(value), ensure_ascii=False, separators=(",", ":"))
