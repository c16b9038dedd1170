"""What TAB offers: names from the index as it stands, read by plain SQL. Without an index there is nothing to offer."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress

from studykit import paths as home


def topics(incomplete: str) -> list[str]:
    """Ids of topics."""
    return _names("select id from topic order by id", incomplete)


def studied(incomplete: str) -> list[str]:
    """What drill and quiz take: topics and services."""
    return sorted({*topics(incomplete), *_names("select distinct service from topic", incomplete)})


def scenarios(incomplete: str) -> list[str]:
    """Ids of scenarios."""
    return _names("select id from part where kind = 'scenario' order by id", incomplete)


def explained(incomplete: str) -> list[str]:
    """What explain opens: topics and scenarios."""
    return sorted({*topics(incomplete), *scenarios(incomplete)})


def _names(query: str, incomplete: str) -> list[str]:
    with suppress(sqlite3.Error), closing(sqlite3.connect(f"file:{home.index()}?mode=ro", uri=True)) as base:
        return [name for (name,) in base.execute(query) if name.startswith(incomplete)]
    return []
