"""`studykit topics`: lists the topics."""

from __future__ import annotations

from typing import Annotated

import typer

from studykit.cli.context import invocation


def topics(
    ctx: typer.Context, as_json: Annotated[bool, typer.Option("--json", help="Print one JSON value.")] = False
) -> int:
    """List what there is, with what is due."""
    from studykit.screen.explain.topics import run

    at = invocation(ctx)
    return run(at.console, at.study, as_json)
