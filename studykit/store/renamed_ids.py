"""Names of before: events of cards and items are read under the ids that these have now; nothing written changes."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

VIEW = (
    "create temp view if not exists event as select id, at, day, kind, "
    "coalesce((select new from temp.now where old = subject), subject) as subject, data from main.event"
)


def apply(db: sqlite3.Connection, ids: Mapping[str, str]) -> None:
    """Puts a view of this connection before the table of events, when there are some under an id of before.

    `ids`: from those to the ids of now. Reading by subject is slower then, for no index helps a view.
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
