"""`studykit due`, if the light path has no current index, a pack has changed, or packs were added."""

from __future__ import annotations

from typing import Annotated

import typer

from studykit.cli.context import invocation


def due(
    ctx: typer.Context, as_json: Annotated[bool, typer.Option("--json", help="Print one JSON value.")] = False
) -> None:
    """Say in one line what is due."""
    from studykit.app.due import count_for_command
    from studykit.store.due import in_words

    at = invocation(ctx)
    counts = count_for_command(at.study)
    if as_json:
        at.console.json(counts.as_json())
    else:
        at.console.line(in_words(counts))
