"""`studykit search`: where words stand."""

from __future__ import annotations

from typing import Annotated

import typer

MOST = 20
"""Hits that are shown; the rest is counted."""


def search(
    ctx: typer.Context,
    text: Annotated[list[str], typer.Argument(help="Words that must all occur.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON value.")] = False,
) -> None:
    """Find topics, facts, cards, questions and scenarios."""
    from studykit.app.study import library

    desk = ctx.obj
    words = " ".join(text)
    hits = library(desk).search(words)
    if as_json:
        desk.json([{"kind": hit.kind, "id": hit.id, "title": hit.title, "text": hit.text} for hit in hits])
        return
    from studykit.screen.explain.listing import hit_lines

    desk.show(hit_lines(hits[:MOST], words.lower().split(), desk.width))
    if len(hits) > MOST:
        desk.say(f"... and {len(hits) - MOST} more; another word finds fewer")
    elif not hits:
        desk.say(f"Nothing holds {words!r}. studykit topics lists what there is.")
