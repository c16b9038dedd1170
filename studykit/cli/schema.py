"""`studykit schema`: the JSON Schema of the pack format, for editors."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from studykit.cli.context import invocation


def schema(
    ctx: typer.Context,
    what: Annotated[Literal["topic", "pack"], typer.Argument(help="Of a topic's file, or of pack.yaml.")] = "topic",
) -> None:
    """Print the JSON Schema of a topic's file, or of pack.yaml.

    An editor finds it by the first line of each file: # yaml-language-server: $schema=...
    """
    from studykit.library.schema import dumps, pack_schema, topic_schema

    text = dumps(topic_schema() if what == "topic" else pack_schema())
    invocation(ctx).console.line(text.removesuffix("\n"))
