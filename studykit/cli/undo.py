"""The command `undo`: undoes the last review, answer or mark; again for the one before."""

from __future__ import annotations

import typer

from studykit.cli.context import invocation


def undo(ctx: typer.Context) -> None:
    """Take back the last review, answer or mark. Again: the one before."""
    from studykit.app.undo import undo as undo_last

    at = invocation(ctx)
    _ = at.study.library  # warns of packs that are left out
    undone = undo_last(at.study) if at.study.journal_if_any else None
    at.console.line(undone or "There is nothing to take back.")
