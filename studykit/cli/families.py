"""`studykit families`: proposes families of questions that a scenario carries."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from studykit.cli.completion import scenarios
from studykit.cli.context import invocation


def families(
    ctx: typer.Context,
    scenario: Annotated[str, typer.Argument(help="The id of a scenario.", autocompletion=scenarios)],
    vary: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME=V,V", help="A parameter that the options differ in, with its values; may be repeated."
        ),
    ] = None,
    given: Annotated[
        list[str] | None, typer.Option(metavar="NAME=V", help="A parameter that all runs share; may be repeated.")
    ] = None,
    size: Annotated[Literal["3", "4", "5"], typer.Option(help="The number of options.")] = "4",
) -> int:
    """Propose families of questions: settings of which each misses one requirement.

    studykit families sqs-extend --vary visibility_timeout=45,300 --vary heartbeat=0,30

    Prints YAML for a topic file. Replace every "..." with a story, and keep what an architect would recognize.
    """
    from studykit.app.families import SearchOptions, find_families
    from studykit.screen.tools.families import show

    at = invocation(ctx)
    return show(at.console, find_families(at.study, SearchOptions(scenario, vary or (), given or (), int(size))))
