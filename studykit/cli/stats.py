"""`studykit stats`: what the journal says of a learner."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def stats(
    ctx: typer.Context,
    detail: Annotated[bool, typer.Option("--detail", help="Intervals, and the chance at three cuts.")] = False,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Write a page with the same figures.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON value.")] = False,
) -> int:
    """See recall, the load to come, a year of days, weak topics, and how ready you are on this pack's topics.

    studykit stats --html report.html
    """
    from studykit.app.stats import show

    return show(ctx.obj, detail, html, as_json)
