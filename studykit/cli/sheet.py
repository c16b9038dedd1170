"""`studykit sheet`: the numbers and the traps of a service, or of all services, for the last day."""

from __future__ import annotations

from typing import Annotated

import typer

from studykit.cli.context import invocation


def sheet(
    ctx: typer.Context,
    service: Annotated[str, typer.Argument(metavar="[SERVICE]", help="Such as sqs; else all.")] = "",
    numbers: Annotated[bool, typer.Option("--numbers", help="Only the numbers.")] = False,
    traps: Annotated[bool, typer.Option("--traps", help="Only the traps.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON value.")] = False,
) -> int:
    """Print the numbers and the traps, a page each."""
    from studykit.screen.explain.sheets import show

    at = invocation(ctx)
    return show(at.console, at.study, service, as_json, only_numbers=numbers, only_traps=traps)
