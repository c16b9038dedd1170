"""Undo: the last event is taken back by another, and what is kept of its card is as it was before."""

from __future__ import annotations

from studykit.cli.desk import Desk
from studykit.cli.history import state_of
from studykit.cli.settings import read
from studykit.store.journal import Journal

WORDS = {"review": "the review of", "answer": "the answer to"}


def take_back(journal: Journal, desk: Desk) -> str | None:
    """Takes back the latest review, answer or mark; says which it was, or None when there is none left."""
    entry = journal.undo(desk.now(), desk.day())
    if entry is None:
        return None
    if entry.kind == "review" or entry.data.get("what") == "due":
        state = state_of(journal, entry.subject, read(desk.settings))
        if state.phase != "new":
            journal.keep_due(entry.subject, (state.phase, state.due_at, state.due_day))
    what = WORDS.get(entry.kind) or f"the mark '{entry.data.get('what')}' of"
    return f"Taken back: {what} {entry.subject}."
