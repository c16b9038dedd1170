"""Reads ids from the index without opening the library: for `due` and for completion with TAB.

Light: `due` imports it, so it imports little. `index.py` describes the tables.
"""

import os
import sqlite3

from studykit.library.pack_files import pack_folders, stamps


def cards_if_current(index: str, roots: list[str]) -> tuple[set[str], set[str]] | None:
    """Returns the ids of all cards, and the former ids of renamed cards and items.

    None if there is no index that can be read, or a file of a pack has changed since it was made. `roots`: the folders
    that hold packs.
    """
    if not os.path.isfile(index):
        return None
    try:
        db = _opened(index)
        try:
            indexed = {path: (mtime, size) for path, mtime, size in db.execute("select path, mtime_ns, size from file")}
            if not indexed or indexed != stamps(pack_folders(roots)):
                return None
            cards = {card for (card,) in db.execute("select id from card")}
            return cards, {former for (former,) in db.execute("select old from renamed")}
        finally:
            db.close()
    except sqlite3.Error:
        return None


def topic_ids(index: str) -> list[str]:
    """Returns the ids of all topics; none if the index cannot be read."""
    return _column(index, "select id from topic order by id")


def services(index: str) -> list[str]:
    """Returns the services that the topics are about; none if the index cannot be read."""
    return _column(index, "select distinct service from topic")


def scenario_ids(index: str) -> list[str]:
    """Returns the ids of all scenarios; none if the index cannot be read."""
    return _column(index, "select id from part where kind = 'scenario' order by id")


def _column(index: str, query: str) -> list[str]:
    try:
        db = _opened(index)
        try:
            return [value for (value,) in db.execute(query)]
        finally:
            db.close()
    except sqlite3.Error:
        return []


def _opened(index: str) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{index}?mode=ro", uri=True)
