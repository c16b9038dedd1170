"""`studykit sheet`: the numbers and the traps of a service, or of all, for the last day."""

from __future__ import annotations

from typing import Annotated

import typer


def sheet(
    ctx: typer.Context,
    service: Annotated[str, typer.Argument(metavar="[SERVICE]", help="Such as sqs; else all.")] = "",
    numbers: Annotated[bool, typer.Option("--numbers", help="Only the numbers.")] = False,
    traps: Annotated[bool, typer.Option("--traps", help="Only the traps.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON value.")] = False,
) -> int:
    """Print the numbers and the traps, a page each."""
    from studykit.cli.opening import shelf
    from studykit.errors import unknown
    from studykit.library import sheets

    desk = ctx.obj
    found = shelf(desk)
    services = dict.fromkeys(row.service for row in found.rows())
    if service and service not in services:
        raise unknown("service", service, services)
    topics = [found.topic(row.id) for row in found.rows() if service in ("", row.service)]
    pages = {
        "numbers": list(sheets.numbers(topics)) if numbers or not traps else None,
        "traps": list(sheets.traps(topics)) if traps or not numbers else None,
    }
    if as_json:
        shown = {name: page for name, page in pages.items() if page is not None}
        desk.json(
            {n: [{"topic": e.topic, "left": e.left, "right": e.right} for e in page] for n, page in shown.items()}
        )
        return 0
    from studykit.screen.sheet import number_lines, trap_lines

    if pages["numbers"] is not None:
        desk.show(number_lines(pages["numbers"], desk.measure, desk.ascii))
    if pages["traps"] is not None:
        desk.say("" if pages["numbers"] is None else "\n")
        desk.show(trap_lines(pages["traps"], desk.measure, desk.ascii))
    return 0
