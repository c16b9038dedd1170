"""`studykit due`, the slow way: when the light one has no index or a pack has changed."""

from __future__ import annotations

from typing import Annotated

import typer

from studykit.cli.desk import DESK


def due(as_json: Annotated[bool, typer.Option("--json", help="One JSON value.")] = False) -> int:
    """Say in one line what is due."""
    from studykit.store.due import in_words

    answer = counts()
    if as_json:
        DESK.json(answer)
    else:
        DESK.write(in_words(answer))
    return 0


def counts() -> dict[str, object]:
    """The value of `due --json`."""
    from datetime import date
    from pathlib import Path

    from studykit import home
    from studykit.cli.memory import queue
    from studykit.memory.queue import today
    from studykit.store.due import NOTHING

    answer = dict(NOTHING)
    if Path(home.journal()).exists():
        with DESK.journal() as journal:
            found, states = queue(journal)
    else:
        found, states = today(DESK.shelf().card_ids(), {}, DESK.now(), DESK.day()), {}
    now, day = DESK.now(), DESK.day()
    waits = [(s.due_day - day) * 86_400 for s in states.values() if s.phase == "review" and s.due_day > day]
    waits += [
        (s.due_at - now) // 1000 for s in states.values() if s.phase in ("learning", "relearning") and s.due_at > now
    ]
    answer |= {
        "due": len(found.due),
        "new": len(found.new),
        "learning": len(found.learning),
        "overdue": found.overdue,
        "next_due": min(waits) if waits else None,
    }
    exam = DESK.settings().get("exam_date")
    if isinstance(exam, str):
        answer |= {"exam_date": exam, "days_left": date.fromisoformat(exam).toordinal() - day}
    return answer
