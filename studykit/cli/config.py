"""`studykit config`: shows or changes settings."""

from __future__ import annotations

from typing import Annotated

import typer

from studykit.cli.context import invocation


def config(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help="The setting.")] = "",
    value: Annotated[str, typer.Argument(help="Its new value; none forgets it.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON value.")] = False,
) -> int:
    """Show or change settings, such as the date of your exam.

    studykit config exam_date 2027-01-15
    """
    from studykit.screen.tools.config import run

    at = invocation(ctx)
    return run(at.console, at.study, name, value, as_json)
