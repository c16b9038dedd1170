"""`studykit due`, the slow way: when the light one has no index yet, a pack has changed, or packs were added."""

from __future__ import annotations

from typing import Annotated, Any

import typer


def due(
    ctx: typer.Context, as_json: Annotated[bool, typer.Option("--json", help="Print one JSON value.")] = False
) -> None:
    """Say in one line what is due."""
    from studykit.app.counts import counts
    from studykit.app.course import settled
    from studykit.app.history import history
    from studykit.app.settings import forget_course
    from studykit.app.study import journal_if_any, library
    from studykit.store.due import DueCounts, in_words

    desk = ctx.obj
    found, settings = library(desk), settled(desk)
    journal = journal_if_any(desk)
    past = history(journal, desk, settings)
    answer: dict[str, Any] = counts(found.card_ids(), past, desk, settings)
    if journal is not None:
        from studykit.app.counts import keep

        keep(journal, past)
    if settings.course is None:
        forget_course(desk.settings)
    if as_json:
        desk.json(answer)
    else:
        desk.say(in_words(DueCounts(**answer)))
