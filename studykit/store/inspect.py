"""Looks at a journal's file for `doctor`: whether SQLite finds it sound, and how much it holds."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import NamedTuple

from studykit.errors import JournalError
from studykit.store.journal import Journal

SQLITE_VERSION = sqlite3.sqlite_version


class JournalCondition(NamedTuple):
    """The number of events in a journal, and what is wrong with its file (empty: nothing)."""

    events: int
    fault: str


def inspect(path: Path) -> JournalCondition:
    """Returns the condition of the journal at a path. Raises JournalError if it cannot be read."""
    try:
        with Journal.open(path) as journal:
            (verdict,) = journal.db.execute("pragma quick_check").fetchone()
            (events,) = journal.db.execute("select count(*) from event").fetchone()
    except sqlite3.Error as failed:
        raise JournalError(str(failed)) from None
    return JournalCondition(events, "" if verdict == "ok" else verdict)
