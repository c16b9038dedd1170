"""Drills and quizzes that have begun: what is kept so that one goes on where a lost connection cut it.

An event of kind `sitting` with the subject `begun/drill` or `begun/quiz` is written with the first answer and holds
what was dealt; one with the subject `drill` or `quiz` ends it. Between the two stands what was done.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

from studykit.store.journal import Entry, Journal

What = Literal["drill", "quiz"]
LAST = (
    "select id, day, subject, data from event where kind = 'sitting' and subject in (?, ?) and id > ? and id < ? "
    "order by id desc limit 1"
)
DONE = ("review", "answer", "mark")


class Cut(NamedTuple):
    """A sitting that has begun and not ended: what was dealt, and what was done since, the oldest first."""

    data: Mapping[str, Any]
    events: tuple[Entry, ...]


def begin(journal: Journal, what: What, data: Mapping[str, Any], now: int, day: int) -> None:
    """Keeps what was dealt; on return it is on disk."""
    journal.append("sitting", f"begun/{what}", data, now, day)


def cut(journal: Journal, what: What, since: int) -> Cut | None:
    """The sitting of this machine that begun last, on the learning day `since` or after it, unless it has ended."""
    row = journal.base.execute(LAST, (what, f"begun/{what}", f"{journal.device}-", f"{journal.device}.")).fetchone()
    if row is None or row[1] < since or row[2] == what:
        return None
    name, _, _, data = row
    return Cut(json.loads(data), tuple(entry for entry in journal.after(name) if entry.kind in DONE))
