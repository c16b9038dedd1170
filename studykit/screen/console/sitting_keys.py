"""The keys that undo and mark, shared by drills and quizzes."""

from __future__ import annotations

from typing import Any

from studykit.app.marks import REPORT_QUESTION
from studykit.app.session import Session, Undoable
from studykit.screen.console.dialog import Dialog, add_note


def undo_by_key(dialog: Dialog, session: Session[Any, Any], stays: bool = False) -> bool:
    """Undoes the last event of a sitting and says so; False if there is none. `stays`: the note does not scroll."""
    undone = session.undo()
    if undone is None:
        add_note(dialog, f"nothing to take back in this {session.kind}; studykit undo goes further back", stays)
        return False
    add_note(dialog, undone, stays)
    dialog.commit()
    return True


def mark_by_key(dialog: Dialog, session: Undoable[Any], subject: str, what: str, stays: bool = False) -> bool:
    """Marks a card or a question and says so; False if no mark was written, because a report has no text.

    `stays`: the note does not scroll.
    """
    text = dialog.line(REPORT_QUESTION) if what == "report" else None
    done = session.mark(subject, what, text)
    add_note(dialog, done.message, stays)
    return bool(done.event_id)
