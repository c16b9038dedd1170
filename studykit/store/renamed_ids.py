"""Reads events of renamed cards and items under their present ids. The events themselves do not change."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

VIEW = (
    "create temp view if not exists event as select id, at, day, kind, "
    "coalesce((select new from temp.now where old = subject), subject) as subject, data from main.event"
)


def apply(db: sqlite3.Connection, ids: Mapping[str, str]) -> None:
    """Replaces the table of events by a view, for this connection, if there are events under a former id.

    `ids`: the present id by each former id. Queries by subject are slower then, because no index helps a view.
    """
    marks = ", ".join("?" * len(ids))
    query = (
        "select distinct subject from main.event where kind in ('review', 'answer', 'mark') "  # noqa: S608 -- question marks
        f"and subject in ({marks})"
    )
    old = [(subject, ids[subject]) for (subject,) in db.execute(query, list(ids))]
    if old:
        db.execute("create temp table if not exists now(old text primary key, new text) without rowid")
        db.executemany("insert or replace into temp.now values (?, ?)", old)
        db.execute(VIEW)
