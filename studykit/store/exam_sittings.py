"""Exam sittings in the journal.

A sitting is a sequence of events of kind `sitting` with the subject `exam/ID`. The first holds the paper (`{"do":
"begin", "paper": ...}`), and each other event holds a move (`studykit.sittings.moves`). The last one also holds the
results; its `mock` names the pack if the paper was a whole mock exam. In one transaction with it, an `answer` event is
written for every item that was shown. Its `sitting` names the sitting, and undo does not take it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from studykit.errors import UsageError
from studykit.sittings.exam import Exam, Finished, ScoredItem, begin
from studykit.sittings.moves import Move, as_data, from_data
from studykit.sittings.paper import Paper
from studykit.store.journal import EXAM_PREFIX, Entry, Journal, NewEvent

RESULT = ("ends", "mock", "right", "credit")
"""The keys next to the last move."""


class StoredExam(NamedTuple):
    """A sitting as the journal has it. `right` and `credit`: the result of each item, once the exam was scored."""

    id: str
    exam: Exam
    right: tuple[bool, ...] = ()
    credit: tuple[float, ...] = ()

    @property
    def finished(self) -> Finished | None:
        """The scored exam; None while the sitting is open or if it was abandoned."""
        exam = self.exam
        if exam.ended is None or exam.end_reason in (None, "abandoned") or len(self.right) != len(exam.sheet):
            return None
        parts = zip(exam.paper.items, exam.sheet, self.right, self.credit, strict=True)
        return Finished(
            self.id, exam.paper, tuple(ScoredItem(*part) for part in parts), exam.started, exam.ended, exam.end_reason
        )


def start(journal: Journal, paper: Paper, now: int, day: int) -> StoredExam:
    """Starts a sitting, which is on disk on return."""
    from hashlib import sha256  # the first screen reads exams, and starts none

    name = sha256(f"{journal.device}/{now}/{paper.id}".encode()).hexdigest()[:6]
    journal.append("sitting", EXAM_PREFIX + name, {"do": "begin", "paper": paper.as_data()}, now, day)
    return StoredExam(name, begin(paper, now))


def append_move(journal: Journal, sitting: str, move: Move, now: int, day: int) -> None:
    """Writes a move, which is on disk on return."""
    journal.append("sitting", EXAM_PREFIX + sitting, as_data(move), now, day)


def end(journal: Journal, sitting: str, move: Move, done: Finished | None, now: int, day: int) -> list[Entry]:
    """Writes the last move of a sitting and, if it was scored, its answers: all of it or nothing. Returns them."""
    data = {**as_data(move), "ends": True}
    rows: list[NewEvent] = []
    if done is not None:
        data |= {"mock": done.paper.pack} if done.paper.whole else {}
        data |= {"right": [sat.right for sat in done.items], "credit": [round(sat.credit, 6) for sat in done.items]}
        rows = [NewEvent("answer", sat.id, _answer(done, sat)) for sat in done.items if sat.given.shown]
    return journal.append_all([NewEvent("sitting", EXAM_PREFIX + sitting, data), *rows], now, day)


def _answer(done: Finished, sat: ScoredItem) -> dict[str, Any]:
    given = sat.given
    answer = {"chosen": list(given.response), "right": sat.right, "sure": given.sure, "took": given.took}
    return {**answer, "revision": sat.item.text, "sitting": done.sitting}


def sittings(journal: Journal) -> list[StoredExam]:
    """Returns every sitting, the oldest first."""
    events: dict[str, list[Entry]] = {}
    for entry in journal.entries("sitting"):
        if entry.subject.startswith(EXAM_PREFIX):
            events.setdefault(entry.subject.removeprefix(EXAM_PREFIX), []).append(entry)
    return [_folded(name, entries) for name, entries in events.items() if entries[0].data.get("do") == "begin"]


def sitting(journal: Journal, name: str) -> StoredExam:
    """Returns the sitting whose id begins with `name`. UsageError if there is none or more than one."""
    known = sittings(journal)
    found = [one for one in known if one.id.startswith(name)]
    if len(found) == 1:
        return found[0]
    what = "names more than one sitting" if found else "names no sitting"
    raise UsageError(f"{name!r} {what}; studykit exam list shows {len(known)}")


def _folded(name: str, entries: Sequence[Entry]) -> StoredExam:
    first, *rest = entries
    exam = begin(Paper.from_data(first.data["paper"]), first.at)
    for entry in rest:
        data = {key: value for key, value in entry.data.items() if key not in RESULT}
        exam = exam.after(from_data(data), entry.at)
        if "ends" in entry.data:
            return StoredExam(name, exam, tuple(entry.data.get("right", ())), tuple(entry.data.get("credit", ())))
    return StoredExam(name, exam)
