"""`studykit check`: reads packs, executes their proofs and judges their questions."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from studykit.cli.context import invocation


def check(
    ctx: typer.Context,
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[PATH]...", help="Packs, or topic files inside packs; else all packs."),
    ] = None,
    matrix: Annotated[
        str | None,
        typer.Option(metavar="FAMILY", help="Show which option of a family meets which need, and check nothing else."),
    ] = None,
    format: Annotated[Literal["text", "json", "github"], typer.Option(help="How problems are shown.")] = "text",
) -> int:
    """Check packs: schema, references, proofs, writing rules.

    Exit code 3 when something cannot be read, 1 for any other error, 0 with warnings only.
    """
    from studykit.app.check import check_paths, family_matrix
    from studykit.screen.tools.check import show, show_matrix

    at = invocation(ctx)
    if matrix is not None:
        return show_matrix(at.console, family_matrix(at.study, paths or [], matrix), format)
    return show(at.console, check_paths(at.study, paths or []), format)
