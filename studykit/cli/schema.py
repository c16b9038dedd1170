"""`studykit schema`: the JSON Schema of the pack format, for editors."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from studykit.cli.desk import DESK


def schema(
    what: Annotated[
        Literal["topic", "pack"], typer.Argument(help="The schema of a topic file or of pack.yaml.")
    ] = "topic",
) -> int:
    """Print the JSON Schema of a topic file (or of pack.yaml)."""
    from studykit.library.schema import dumps, pack_schema, topic_schema

    DESK.out.write(dumps(topic_schema() if what == "topic" else pack_schema()))
    return 0
