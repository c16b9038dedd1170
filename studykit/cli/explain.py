"""`studykit explain`: a topic's note, facts and tips; then a prediction and the replay."""

from __future__ import annotations

from typing import Annotated

import typer

from studykit.cli.completion import explained
from studykit.cli.context import invocation


def explain(
    ctx: typer.Context,
    topic: Annotated[
        str, typer.Argument(help="A topic's id; a scenario's id opens its topic.", autocompletion=explained)
    ],
    plain: Annotated[bool, typer.Option("--plain", help="Text only: the replay as a timeline.")] = False,
) -> int:
    """Read a topic: note, facts, tips; then predict, and watch it happen.

    On a terminal the replay asks for a prediction first. It can be skipped and is never scored.
    """
    from studykit.screen.explain.loop import run

    at = invocation(ctx, plain)
    return run(at.console, at.study, topic)
