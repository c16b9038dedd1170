"""Offers names for shell completion. It reads the index with plain SQL, because a key press cannot wait for a library.

Without an index there is nothing to offer.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing, suppress

TOPICS = "select id from topic order by id"
SERVICES = "select distinct service from topic"
SCENARIOS = "select id from part where kind = 'scenario' order by id"


def names(index: str, queries: Iterable[str], start: str) -> list[str]:
    """Returns the names from an index file that begin with `start`, for each of the queries above."""
    with suppress(sqlite3.Error), closing(sqlite3.connect(f"file:{index}?mode=ro", uri=True)) as db:
        return [name for query in queries for (name,) in db.execute(query) if name.startswith(start)]
    return []
