"""Unfinished drills and quizzes, so that one can be resumed after a lost connection.

An event of kind `sitting` with the subject `begun/drill` or `begun/quiz` is written with the first answer and holds the
chosen cards or items. An event with the subject `drill` or `quiz` ends it and names it (`begun`), because sittings in
other terminals may end in between.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

from studykit.store.journal import Entry, Journal

SittingKind = Literal["drill", "quiz"]
ITEMS_KEY: dict[SittingKind, str] = {"drill": "cards", "quiz": "items"}
"""The key of the chosen ids in the data of the first event."""
LAST_START = (
    "select id, day, data from event where kind = 'sitting' and subject = ? and id > ? and id < ? "
    "order by id desc limit 1"
)
END_OF = (
    "select 1 from event where kind = 'sitting' and subject = ? and id > ? and id < ? "
    "and coalesce(json_extract(data, '$.begun'), ?) = ? and json_type(data, '$.begun') is not 'null' limit 1"
)
"""An end without `begun` is of an older version, in which an end belonged to the last start; null belongs to none."""
DONE = ("review", "answer", "mark")


class UnfinishedSitting(NamedTuple):
    """A sitting that was started and not ended: the id and the data of its first event, and the reviews, answers and
    marks of its cards or items since then, the oldest first."""

    id: str
    data: Mapping[str, Any]
    events: tuple[Entry, ...]


def start(journal: Journal, what: SittingKind, data: Mapping[str, Any], now: int, day: int) -> str:
    """Records the start of a sitting and its cards or items; it is on disk on return. Returns the id of the event."""
    return journal.append("sitting", f"begun/{what}", data, now, day).id


def finish(journal: Journal, what: SittingKind, begun: str, data: Mapping[str, Any], now: int, day: int) -> None:
    """Records the end of a sitting. `begun`: the id of its first event; empty if none was recorded."""
    journal.append("sitting", what, {**data, "begun": begun or None}, now, day)


def find_unfinished(journal: Journal, what: SittingKind, since: int) -> UnfinishedSitting | None:
    """Returns the last sitting that this device started, on the learning day `since` or later; None if it has ended."""
    own = journal.own_ids()
    row = journal.db.execute(LAST_START, (f"begun/{what}", *own)).fetchone()
    if row is None or row[1] < since:
        return None
    name, data = row[0], json.loads(row[2])
    if journal.db.execute(END_OF, (what, name, own[1], name, name)).fetchone() is not None:
        return None
    chosen = set(data[ITEMS_KEY[what]])
    events = (entry for entry in journal.written_after(name) if entry.kind in DONE and entry.subject in chosen)
    return UnfinishedSitting(name, data, tuple(events))
