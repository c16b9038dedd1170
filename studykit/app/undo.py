"""Undo: an event is taken back by another, and what is kept of its card is as it was before."""

from __future__ import annotations

from studykit.app.course import current
from studykit.app.environment import Desk
from studykit.app.history import passing, state_of
from studykit.store.journal import Journal

WORDS = {"review": "the review of", "answer": "the answer to"}


def take_back(journal: Journal, desk: Desk, name: str | None = None) -> str | None:
    """Takes back the event of this id, else the latest review, answer or mark, with what it alone had caused; says what
    it was, or None when there is none. Inside a final pass the days of all cards hang together: the next look finds
    them anew."""
    taken = journal.undo(desk.now(), desk.day(), name)
    if not taken:
        return None
    settings = current(desk)
    for card in {one.subject for one in taken if one.kind == "review" or one.data.get("what") == "due"}:
        state = state_of(journal, card, settings)
        if state.phase != "new":
            journal.cache_due(card, (state.phase, state.due_at, state.due_day))
    if passing(settings, desk.day()):
        journal.clear_due_cache()
    entry, *caused = taken
    what = WORDS.get(entry.kind) or f"the mark '{entry.data.get('what')}' of"
    did = f", and what it did to {len(caused)} card{'s' if len(caused) > 1 else ''}" if caused else ""
    return f"Taken back: {what} {entry.subject}{did}."
