"""`studykit fit`: weights of the memory model fitted to your own reviews."""

from __future__ import annotations

from typing import Annotated

import typer


def fit(
    ctx: typer.Context,
    default: Annotated[bool, typer.Option("--default", help="Go back to the published weights.")] = False,
) -> None:
    """Fit the memory model to your own reviews.

    From 400 reviews on; new weights are taken only when they predict your latest reviews better. Needs the extra `fit`.
    """
    from studykit.app.fit import fitted

    fitted(ctx.obj, default)
