"""`studykit search`: finds words in packs."""

from __future__ import annotations

from typing import Annotated

import typer

from studykit.cli.context import invocation


def search(
    ctx: typer.Context,
    text: Annotated[list[str], typer.Argument(help="Words that must all occur.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON value.")] = False,
) -> int:
    """Find topics, facts, cards, questions and scenarios."""
    from studykit.screen.explain.search import run

    at = invocation(ctx)
    return run(at.console, at.study, " ".join(text), as_json)
