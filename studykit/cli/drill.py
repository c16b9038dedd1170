"""The command `drill`: flashcards scheduled by FSRS."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from studykit.cli.completion import studied
from studykit.cli.context import invocation
from studykit.cli.options import AtMost
from studykit.errors import UsageError


def drill(
    ctx: typer.Context,
    topics: Annotated[
        list[str] | None,
        typer.Argument(metavar="[TOPIC]...", help="Only these, or services such as sqs.", autocompletion=studied),
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, metavar="N", help="Reviews at most.")] = None,
    minutes: AtMost = None,
    new: Annotated[
        int | None, typer.Option(min=0, metavar="N", help="New cards at most (else: config new_per_day).")
    ] = None,
    ahead: Annotated[
        bool, typer.Option("--ahead", help="Also cards that are not due yet, soonest first; changes no interval.")
    ] = False,
    cram: Annotated[bool, typer.Option("--cram", help="All cards seen so far; changes no interval.")] = False,
    counts: Annotated[bool, typer.Option("--counts", help="With --ahead or --cram: these are reviews.")] = False,
    marked: Annotated[bool, typer.Option("--marked", help="Only cards that you marked (m).")] = False,
    leeches: Annotated[bool, typer.Option("--leeches", help="Bring back what was put aside as a leech.")] = False,
    answers: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A file of card ids and ratings; nothing is asked.")
    ] = None,
    plain: Annotated[bool, typer.Option("--plain", help="Lines of text instead of single keys.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON value at the end.")] = False,
) -> int:
    """Drill flashcards: what is due, then new ones.

    Space flips, 1-4 rate. u takes back, s suspends, b buries until tomorrow, m marks, ! reports, r replays, q ends.
    """
    from studykit.app.options import DrillOptions
    from studykit.screen.drill.loop import run, run_file

    if counts and not (ahead or cram):
        raise UsageError("--counts makes reviews of practice: it goes with --ahead or --cram")
    if marked and answers is not None:
        raise UsageError("--marked chooses what is asked; --answers asks nothing")
    at = invocation(ctx, plain)
    if answers is not None:
        return run_file(at.console, at.study, topics or [], answers, limit, as_json)
    options = DrillOptions(tuple(topics or ()), limit, minutes, new, ahead, cram, counts, leeches, marked)
    return run(at.console, at.study, options, as_json)
