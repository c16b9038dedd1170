"""`studykit compare`: two neighbours in one table, then five questions that tell them apart."""

from __future__ import annotations

from typing import Annotated

import typer


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
    from studykit.screen.explain.compare import beside, pairs

    desk = ctx.obj
    desk.plain = desk.plain or plain
    return beside(desk, left, right, seed, as_json) if left or right else pairs(desk, as_json)
