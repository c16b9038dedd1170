"""`studykit compare`: two services in one table, then five questions that tell them apart."""

from __future__ import annotations

from typing import Annotated

import typer

from studykit.cli.context import invocation


def compare(
    ctx: typer.Context,
    left: Annotated[str, typer.Argument(metavar="[A]", help="One neighbour, such as sqs.")] = "",
    right: Annotated[str, typer.Argument(metavar="[B]", help="The other, such as sns.")] = "",
    seed: Annotated[int | None, typer.Option(metavar="N", help="Decides the choice and the order of options.")] = None,
    plain: Annotated[bool, typer.Option("--plain", help="Lines of text instead of single keys.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON value; nothing is asked.")] = False,
) -> int:
    """Set two neighbours side by side, then answer five questions.

    Without names it lists the pairs. In a pipe it prints the table alone.
    """
    from studykit.screen.explain.compare import list_pairs, show_pair

    at = invocation(ctx, plain)
    if not (left or right):
        return list_pairs(at.console, at.study, as_json)
    from studykit.app.compare import compare_pair

    found = compare_pair(at.study, left, right, seed)
    if not show_pair(at.console, found, as_json):
        return 0
    from studykit.screen.quiz.loop import ask_items

    return ask_items(at.console, at.study, found.items, found.seed)
