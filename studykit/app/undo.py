"""Undo: a further event names the event it reverts, and what is cached of its card is as it was before."""

from __future__ import annotations

from studykit.app.history import active_final_pass, state_of
from studykit.app.study import Study

WORDS = {"review": "the review of", "answer": "the answer to"}


def undo(study: Study, event_id: str | None = None) -> str | None:
    """Undoes one event and the marks it caused: the event of this id, else the latest review, answer or mark.

    Returns a sentence that says what was undone; None when there is nothing to undo. During the final pass all due
    dates are recomputed, because they depend on each other.
    """
    journal = study.journal
    taken = journal.undo(study.now(), study.day(), event_id)
    if not taken:
        return None
    study.forget()
    settings = study.settings_now
    for card in {one.subject for one in taken if one.kind == "review" or one.data.get("what") == "due"}:
        state = state_of(journal, card, settings)
        if state.phase != "new":
            journal.cache_due(card, (state.phase, state.due_at, state.due_day))
    if active_final_pass(settings, study.day()):
        journal.clear_due_cache()
    entry, *caused = taken
    what = WORDS.get(entry.kind) or f"the mark '{entry.data.get('what')}' of"
    did = f", and what it did to {len(caused)} card{'s' if len(caused) > 1 else ''}" if caused else ""
    return f"Taken back: {what} {entry.subject}{did}."
