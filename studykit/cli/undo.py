"""`studykit undo`: takes back the last review, answer or mark."""

from __future__ import annotations

from studykit.cli.desk import DESK


def undo() -> int:
    """Take back the last review, answer or mark; again for the one before."""
    with DESK.journal() as journal:
        taken = take_back(journal)
    DESK.write(taken or "there is nothing to take back")
    return 0


def take_back(journal: object) -> str | None:
    """Takes back the latest entry and renews what is kept of its card; says what it was."""
    from studykit.cli.memory import states
    from studykit.store.journal import Journal

    assert isinstance(journal, Journal)
    entry = journal.undo(DESK.now(), DESK.day())
    if entry is None:
        return None
    if entry.kind == "review":
        state = states(journal).get(entry.subject)
        if state is not None:
            journal.keep_due(entry.subject, (state.phase, state.due_at, state.due_day))
    what = {"review": "the review of", "answer": "the answer to", "mark": f"the mark ({entry.data.get('what')}) on"}
    return f"taken back: {what[entry.kind]} {entry.subject}"
