"""`studykit edit`: opens a card, item, scenario or topic in the editor, at its line."""

from __future__ import annotations

from typing import Annotated

import typer

from studykit.cli.completion import explained
from studykit.cli.context import invocation


def edit(
    ctx: typer.Context,
    name: Annotated[
        str,
        typer.Argument(
            metavar="ID", help="A topic, a scenario, or TOPIC/NAME for a card or a question.", autocompletion=explained
        ),
    ],
) -> int:
    """Open a card, question, scenario or topic in your editor, at its line.

    The editor is $VISUAL, else $EDITOR. What was learnt stays with the name, so keep the name. Without a terminal the
    place is printed.
    """
    from studykit.screen.tools.edit import run

    at = invocation(ctx)
    return run(at.console, at.study, name)
