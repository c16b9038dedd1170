"""A sitting at work, whatever it asks: its machine, the events that undo reverts, and the record that lets it resume."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Generic, TypeVar

from studykit.app.marks import MarkResult, mark
from studykit.app.study import Study
from studykit.app.undo import undo
from studykit.store.journal import Entry, Kind
from studykit.store.unfinished import SittingKind, finish, start

Machine = TypeVar("Machine")


class Session(Generic[Machine]):
    """A drill or a quiz. Every event is on disk before the machine takes its next step.

    `machine` is a pure value; undo keeps the old one. `record` is what is written with the first event so that the
    sitting can be resumed (None: it cannot); `record_id` names it once it is written.
    """

    kind: SittingKind

    def __init__(
        self, study: Study, machine: Machine, record: Mapping[str, Any] | None = None, record_id: str = ""
    ) -> None:
        self.study = study
        self.machine = machine
        self.record = record
        self.record_id = record_id
        self.started = study.now()
        self._before: list[tuple[Machine, str]] = []

    def write(
        self, then: Machine, kind: Kind, subject: str, data: Mapping[str, Any], due: tuple[str, int, int] | None = None
    ) -> Entry:
        """Writes an event, then takes the step to `then`; undo comes back to the machine before it."""
        if self.record is not None and not self.record_id:
            self.record_id = start(self.study.journal, self.kind, self.record, self.study.now(), self.study.day())
        entry = self.study.append(kind, subject, data, due)
        self.remember(entry.id)
        self.machine = then
        return entry

    def remember(self, event_id: str) -> None:
        """Makes undo revert this event next, and come back to the machine as it is now."""
        self._before.append((self.machine, event_id))

    def undo(self) -> str | None:
        """Undoes the last event of this sitting; says what was undone, or None if there is none."""
        if not self._before:
            return None
        self.machine, event_id = self._before.pop()
        return undo(self.study, event_id) or "it was taken back before"

    def mark(self, subject: str, what: str, text: str | None = None) -> MarkResult:
        """Marks a card or a question; undo reverts it."""
        done = mark(self.study, subject, what, text)
        if done.event_id:
            self.remember(done.event_id)
        return done

    def end_record(self, result: Mapping[str, Any]) -> None:
        """Ends the sitting in the journal, so that it is not resumed."""
        finish(self.study.journal, self.kind, self.record_id, result, self.study.now(), self.study.day())
