"""`studykit exam list`: every sitting, read from the journal alone."""

from __future__ import annotations

from datetime import datetime

from studykit.app.environment import Desk
from studykit.store.exam_sittings import StoredExam, sittings
from studykit.store.journal import Journal


def listed(desk: Desk, as_json: bool) -> int:
    """Every sitting, the latest first."""
    rows: list[StoredExam] = []
    if desk.journal.exists():
        with Journal.open(desk.journal) as log:
            rows = list(reversed(sittings(log)))
    if as_json:
        desk.json([_row(desk, one) for one in rows])
        return 0
    if not rows:
        desk.say("No paper was sat yet; studykit exam begins one.")
    for one in rows:
        row = _row(desk, one)
        day = datetime.fromtimestamp(one.exam.started / 1000).strftime("%Y-%m-%d %H:%M")  # noqa: DTZ006 -- local time
        right = f"{row['right']} of {row['items']} right" if row["right"] is not None else f"{row['items']} questions"
        desk.say(f"{one.id}  {day}  paper {one.exam.paper.id}  {right}  {row['state']}")
    return 0


def _row(desk: Desk, one: StoredExam) -> dict[str, object]:
    exam, done = one.exam, one.finished
    state = exam.end_reason or ("open" if exam.left(desk.now()) else "time is over")
    return {
        "id": one.id,
        "paper": exam.paper.id,
        "started": exam.started // 1000,
        "items": len(exam.sheet),
        "right": done.right if done else None,
        "state": state,
        "left": exam.left(desk.now()) // 1000,
    }
