"""A drill or quiz at work: its machine, the events that undo reverts, and the record that lets it be resumed."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, ClassVar, Generic, Self, TypeVar

from studykit.app.marks import EXCLUDING, MarkResult, mark
from studykit.app.options import Options
from studykit.app.resume import acquire
from studykit.app.study import Study
from studykit.app.undo import undo
from studykit.store.journal import Entry, Kind
from studykit.store.unfinished import SittingKind, UnfinishedSitting, finish, start

Machine = TypeVar("Machine")


class Undoable(Generic[Machine]):
    """A machine whose steps are events of the journal, so that each of them can be undone.

    `machine` is a pure value; undo keeps the old one.
    """

    def __init__(self, study: Study, machine: Machine) -> None:
        self.study = study
        self.machine = machine
        self._before: list[tuple[Machine, str]] = []

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
        """Marks a card or a question; undo reverts it. `text`: that of a report."""
        done = mark(self.study, subject, what, text)
        if done.event_id:
            self.remember(done.event_id)
        if what in EXCLUDING:
            self.machine = self.without(subject)
        return done

    def without(self, subject: str) -> Machine:
        """Returns the machine that does not ask a card or a question any more."""
        return self.machine


class Session(Undoable[Machine], ABC, Generic[Machine, Options]):
    """A drill or a quiz. Every event is on disk before the machine takes its next step.

    `record` is what is written with the first event so that the sitting can be resumed (None: it cannot); `record_id`
    names it once it is written.
    """

    kind: ClassVar[SittingKind]

    def __init__(
        self,
        study: Study,
        machine: Machine,
        options: Options,
        record: Mapping[str, Any] | None = None,
        record_id: str = "",
    ) -> None:
        super().__init__(study, machine)
        self.options = options
        self.record = record
        self.record_id = record_id
        self.is_resumed = bool(record_id)
        self.started = study.now()

    @classmethod
    @abstractmethod
    def start(cls, study: Study, options: Options, is_recorded: bool = True) -> Self:
        """Returns a new sitting; it may have nothing to ask."""

    @classmethod
    @abstractmethod
    def resume(cls, study: Study, unfinished: UnfinishedSitting) -> Self:
        """Returns an interrupted sitting as it was, without what the packs no longer have and what was excluded."""

    @abstractmethod
    def end(self) -> None:
        """Ends the sitting in the journal, if anything of it is there, so that it is not resumed."""

    @property
    @abstractmethod
    def is_complete(self) -> bool:
        """True if nothing is left to ask."""

    @classmethod
    @contextmanager
    def open(cls, study: Study, options: Options, may_resume: bool = True) -> Iterator[Self]:
        """Locks the sitting and gives the interrupted one if it has the same options, else a new one.

        An interrupted sitting that is not resumed is ended. If another terminal holds the lock, the new sitting cannot
        be resumed later.
        """
        with acquire(study, cls.kind) as lock:
            if lock.unfinished is not None:
                session = cls.resume(study, lock.unfinished)
                if may_resume and session.options == options and not session.is_complete:
                    yield session
                    return
                session.end()
            yield cls.start(study, options, lock.held)

    @classmethod
    def end_unfinished(cls, study: Study) -> None:
        """Ends the interrupted sitting, if there is one, because answers from a file take its place."""
        with acquire(study, cls.kind) as lock:
            if lock.unfinished is not None:
                cls.resume(study, lock.unfinished).end()

    def write(
        self,
        then: Machine,
        kind: Kind,
        subject: str,
        data: Mapping[str, Any],
        due: tuple[str, int, int] | None = None,
        at: int | None = None,
    ) -> Entry:
        """Writes an event, then takes the step to `then`; undo comes back to the machine before it."""
        moment = self.study.now() if at is None else at
        self.write_record(moment)
        entry = self.study.append(kind, subject, data, due, moment)
        self.remember(entry.id)
        self.machine = then
        return entry

    def write_record(self, at: int) -> None:
        """Writes what lets the sitting be resumed, unless it is written or the sitting cannot be resumed."""
        if self.record is not None and not self.record_id:
            self.record_id = start(self.study.journal, self.kind, self.record, at, self.study.day(at))

    def write_end(self, result: Mapping[str, Any]) -> None:
        """Writes the end of the sitting with its result."""
        finish(self.study.journal, self.kind, self.record_id, result, self.study.now(), self.study.day())
