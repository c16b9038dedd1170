"""`studykit search`: where a word stands."""

from __future__ import annotations

from typing import Annotated

import typer

from studykit.cli.desk import DESK

MOST = 20


def search(
    text: Annotated[str, typer.Argument(help="Words that must all occur.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON value.")] = False,
) -> int:
    """Find topics, facts, tips, cards, questions and scenarios."""
    hits = DESK.shelf().search(text)
    if as_json:
        DESK.json([{"kind": hit.kind, "id": hit.id, "title": hit.title, "text": hit.text} for hit in hits])
        return 0
    if not hits:
        DESK.write(f"nothing holds {text!r}")
        return 0
    import textwrap

    from studykit.screen.note import unmarked
    from studykit.screen.paint import clean

    for hit in hits[:MOST]:
        DESK.write(f"{hit.kind}  {hit.id}")
        flat = unmarked(clean(" ".join(hit.text.split())))
        DESK.write(textwrap.shorten(flat, DESK.width - 2, initial_indent="  ", placeholder=" ..."))
    if len(hits) > MOST:
        DESK.write(f"... and {len(hits) - MOST} more; add a word")
    return 0
