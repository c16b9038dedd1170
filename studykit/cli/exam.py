"""`studykit exam`: runs a timed practice exam, resumes, lists, abandons and reviews exams."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from studykit.cli.completion import topics as topic_names
from studykit.cli.context import invocation
from studykit.cli.options import HowLong
from studykit.errors import UsageError, unknown

ACTS = ("resume", "list", "abandon", "review")


def exam(
    ctx: typer.Context,
    act: Annotated[
        str | None, typer.Argument(metavar="[resume|list|abandon|review]", help="Else: a new paper.")
    ] = None,
    sitting: Annotated[str | None, typer.Argument(metavar="[ID]", help="Which sitting, as exam list shows it.")] = None,
    number: Annotated[
        int | None, typer.Option("-n", "--number", min=1, metavar="N", help="How many questions.")
    ] = None,
    minutes: HowLong = None,
    domain: Annotated[list[str] | None, typer.Option(metavar="D", help="Only this domain; may be repeated.")] = None,
    topic: Annotated[
        list[str] | None,
        typer.Option(metavar="T", help="Only this topic; may be repeated.", autocompletion=topic_names),
    ] = None,
    missed: Annotated[
        bool, typer.Option("--missed", help="What was answered wrongly the last time, by variants.")
    ] = False,
    seed: Annotated[
        str | None, typer.Option(metavar="N", help="Which paper: a number, or the id of a paper to sit it again.")
    ] = None,
    answers: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A file of item ids and option names; nothing is asked.")
    ] = None,
    plain: Annotated[bool, typer.Option("--plain", help="Lines of text instead of single keys.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON value at the end.")] = False,
    html: Annotated[Path | None, typer.Option(metavar="FILE", help="Of review: the report as a web page.")] = None,
    md: Annotated[Path | None, typer.Option(metavar="FILE", help="Of review: the report as Markdown.")] = None,
) -> int:
    """Sit a timed practice paper, without feedback until the end.

    Every answer is on disk before the screen shows it. The clock goes on whatever happens; exam resume goes on too.
    """
    from studykit.app.options import ExamOptions
    from studykit.screen.exam import listing, run

    at = invocation(ctx, plain)
    if act is not None and act not in ACTS:
        raise unknown("act of exam", act, ACTS)
    if (html or md) and act != "review":
        raise UsageError("--html and --md go with exam review ID")
    if act == "list":
        return listing.show(at.console, at.study, as_json)
    if act == "resume":
        return run.resume(at.console, at.study, sitting, as_json)
    if act == "abandon":
        return run.abandon(at.console, at.study, sitting)
    if act == "review":
        if sitting is None:
            raise UsageError("exam review takes the id of a sitting; studykit exam list shows them")
        files = [(form, path) for form, path in (("html", html), ("md", md)) if path is not None]
        return run.review(at.console, at.study, sitting, as_json, files)
    options = ExamOptions(number, minutes, tuple(domain or ()), tuple(topic or ()), missed, seed)
    if answers is not None:
        return run.answer_from_file(at.console, at.study, options, answers, as_json)
    return run.start(at.console, at.study, options, as_json)
