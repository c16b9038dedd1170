"""`studykit topics`: what there is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import typer


def topics(
    ctx: typer.Context, as_json: Annotated[bool, typer.Option("--json", help="Print one JSON value.")] = False
) -> None:
    """List what there is, with what is due."""
    from studykit.app.study import journal_if_any, library

    desk = ctx.obj
    found = library(desk)
    rows, journal = found.rows(), journal_if_any(desk)
    due: Mapping[str, int] = {}
    if journal is not None:
        from studykit.app.course import current
        from studykit.app.history import due_by_topic, history

        settings = current(desk)
        due = due_by_topic(found.card_ids(), history(journal, desk, settings), desk, settings)
    if as_json:
        desk.json([{**row._asdict(), "due": due.get(row.id, 0)} for row in rows])
        return
    from studykit.screen.explain.listing import topic_lines

    desk.show(topic_lines(rows, due, found.pack_titles(), desk.width))
