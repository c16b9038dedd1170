"""Drills and quizzes that have begun: what is kept so that one goes on where a lost connection cut it.

An event of kind `sitting` with the subject `begun/drill` or `begun/quiz` is written with the first answer and holds
what was dealt; one with the subject `drill` or `quiz` ends it, and names it: others may sit beside it, and end.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

from studykit.store.journal import Entry, Journal

SittingKind = Literal["drill", "quiz"]
ITEMS_KEY: dict[SittingKind, str] = {"drill": "cards", "quiz": "items"}
"""Where the ids stand that were dealt."""
LAST = (
    "select id, day, data from event where kind = 'sitting' and subject = ? and id > ? and id < ? "
    "order by id desc limit 1"
)
ENDED = (
    "select 1 from event where kind = 'sitting' and subject = ? and id > ? and id < ? "
    "and coalesce(json_extract(data, '$.begun'), ?) = ? and json_type(data, '$.begun') is not 'null' limit 1"
)
"""An end that names no beginning at all is of a time when each ended the last one; null stands for one of its own."""
DONE = ("review", "answer", "mark")


class UnfinishedSitting(NamedTuple):
    """A sitting that has begun and not ended: the id of its beginning, what was dealt, and what was done with that
    since, the oldest first."""

    id: str
    data: Mapping[str, Any]
    events: tuple[Entry, ...]


def start(journal: Journal, what: SittingKind, data: Mapping[str, Any], now: int, day: int) -> str:
    """Keeps what was dealt; on return it is on disk. The id of this beginning."""
    return journal.append("sitting", f"begun/{what}", data, now, day).id


def finish(journal: Journal, what: SittingKind, begun: str, data: Mapping[str, Any], now: int, day: int) -> None:
    """Ends a sitting. `begun`: the id of its beginning; empty for one of which none was kept."""
    journal.append("sitting", what, {**data, "begun": begun or None}, now, day)


def find_unfinished(journal: Journal, what: SittingKind, since: int) -> UnfinishedSitting | None:
    """The sitting of this machine that begun last, on the learning day `since` or after it, unless it has ended."""
    own = (f"{journal.device}-", f"{journal.device}.")
    row = journal.db.execute(LAST, (f"begun/{what}", *own)).fetchone()
    if row is None or row[1] < since:
        return None
    name, data = row[0], json.loads(row[2])
    if journal.db.execute(ENDED, (what, name, own[1], name, name)).fetchone() is not None:
        return None
    dealt = set(data[ITEMS_KEY[what]])
    done = (entry for entry in journal.written_after(name) if entry.kind in DONE and entry.subject in dealt)
    return UnfinishedSitting(name, data, tuple(done))
