"""`studykit undo`: takes back the last review, answer or mark; again for the one before."""

from __future__ import annotations

import typer


def undo(ctx: typer.Context) -> None:
    """Take back the last review, answer or mark. Again: the one before."""
    from studykit.app.study import journal_if_any, library
    from studykit.app.undo import take_back

    desk = ctx.obj
    library(desk)  # what was renamed is taken back under the name that it has now
    journal = journal_if_any(desk)
    desk.say((take_back(journal, desk) if journal else None) or "There is nothing to take back.")
