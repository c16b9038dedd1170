"""The journal: the history of a learner as events in one SQLite file. Events are appended and never changed.

An event is on disk when `append` returns (WAL, synchronous FULL), whatever happens next. Undo writes another event,
which names the event that no longer counts. Merging two journals makes the union of their events. Events are read in
one order (event_sql.py): by time, but those of one device as they were written, because a clock can be set back.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from math import inf
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, NamedTuple

from studykit.errors import JournalError
from studykit.store.event_sql import LATEST_ORDER, NOT_UNDONE_BULK, NOT_UNDONE_FEW, ORDER_MS
from studykit.store.sqlite_errors import explain

VERSION = 1
SQLITE_VERSION = sqlite3.sqlite_version
CACHE_KIB = 32_768
"""Memory that SQLite may use: enough to sort a hundred thousand events without a temporary file."""
PATIENCE = 2.0
"""Seconds to wait while another studykit is writing."""
EXAM_PREFIX = "exam/"
"""The subjects of exam sittings begin with it."""
Kind = Literal["review", "answer", "prediction", "sitting", "mark", "undo", "weights"]
UNDOABLE = ("review", "answer", "mark")
SELECT_ENTRY = "select id, at, day, kind, subject, data from event"
LAST_OF_THIS_DEVICE = f"select {ORDER_MS} from main.event where id > ? and id < ? order by id desc limit 1"  # noqa: S608 -- a constant
AFTER_OTHER_DEVICES = (
    f"select max({ORDER_MS}) + 1 from main.event where kind in ('review', 'answer', 'mark') and subject = ? "  # noqa: S608 -- constants; values are bound
    "and not (id > ? and id < ?)"
)


class Entry(NamedTuple):
    """An event: `at` in ms since 1970, `day` its learning day, `order_ms` the time by which events are ordered."""

    id: str
    at: int
    day: int
    kind: str
    subject: str
    data: Mapping[str, Any]
    order_ms: int

    @property
    def sort_key(self) -> tuple[int, str]:
        """The place in the order of events."""
        return self.order_ms, self.id


class NewEvent(NamedTuple):
    """An event to write. `due`: phase, due time (ms) and due day to cache for a reviewed card."""

    kind: Kind
    subject: str
    data: Mapping[str, Any]
    due: tuple[str, int, int] | None = None


class CachedDue(NamedTuple):
    """When a reviewed card is due, as the cache has it: its phase, due time (ms since 1970) and learning day."""

    phase: str
    due_at: int
    due_day: int


class JournalCheck(NamedTuple):
    """The result of checking the file: "ok" or the first thing that SQLite found wrong, and the number of events."""

    verdict: str
    events: int


class Journal:
    """An open journal. A failure raises JournalError (exit 4), one line with the cause and the way out."""

    def __init__(self, path: Path, db: sqlite3.Connection, device: str) -> None:
        self.path = path
        self.db = db
        self.device = device

    # Opening and closing

    @classmethod
    def open(cls, path: Path) -> Journal:
        """Opens the journal; makes it and its folder if there is none. An existing file is never overwritten."""
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            db = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)
            db.execute("pragma journal_mode = wal")
            db.execute("pragma synchronous = full")
            db.execute(f"pragma cache_size = -{CACHE_KIB}")
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
        """Makes the tables of a new journal; returns the id of this device."""
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

    def close(self) -> None:
        """Closes the file."""
        self.db.close()

    def __enter__(self) -> Journal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def check(self) -> JournalCheck:
        """Checks the file. The JournalError is SQLite's own message."""
        try:
            (verdict,) = self.db.execute("pragma quick_check").fetchone()
            (events,) = self.db.execute("select count(*) from event").fetchone()
        except sqlite3.Error as failed:
            raise JournalError(str(failed)) from None
        return JournalCheck(verdict, events)

    # Writing

    def append(
        self,
        kind: Kind,
        subject: str,
        data: Mapping[str, Any],
        at: int,
        day: int,
        due: tuple[str, int, int] | None = None,
    ) -> Entry:
        """Writes an event, which is on disk on return. `due`: what to cache for a reviewed card (see `NewEvent`)."""
        return self.append_all([NewEvent(kind, subject, data, due)], at, day)[0]

    def append_all(self, events: Sequence[NewEvent], at: int, day: int, forget: Iterable[str] = ()) -> list[Entry]:
        """Writes events, all of them or none; they are on disk on return. `forget`: cards to remove from the cache of
        due days."""
        written = []
        try:
            with self._transaction():
                count = "update device set next = next + ? returning next"
                (after,) = self.db.execute(count, (len(events),)).fetchone()
                for number, event in enumerate(events, start=after - len(events)):
                    name = f"{self.device}-{number:010d}"
                    order_ms = self._order_ms(event.subject, at)
                    data = event.data if order_ms == at else {**event.data, "turn": order_ms}
                    text = json.dumps(data, ensure_ascii=False, sort_keys=True)
                    row = (name, at, day, event.kind, event.subject, text)
                    self.db.execute("insert into main.event values (?, ?, ?, ?, ?, ?)", row)
                    if event.due is not None:
                        self.cache_due(event.subject, event.due)
                    written.append(Entry(name, at, day, event.kind, event.subject, dict(event.data), order_ms))
                self.db.executemany("delete from due where card = ?", ((card,) for card in forget))
        except sqlite3.Error as failed:
            raise JournalError(explain(self.path, failed)) from None
        return written

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self.db.execute("begin immediate")
        try:
            yield
            self.db.execute("commit")
        finally:
            if self.db.in_transaction:
                self.db.execute("rollback")

    def _order_ms(self, subject: str, at: int) -> int:
        """Returns the time by which a new event is ordered: its own, or a later one if it would otherwise come before
        an event of this device or a known event of its subject."""
        own = self.own_ids()
        (last_of_this,) = self.db.execute(LAST_OF_THIS_DEVICE, own).fetchone() or (at,)
        (after_others,) = self.db.execute(AFTER_OTHER_DEVICES, (subject, *own)).fetchone()
        return max(at, last_of_this, after_others or 0)

    def own_ids(self) -> tuple[str, str]:
        """Returns two texts; the ids of this device are between them."""
        return f"{self.device}-", f"{self.device}."

    def merge(self, other: Path) -> int:
        """Adds the events of another journal that this one lacks; returns how many."""
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

    # Reading

    def rows(self, query: str, values: Sequence[object] = ()) -> Iterator[Any]:
        """Yields the rows of a query."""
        try:
            yield from self.db.execute(query, values)
        except sqlite3.Error as failed:
            raise JournalError(explain(self.path, failed)) from None

    def entries(
        self, kind: str | None = None, subject: str | None = None, since_day: int | None = None
    ) -> Iterator[Entry]:
        """Yields the events that were not undone, in their order."""
        wanted = [
            (clause, value)
            for clause, value in (("kind = ?", kind), ("subject = ?", subject), ("day >= ?", since_day))
            if value is not None
        ]
        where = " and ".join(["kind <> 'undo'", *(clause for clause, _ in wanted), NOT_UNDONE_BULK])
        query = f"{SELECT_ENTRY} where {where} order by {ORDER_MS}, id"
        return map(_entry, self.rows(query, [value for _, value in wanted]))

    def stream(self, kind: Kind, key: str, before: float = inf) -> Iterator[tuple[str, Any, int, int]]:
        """Yields subject, one value of the data, time (ms) and day of every event of a kind, by subject and order.

        `before`: only events of the learning days before it. This is the way to read a million events: SQLite takes
        the value out of the JSON, and it reads the file once from begin to end (`+kind` keeps it from using the index,
        which would look up each event).
        """
        query = (
            "select subject, data ->> ?, at, day from event where +kind = ? and day < ? "  # noqa: S608 -- a constant
            f"and {NOT_UNDONE_BULK} order by subject, {ORDER_MS}, id"
        )
        return self.rows(query, (f"$.{key}", kind, before))

    def exists(self, kind: Kind, prefix: str) -> bool:
        """True if there was ever an event of a kind whose subject begins with a prefix, even if it was undone."""
        query = "select 1 from event where kind = ? and subject >= ? and subject < ? limit 1"
        return self.db.execute(query, (kind, prefix, prefix + "\uffff")).fetchone() is not None

    def count(self, kind: Kind, subject: str) -> int:
        """Returns how many events of a kind a subject has, without those that were undone."""
        query = f"select count(*) from event where kind = ? and subject = ? and {NOT_UNDONE_FEW}"  # noqa: S608 -- a constant
        return int(self.db.execute(query, (kind, subject)).fetchone()[0])

    def foreign_writes(self) -> int:
        """Returns a number that changes when another connection has written to the journal."""
        return int(self.db.execute("pragma data_version").fetchone()[0])

    def latest_order(self, kind: Kind, subject: str, before: float = inf) -> tuple[int, str]:
        """Returns the sort key of the last event of a kind and subject that was not undone, on the learning days before
        one; (-1, "") if there is none."""
        return self.db.execute(LATEST_ORDER, (kind, subject, before)).fetchone() or (-1, "")

    def written_after(self, name: str) -> Iterator[Entry]:
        """Yields what this device wrote after one of its events and did not undo, as it was written."""
        query = f"{SELECT_ENTRY} where id > ? and id < ? and kind <> 'undo' and {NOT_UNDONE_FEW} order by id"
        return map(_entry, self.rows(query, (name, self.own_ids()[1])))

    # Undo

    def last_undoable(self, kinds: tuple[str, ...] = UNDOABLE, subject: str | None = None) -> Entry | None:
        """Returns the last event of some kinds, of one subject or any, that undo may take.

        Answers of an exam stay, and marks that an answer caused are undone with it. The events of this device come
        first, the last one written; then those of other devices, the last one in the order of events.
        """
        marks = ", ".join("?" * len(kinds))
        of, wanted = ("+kind", kinds) if subject is None else ("subject = ? and kind", (subject, *kinds))
        query = (
            f"{SELECT_ENTRY} where {of} in ({marks}) "
            f"and data ->> '$.sitting' is null and data ->> '$.because' is null and {NOT_UNDONE_FEW} "
        )
        own = (*wanted, *self.own_ids())
        row = self.db.execute(query + "and id > ? and id < ? order by id desc limit 1", own).fetchone()
        row = row or self.db.execute(query + f"order by {ORDER_MS} desc, id desc limit 1", wanted).fetchone()
        return None if row is None else _entry(row)

    def undo(self, at: int, day: int, name: str | None = None) -> tuple[Entry, ...]:
        """Undoes the event of an id, or the last review, answer or mark; marks that only this event caused go with it.

        Returns the event and after it these marks. Nothing if there is no such event or it was undone before.
        """
        entry = self.last_undoable() if name is None else self._find(name)
        if entry is None:
            return ()
        undone = (entry, *self._caused(entry))
        events = [NewEvent("undo", one.id, {"kind": one.kind, "subject": one.subject}) for one in undone]
        forget = (one.subject for one in undone if one.kind == "review" or one.data.get("what") == "due")
        self.append_all(events, at, day, forget)
        return undone

    def _find(self, name: str) -> Entry | None:
        """Returns the event of an id; None if there is none or it was undone."""
        row = self.db.execute(f"{SELECT_ENTRY} where id = ? and {NOT_UNDONE_FEW}", (name,)).fetchone()
        return None if row is None else _entry(row)

    def _caused(self, entry: Entry) -> list[Entry]:
        """Returns the marks that an answer caused, without those that another answer, not undone, caused too.

        The `because` of a mark holds the ids of the answers.
        """
        if entry.kind != "answer":
            return []
        query = f"{SELECT_ENTRY} where id > ? and id < ? and +kind = 'mark' and instr(data, ?) and {NOT_UNDONE_FEW}"
        device = entry.id.rpartition("-")[0]
        rows = self.db.execute(query, (entry.id, f"{device}.", entry.id))
        marks = [mark for mark in map(_entry, rows) if entry.id in mark.data.get("because", ())]
        return [mark for mark in marks if not any(map(self._find, {*mark.data["because"]} - {entry.id}))]

    # The cache of due days, which `studykit due` reads (due.py)

    def due_of(self, card: str) -> CachedDue | None:
        """Returns when a card is due, as the cache has it."""
        row = self.db.execute("select phase, at, day from due where card = ?", (card,)).fetchone()
        return None if row is None else CachedDue(*row)

    def cache_due(self, card: str, due: tuple[str, int, int]) -> None:
        """Caches phase, due time (ms) and due day of a card."""
        self.db.execute("insert or replace into due values (?, ?, ?, ?)", (card, *due))

    def refresh_due(self, wanted: Mapping[str, tuple[str, int, int]]) -> None:
        """Makes the cache hold phase, due time (ms) and due day of exactly these cards. Errors are ignored."""
        with suppress(sqlite3.Error):
            cached = {card: tuple(due) for card, *due in self.db.execute("select card, phase, at, day from due")}
            if cached != wanted:
                with self._transaction():
                    self.db.execute("delete from due")
                    for card, due in wanted.items():
                        self.cache_due(card, due)

    def clear_due_cache(self) -> None:
        """Empties the cache because something that due days depend on has changed. Errors are ignored."""
        with suppress(sqlite3.Error):
            self.db.execute("delete from due")


def _entry(row: tuple[Any, ...]) -> Entry:
    name, at, day, kind, subject, text = row
    data = json.loads(text)
    order_ms = data.pop("turn", at)
    return Entry(name, at, day, kind, subject, data, order_ms)
