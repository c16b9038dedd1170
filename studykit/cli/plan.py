"""`studykit plan`: the plan to the exam date."""

from __future__ import annotations

from typing import Annotated

import typer

from studykit.cli.context import invocation


def plan(
    ctx: typer.Context,
    date: Annotated[str, typer.Option("--date", metavar="D", help="The date of the exam, such as 2027-01-15.")] = "",
    minutes: Annotated[str, typer.Option("--minutes", metavar="M", help="Minutes a day.")] = "",
    target: Annotated[
        str, typer.Option("--target", metavar="P", help="The share of cards to know on the day, such as 0.94 or 94.")
    ] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Keep nothing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON value.")] = False,
) -> int:
    """Plan backwards from the exam: what each day holds, and what you will know.

    studykit plan --date 2027-01-15 --minutes 25
    """
    from studykit.screen.plan.loop import show

    at = invocation(ctx)
    given = {"exam_date": date, "minutes": minutes, "target": target}
    return show(at.console, at.study, {name: value for name, value in given.items() if value}, dry_run, as_json)
