"""The counts of a day, as `due --json` prints them; they agree with those of the light path (store/due.py)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import suppress

from studykit.app.environment import Desk
from studykit.app.history import History, queue
from studykit.app.settings import Settings
from studykit.memory.queue import Today
from studykit.store.journal import Journal

SECONDS_A_DAY = 86_400


def counts(
    cards: Iterable[str], past: History, desk: Desk, settings: Settings, today: Today | None = None
) -> dict[str, object]:
    """`due`, `new`, `learning`, `overdue`, `next_due` (s, null when nothing waits), `exam_date`, `days_left`.

    `today`: the cards that count, else all that are due.
    """
    known = set(cards)
    today = today or queue(sorted(known), past, desk, settings)
    now, day = desk.now(), desk.day()
    waits = []
    for card in known & past.states.keys() - past.aside:
        state = past.states[card]
        if state.phase == "review" and state.due_day > day:
            waits.append((state.due_day - day) * SECONDS_A_DAY)
        elif state.phase in ("learning", "relearning") and state.due_at > now and state.due_day >= day:
            waits.append((state.due_at - now) // 1000)
    exam = settings.exam_date
    return {
        "due": len(today.due),
        "new": len(today.new),
        "learning": len(today.learning),
        "overdue": today.overdue,
        "next_due": min(waits, default=None),
        "exam_date": exam.isoformat() if exam else None,
        "days_left": exam.toordinal() - day if exam else None,
    }


def keep(journal: Journal, past: History) -> None:
    """Renews what the light path reads where it is not what it should be; it may fail, for it is a cache."""
    wanted = {card: (state.phase, state.due_at, state.due_day) for card, state in past.states.items()}
    with suppress(sqlite3.Error):
        kept = {card: tuple(row) for card, *row in journal.db.execute("select card, phase, at, day from due")}
        if kept != wanted:
            journal.db.execute("begin immediate")
            journal.db.execute("delete from due")
            for card, due in wanted.items():
                journal.cache_due(card, due)
            journal.db.execute("commit")
