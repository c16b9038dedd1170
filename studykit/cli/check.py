"""`studykit check`: packs are read, their proofs executed, their questions judged."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer


def check(
    ctx: typer.Context,
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[PATH]...", help="Packs, or topic files inside packs; else all packs."),
    ] = None,
    format: Annotated[Literal["text", "json", "github"], typer.Option(help="How problems are shown.")] = "text",
) -> int:
    """Check packs: schema, references, proofs, writing rules.

    Exit code 3 when something cannot be read, 1 for any other error, 0 with warnings only.
    """
    from studykit.app.check import checked, summary
    from studykit.library import report

    desk = ctx.obj
    found = checked(desk, paths or [])
    if format == "json":
        desk.json({"problems": report.as_json(found.problems), "counts": found.counts})
    elif format == "github":
        text = report.as_github(found.problems)
        desk.stdout.write(f"{text}\n" if text else "")
    else:
        text = report.as_text(found.problems)
        desk.stdout.write(f"{text}\n\n" if text else "")
        desk.say(summary(found))
    return int(found.exit)
