"""`studykit stats`: figures of what was studied and what is to come."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from studykit.cli.context import invocation


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
    from studykit.screen.stats.loop import show

    at = invocation(ctx)
    return show(at.console, at.study, detail, html, as_json)
