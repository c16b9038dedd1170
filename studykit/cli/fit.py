"""`studykit fit`: fits the weights of the memory model to your own reviews."""

from __future__ import annotations

from typing import Annotated

import typer

from studykit.cli.context import invocation


def fit(
    ctx: typer.Context,
    default: Annotated[bool, typer.Option("--default", help="Go back to the published weights.")] = False,
) -> int:
    """Fit the memory model to your own reviews.

    From 400 reviews on; new weights are taken only when they predict your latest reviews better. Needs the extra `fit`.
    """
    from studykit.screen.tools.fit import run

    at = invocation(ctx)
    return run(at.console, at.study, default)
