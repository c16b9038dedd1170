"""`studykit simulate`: a replay with the learner's own parameters."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from studykit.cli.completion import scenarios
from studykit.cli.context import invocation


def simulate(
    ctx: typer.Context,
    scenario: Annotated[str, typer.Argument(help="A scenario's id.", autocompletion=scenarios)],
    sets: Annotated[
        list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="A parameter; may be repeated.")
    ] = None,
    versus: Annotated[
        list[str] | None, typer.Option(metavar="NAME=VALUE", help="For a second run beside it; may be repeated.")
    ] = None,
    sweep: Annotated[str, typer.Option(metavar="NAME=A..B", help="Draw a measure over a parameter.")] = "",
    measure: Annotated[
        str, typer.Option(metavar="NAME", help="The measure of --sweep (else the one that is predicted).")
    ] = "",
    seed: Annotated[int, typer.Option(metavar="N", help="Decides what AWS leaves open.")] = 0,
    plain: Annotated[bool, typer.Option("--plain", help="Text only: the timeline.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON value.")] = False,
    svg: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the last frame as a picture.")] = None,
    html: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the last frame as a page.")] = None,
    cast: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the replay as an asciicast.")] = None,
) -> int:
    """Play a scenario with parameters of your own.

    studykit simulate sqs-visibility --set visibility_timeout=30 --set processing=45
    """
    from studykit.app.simulate import SimulateOptions
    from studykit.screen.replay.simulate import run

    at = invocation(ctx, plain)
    files = {kind: path for kind, path in (("svg", svg), ("html", html), ("cast", cast)) if path is not None}
    options = SimulateOptions(scenario, sets or (), versus or (), sweep, measure, seed)
    return run(at.console, at.study, options, files, as_json)
