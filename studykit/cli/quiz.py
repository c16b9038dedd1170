"""The command `quiz`: questions with feedback on every option and a replay of what the answer does."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from studykit.cli.completion import studied
from studykit.cli.context import invocation
from studykit.errors import UsageError


def quiz(
    ctx: typer.Context,
    topics: Annotated[
        list[str] | None,
        typer.Argument(metavar="[TOPIC]...", help="Only these, or services such as sqs.", autocompletion=studied),
    ] = None,
    number: Annotated[
        int | None, typer.Option("-n", "--number", min=1, metavar="N", help="How many questions (else 10).")
    ] = None,
    missed: Annotated[bool, typer.Option("--missed", help="Only what was answered wrongly the last time.")] = False,
    marked: Annotated[bool, typer.Option("--marked", help="Only questions that you marked (*).")] = False,
    placement: Annotated[
        bool, typer.Option("--placement", help="15 questions from everywhere; what is known is put off. q skips.")
    ] = False,
    seed: Annotated[int | None, typer.Option(metavar="N", help="Decides the choice and the order of options.")] = None,
    answers: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A file of item ids and option names; nothing is asked.")
    ] = None,
    plain: Annotated[bool, typer.Option("--plain", help="Lines of text instead of single keys.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON value at the end.")] = False,
) -> int:
    """Answer questions, each with its reasons and its replay.

    A letter or digit answers (a capital letter: sure). Then r shows what you chose beside the key, space plays both,
    m shows the other reasons, Enter goes on. u takes back, s suspends, b buries, * marks, ! reports, q ends.
    """
    from studykit.app.options import QuizOptions
    from studykit.screen.quiz.loop import run, run_file

    if placement and (missed or marked):
        raise UsageError(f"--placement asks from everywhere: it does not go with --{'missed' if missed else 'marked'}")
    if marked and answers is not None:
        raise UsageError("--marked chooses what is asked; --answers asks nothing")
    at = invocation(ctx, plain)
    options = QuizOptions(tuple(topics or ()), number, missed, seed, placement, marked)
    if answers is not None:
        return run_file(at.console, at.study, options, answers, as_json)
    return run(at.console, at.study, options, as_json)
