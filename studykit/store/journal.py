"""The journal: append-only events in SQLite. An entry that was acknowledged is on disk, whatever happens next.

WAL and synchronous FULL: `append` returns when the operating system says that it is written. Undo is a further
event that names what it takes back. Two machines' journals merge as a union of sets. Events are read in the order of
their turns: by time, but one machine's own in the order of writing, for clocks are set back.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from math import inf
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, NamedTuple

from studykit.errors import JournalError
from studykit.store.event_order import ORDER_MS
from studykit.store.sqlite_errors import explain

VERSION = 1
CACHE = 32_768
"""KiB that SQLite may hold: a hundred thousand events are then put in order without a file beside."""
PATIENCE = 2.0
"""Seconds to wait for another studykit that is writing."""
Kind = Literal["review", "answer", "prediction", "sitting", "mark", "undo", "weights"]
UNDOABLE = ("review", "answer", "mark")
NOT_UNDONE = "not exists (select 1 from event as later where later.kind = 'undo' and later.subject = event.id)"
LAST_OF_THIS_DEVICE = f"select {ORDER_MS} from main.event where id > ? and id < ? order by id desc limit 1"  # noqa: S608 -- a constant
AFTER_OTHER_DEVICES = (
    f"select max({ORDER_MS}) + 1 from main.event where kind in ('review', 'answer', 'mark') and subject = ? "  # noqa: S608 -- constants; values are bound
    "and not (id > ? and id < ?)"
)


class Entry(NamedTuple):
    """One event: `at` in ms since 1970, `day` its learning day, `turn` its place among the others (ms)."""

    id: str
    at: int
    day: int
    kind: str
    subject: str
    data: Mapping[str, Any]
    order_ms: int

    @property
    def sort_key(self) -> tuple[int, str]:
        """What events are ordered by."""
        return self.order_ms, self.id


class NewEvent(NamedTuple):
    """An event to write. `due` (phase, ms, day) renews what is kept of a reviewed card."""

    kind: Kind
    subject: str
    data: Mapping[str, Any]
    due: tuple[str, int, int] | None = None


class Journal:
    """An open journal. Every failure is one line that says which and what to do (JournalError, exit 4)."""

    def __init__(self, path: Path, db: sqlite3.Connection, device: str) -> None:
        self.path = path
        self.db = db
        self.device = device

    @classmethod
    def open(cls, path: Path) -> Journal:
        """Opens the journal, making it and its folder when there is none. Nothing that is there is overwritten."""
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            db = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)
            db.execute("pragma journal_mode = wal")
            db.execute("pragma synchronous = full")
            db.execute(f"pragma cache_size = -{CACHE}")
            (version,) = db.execute("pragma user_version").fetchone()
            if version > VERSION:
                raise JournalError(
                    f"the journal {path} is of version {version} and this studykit knows {VERSION}; update studykit"
                )
            device = cls._prepare(db, version)
        except (sqlite3.Error, OSError) as failed:
            raise JournalError(explain(path, failed)) from None
        return cls(path, db, device)

    @staticmethod
    def _prepare(db: sqlite3.Connection, version: int) -> str:
        if version < VERSION:
            from importlib.resources import files

            db.executescript(files("studykit.store").joinpath("schema.sql").read_text(encoding="utf-8"))
            db.execute("begin immediate")
            if db.execute("select count(*) from device").fetchone()[0] == 0:
                db.execute("insert into device values (?, 1)", (os.urandom(4).hex(),))
            db.execute(f"pragma user_version = {VERSION}")
            db.execute("commit")
        (device,) = db.execute("select id from device").fetchone()
        return str(device)

    def __enter__(self) -> Journal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.db.close()

    def append(
        self,
        kind: Kind,
        subject: str,
        data: Mapping[str, Any],
        at: int,
        day: int,
        due: tuple[str, int, int] | None = None,
    ) -> Entry:
        """Writes one event; on return it is on disk. `due` (phase, ms, day) renews what is kept of a reviewed card."""
        return self.append_all([NewEvent(kind, subject, data, due)], at, day)[0]

    def append_all(self, events: Sequence[NewEvent], at: int, day: int, forget: Iterable[str] = ()) -> list[Entry]:
        """Writes events, all of them or none; on return they are on disk. `forget`: cards of which nothing is kept any
        more."""
        written = []
        try:
            self.db.execute("begin immediate")
            count = "update device set next = next + ? returning next"
            (after,) = self.db.execute(count, (len(events),)).fetchone()
            for number, event in enumerate(events, start=after - len(events)):
                name = f"{self.device}-{number:010d}"
                turn = self._turn(event.subject, at)
                data = event.data if turn == at else {**event.data, "turn": turn}
                row = (name, at, day, event.kind, event.subject, json.dumps(data, ensure_ascii=False, sort_keys=True))
                self.db.execute("insert into main.event values (?, ?, ?, ?, ?, ?)", row)
                if event.due is not None:
                    self.db.execute("insert or replace into due values (?, ?, ?, ?)", (event.subject, *event.due))
                written.append(Entry(*row[:5], dict(event.data), turn))
            self.db.executemany("delete from due where card = ?", ((card,) for card in forget))
            self.db.execute("commit")
        except sqlite3.Error as failed:
            if self.db.in_transaction:
                self.db.execute("rollback")
            raise JournalError(explain(self.path, failed)) from None
        return written

    def _turn(self, subject: str, at: int) -> int:
        """Where an event comes in the order: at its moment, unless this machine has written a later one, or knows a
        later one of its subject."""
        own = (f"{self.device}-", f"{self.device}.")
        mine = self.db.execute(LAST_OF_THIS_DEVICE, own).fetchone() or (at,)
        (others,) = self.db.execute(AFTER_OTHER_DEVICES, (subject, *own)).fetchone()
        return max(at, mine[0], others or 0)

    def entries(
        self, kind: str | None = None, subject: str | None = None, since_day: int | None = None
    ) -> Iterator[Entry]:
        """Events in the order of their turns, those taken back left out."""
        wanted = [
            (clause, value)
            for clause, value in (("kind = ?", kind), ("subject = ?", subject), ("day >= ?", since_day))
            if value is not None
        ]
        where = " and ".join(["kind <> 'undo'", *(clause for clause, _ in wanted)])
        query = (
            f"select id, at, day, kind, subject, data from event where {where} "  # noqa: S608 -- clauses are constants
            f"and id not in (select subject from event where kind = 'undo') order by {ORDER_MS}, id"
        )
        try:
            for row in self.db.execute(query, [value for _, value in wanted]):
                yield _entry(row)
        except sqlite3.Error as failed:
            raise JournalError(explain(self.path, failed)) from None

    def stream(self, kind: Kind, key: str) -> Iterator[tuple[str, Any, int, int]]:
        """Of every event of a kind: its subject, one value of its data, its moment and its day. By subject and turn.

        The way to read a million events: no JSON leaves SQLite, and the file is read once from its begin to its end
        (`+kind` keeps SQLite from the index, which would look up each event by itself).
        """
        query = (
            "select subject, data ->> ?, at, day from event where +kind = ? "  # noqa: S608 -- a constant
            f"and id not in (select subject from event where kind = 'undo') order by subject, {ORDER_MS}, id"
        )
        try:
            yield from self.db.execute(query, (f"$.{key}", kind))
        except sqlite3.Error as failed:
            raise JournalError(explain(self.path, failed)) from None

    def exists(self, kind: Kind, prefix: str) -> bool:
        """Whether there was ever an event of a kind whose subject begins like this."""
        query = "select 1 from event where kind = ? and subject >= ? and subject < ? limit 1"
        return self.db.execute(query, (kind, prefix, prefix + "\uffff")).fetchone() is not None

    def count(self, kind: Kind, subject: str) -> int:
        """How many events of a kind a subject has, those taken back left out."""
        query = f"select count(*) from event where kind = ? and subject = ? and {NOT_UNDONE}"  # noqa: S608 -- a constant
        return int(self.db.execute(query, (kind, subject)).fetchone()[0])

    def foreign_writes(self) -> int:
        """Returns a number that changes when another connection has written to the journal."""
        return int(self.db.execute("pragma data_version").fetchone()[0])

    def latest_order(self, kind: Kind, subject: str, before: float = inf) -> tuple[int, str]:
        """The place of the last event of a kind with a subject, on a learning day `before` another, that was not taken
        back; before all where there is none."""
        query = (
            f"select {ORDER_MS} as turn, id from event where kind = ? and subject = ? and day < ? and {NOT_UNDONE} "  # noqa: S608 -- constants; values are bound
            "order by turn desc, id desc limit 1"
        )
        return self.db.execute(query, (kind, subject, before)).fetchone() or (-1, "")

    def written_after(self, name: str) -> Iterator[Entry]:
        """What this machine wrote after its event of this id, in the order of writing; what was taken back is left
        out."""
        query = (
            "select id, at, day, kind, subject, data from event where id > ? and id < ? and kind <> 'undo' "  # noqa: S608 -- constants; values are bound
            f"and {NOT_UNDONE} order by id"
        )
        yield from map(_entry, self.db.execute(query, (name, f"{self.device}.")))

    def last_undoable(self, kinds: tuple[str, ...] = UNDOABLE, subject: str | None = None) -> Entry | None:
        """What was done last of these kinds, with a subject or with any, and not taken back; a paper that was handed in
        stays so, and what answers have caused goes with them.

        What this machine wrote comes first, in the order of writing; then, by turn, what was merged in from others.
        """
        marks = ", ".join("?" * len(kinds))
        of, wanted = ("+kind", kinds) if subject is None else ("subject = ? and kind", (subject, *kinds))
        query = (
            f"select id, at, day, kind, subject, data from event where {of} in ({marks}) "  # noqa: S608 -- question marks
            f"and data ->> '$.sitting' is null and data ->> '$.because' is null and {NOT_UNDONE} "
        )
        own = (*wanted, f"{self.device}-", f"{self.device}.")
        row = self.db.execute(query + "and id > ? and id < ? order by id desc limit 1", own).fetchone()
        row = row or self.db.execute(query + f"order by {ORDER_MS} desc, id desc limit 1", wanted).fetchone()
        return None if row is None else _entry(row)

    def undo(self, at: int, day: int, name: str | None = None) -> tuple[Entry, ...]:
        """Takes back the event of this id, else the latest review, answer or mark; says which, and after it the marks
        that it alone had caused. Nothing when there is none left, or it was taken back before."""
        entry = self.last_undoable() if name is None else self._standing(name)
        if entry is None:
            return ()
        taken = (entry, *self._caused(entry))
        undone = [NewEvent("undo", one.id, {"kind": one.kind, "subject": one.subject}) for one in taken]
        forget = (one.subject for one in taken if one.kind == "review" or one.data.get("what") == "due")
        self.append_all(undone, at, day, forget)
        return taken

    def _standing(self, name: str) -> Entry | None:
        query = f"select id, at, day, kind, subject, data from event where id = ? and {NOT_UNDONE}"  # noqa: S608 -- a constant
        row = self.db.execute(query, (name,)).fetchone()
        return None if row is None else _entry(row)

    def _caused(self, entry: Entry) -> list[Entry]:
        """The marks that an answer has caused, and no other answer that stands: `because` has the ids."""
        query = (
            "select id, at, day, kind, subject, data from event where id > ? and id < ? and +kind = 'mark' "  # noqa: S608 -- constants; values are bound
            f"and instr(data, ?) and {NOT_UNDONE}"
        )
        machine = entry.id.rpartition("-")[0]
        rows = self.db.execute(query, (entry.id, f"{machine}.", entry.id)) if entry.kind == "answer" else ()
        marks = [mark for mark in map(_entry, rows) if entry.id in mark.data.get("because", ())]
        return [mark for mark in marks if not any(map(self._standing, {*mark.data["because"]} - {entry.id}))]

    def cache_due(self, card: str, due: tuple[str, int, int]) -> None:
        """Renews what is kept of a card after an undo."""
        self.db.execute("insert or replace into due values (?, ?, ?, ?)", (card, *due))

    def refresh_due(self, wanted: Mapping[str, tuple[str, int, int]]) -> None:
        """Makes the cached due days (phase, ms, day) what is wanted, if they are not. Errors are ignored."""
        with suppress(sqlite3.Error):
            kept = {card: tuple(row) for card, *row in self.db.execute("select card, phase, at, day from due")}
            if kept != wanted:
                self.db.execute("begin immediate")
                self.db.execute("delete from due")
                for card, due in wanted.items():
                    self.cache_due(card, due)
                self.db.execute("commit")

    def clear_due_cache(self) -> None:
        """Forgets what is kept of due days, for what they depend on has changed; the next look works it out."""
        with suppress(sqlite3.Error):
            self.db.execute("delete from due")

    def merge(self, other: Path) -> int:
        """Takes in the events of another journal that this one has not; returns how many."""
        try:
            self.db.execute("attach ? as other", (str(other),))
            before = self.db.execute("select count(*) from event").fetchone()[0]
            self.db.execute("insert or ignore into main.event select * from other.event")
            after = self.db.execute("select count(*) from event").fetchone()[0]
            self.db.execute("delete from due")
            self.db.execute("detach other")
        except sqlite3.Error as failed:
            raise JournalError(explain(other, failed)) from None
        return int(after - before)


def _entry(row: tuple[Any, ...]) -> Entry:
    name, at, day, kind, subject, data = row
    told = json.loads(data)
    turn = told.pop("turn", at)
    return Entry(name, at, day, kind, subject, told, turn)
