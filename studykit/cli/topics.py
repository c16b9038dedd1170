"""`studykit topics`: what there is."""

from __future__ import annotations

from typing import Annotated

import typer


def topics(
    ctx: typer.Context, as_json: Annotated[bool, typer.Option("--json", help="Print one JSON value.")] = False
) -> None:
    """List what there is, with what is due."""
    from dataclasses import asdict

    from studykit.cli.history import due_by_topic, history
    from studykit.cli.opening import journal_if_any, shelf
    from studykit.cli.settings import read

    desk = ctx.obj
    found, settings = shelf(desk), read(desk.settings)
    rows = found.rows()
    past = history(journal_if_any(desk), desk, settings)
    due = due_by_topic(found.card_ids(), past, desk, settings) if past.states else {}
    if as_json:
        desk.json([{**asdict(row), "due": due.get(row.id, 0)} for row in rows])
        return
    from studykit.cli.listing import topic_lines

    desk.show(topic_lines(rows, due, found.packs, desk.width))
