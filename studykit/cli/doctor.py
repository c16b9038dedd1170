"""`studykit doctor`: checks that everything is in order, line by line."""

from __future__ import annotations

import typer

from studykit.cli.context import invocation


def doctor(ctx: typer.Context) -> int:
    """Look whether everything is in order: folders, journal, packs, terminal. Exit code 1 when something is not."""
    from studykit.screen.tools.doctor import run

    at = invocation(ctx)
    return run(at.console, at.study)
