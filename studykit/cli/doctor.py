"""`studykit doctor`: whether everything is in order, line by line."""

from __future__ import annotations

import typer


def doctor(ctx: typer.Context) -> int:
    """Look whether everything is in order: folders, journal, packs, terminal. Exit code 1 when something is not."""
    from studykit.app.doctor import findings

    desk = ctx.obj
    bad = 0
    for fine, what, says in findings(desk):
        bad += not fine
        desk.say(f"{'ok  ' if fine else 'BAD '} {what:<9} {says}")
    return 1 if bad else 0
