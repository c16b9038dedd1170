"""`studykit topics`: what there is."""

from __future__ import annotations

from typing import Annotated

import typer

from studykit.cli.desk import DESK


def topics(as_json: Annotated[bool, typer.Option("--json", help="One JSON value.")] = False) -> int:
    """List every topic with what it holds and what is due."""
    from dataclasses import asdict

    from studykit.cli.memory import due_by_topic

    rows = DESK.shelf().rows()
    waiting = due_by_topic()
    if as_json:
        DESK.json([{**asdict(row), "due": waiting.get(row.id, 0)} for row in rows])
        return 0
    wide = max((len(row.id) for row in rows), default=10)
    for row in rows:
        due = f"  {waiting[row.id]} due" if waiting.get(row.id) else ""
        counts = f"{row.cards:3} cards {row.items:3} items {row.scenarios:2} replays"
        DESK.write(f"{row.id:<{wide}}  {counts}{due}")
        DESK.write(f"{'':<{wide}}  {row.title}")
    return 0
