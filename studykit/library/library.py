"""The library: every pack that there is, read or remembered. Who needs a topic, an item or a scenario asks here."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from studykit.errors import Problem, UsageError, unknown
from studykit.library import index

if TYPE_CHECKING:  # a list of topics needs no part of a pack: what they are made of is imported when one is wanted
    from studykit.library.model import Card, Comparison, Item, Pack, Topic
    from studykit.sim.engine.scenario import Scenario
    from studykit.sim.engine.trace import Trace


class TopicRow(NamedTuple):
    """A topic as lists show it; facts, cards, items and scenarios are counts."""

    id: str
    pack: str
    title: str
    service: str
    domain: str
    scope: str
    facts: int
    cards: int
    items: int
    scenarios: int


class Hit(NamedTuple):
    """One thing that search found; `id` opens it."""

    kind: str
    id: str
    title: str
    text: str


class Library:
    """Packs by id, and their parts on demand. `problems` holds all that is wrong; a pack with an error is left out."""

    def __init__(self, db: sqlite3.Connection, problems: tuple[Problem, ...] = ()) -> None:
        self.db = db
        self.problems = problems
        self._kept: dict[tuple[str, str], Any] = {}

    @cached_property
    def packs(self) -> dict[str, Pack]:
        """Every pack by its id."""
        from studykit.library.model import Pack

        rows = self.db.execute("select id, body from pack order by id")
        return {name: replace(_decoded(Pack, body), id=name) for name, body in rows}

    def pack_titles(self) -> dict[str, tuple[str, str]]:
        """Title and code of the exam of every pack, without reading more of it."""
        return {
            name: (title, code) for name, title, code in self.db.execute("select id, title, code from pack order by id")
        }

    def renamed(self) -> dict[str, str]:
        """The id of every card and item by each that it had before, but for those that something has now."""
        query = "select old, new from renamed where old not in (select id from part where kind in ('card', 'item'))"
        return dict(self.db.execute(query).fetchall())

    def rows(self) -> tuple[TopicRow, ...]:
        """Every topic, by pack, service and id."""
        columns = "id, pack, title, service, domain, scope, facts, cards, items, scenarios"
        found = self.db.execute(f"select {columns} from topic order by pack, service, id")  # noqa: S608 -- constants
        return tuple(TopicRow(*row) for row in found)

    def topic_ids(self) -> tuple[str, ...]:
        return tuple(name for (name,) in self.db.execute("select id from topic order by pack, service, id"))

    def topic(self, name: str) -> Topic:
        """A whole topic; a scenario's id opens the topic that it belongs to. UsageError when there is neither."""
        row = self.db.execute("select id, body from topic where id = ?", (name,)).fetchone()
        if row is None:
            row = self.db.execute(
                "select id, body from topic where id = (select topic from part where kind = 'scenario' and id = ?)",
                (name,),
            ).fetchone()
        if row is None:
            raise unknown("topic", name, (*self.topic_ids(), *self.scenario_ids()))
        from studykit.library.model import Topic

        found: Topic = self._once("topic", row[0], lambda: replace(_decoded(Topic, row[1]), id=row[0]))
        return found

    def topics_of(self, name: str) -> tuple[str, ...]:
        """What a learner may name to study: a topic, a scenario of it, or a service with all of its topics."""
        service = tuple(row.id for row in self.rows() if row.service == name)
        return service if service and name not in self.topic_ids() else (self.topic(name).id,)

    def path_of(self, topic: str) -> Path:
        """The file that a topic stands in."""
        row = self.db.execute("select path from topic where id = ?", (topic,)).fetchone()
        return Path(row[0])

    def pack_of(self, topic: str) -> Pack:
        row = self.db.execute("select pack from topic where id = ?", (topic,)).fetchone()
        return self.packs[row[0]]

    def comparisons(self) -> tuple[Comparison, ...]:
        """Every pair of neighbours that a pack sets side by side."""
        return tuple(one for pack in self.packs.values() for one in pack.compare.values())

    def item(self, name: str) -> Item:
        from studykit.library.model import Item

        found: Item = self._part("item", Item, name)
        return found

    def card(self, name: str) -> Card:
        from studykit.library.model import Card

        found: Card = self._part("card", Card, name)
        return found

    def scenario(self, name: str) -> tuple[str, Scenario]:
        """The topic of a scenario, and the scenario."""
        from studykit.sim.engine.scenario import Scenario

        made: Scenario = self._part("scenario", Scenario, name)
        (topic,) = self.db.execute("select topic from part where kind = 'scenario' and id = ?", (name,)).fetchone()
        return topic, made

    def item_ids(self, topics: Iterable[str] | None = None) -> tuple[str, ...]:
        return self._ids("item", topics)

    def card_ids(self, topics: Iterable[str] | None = None) -> tuple[str, ...]:
        return self._ids("card", topics)

    def scenario_ids(self) -> tuple[str, ...]:
        return self._ids("scenario", None)

    def siblings(self) -> dict[str, str]:
        """Returns the fact that each card asks for; cards with the same fact are siblings."""
        rows = self.db.execute("select id, topic, json_extract(body, '$.fact') from part where kind = 'card'")
        return {name: f"{topic}/{fact}" for name, topic, fact in rows if fact}

    def revision(self, name: str) -> str:
        """Returns a short hash of the text of a card or an item; it changes with every edit."""
        query = "select body from part where kind in ('card', 'item') and id = ?"
        row = self.db.execute(query, (name,)).fetchone()
        return revision_of(row[0] if row else "")

    def search(self, text: str) -> tuple[Hit, ...]:
        """Everything that holds all the words, whole topics first, then facts, tips, cards, items and scenarios."""
        words = text.lower().split()
        rank = {kind: place for place, kind in enumerate(("topic", "fact", "tip", "card", "item", "scenario"))}
        hits = [
            Hit(*row)
            for row in self.db.execute("select kind, id, title, text from words")
            if words and all(word in f"{row[1]} {row[2]} {row[3]}".lower() for word in words)
        ]
        near = {hit: sum(word in f"{hit.id} {hit.title}".lower() for word in words) for hit in hits}
        return tuple(sorted(hits, key=lambda hit: (-near[hit], rank[hit.kind], hit.id)))

    def trace(self, scenario: str) -> Trace | None:
        """The default run of a scenario, if it was kept."""
        row = self.db.execute("select body from trace where scenario = ?", (scenario,)).fetchone()
        return None if row is None else _trace(json.loads(row[0]))

    def keep_trace(self, trace: Trace) -> None:
        """Keeps a default run for the next start; a cache that cannot be written is no reason to stop."""
        body = json.dumps({name: getattr(trace, name) for name in trace.__slots__}, default=_slots)
        with suppress(sqlite3.Error):
            self.db.execute("insert or replace into trace values (?, ?)", (trace.scenario, body))
            self.db.commit()

    def _part(self, kind: str, wanted: type, name: str) -> Any:
        row = self.db.execute("select body from part where kind = ? and id = ?", (kind, name)).fetchone()
        if row is None:
            raise unknown(kind, name, self._ids(kind, None))
        return self._once(kind, name, lambda: _decoded(wanted, row[0]))

    def _ids(self, kind: str, topics: Iterable[str] | None) -> tuple[str, ...]:
        found = self.db.execute("select id, topic from part where kind = ? order by topic, id", (kind,))
        if topics is None:
            return tuple(name for name, _ in found)
        wanted = {topic for name in topics for topic in self.topics_of(name)}
        return tuple(name for name, topic in found if topic in wanted)

    def _once(self, kind: str, name: str, make: Any) -> Any:
        if (kind, name) not in self._kept:
            self._kept[kind, name] = make()
        return self._kept[kind, name]


def load(roots: Sequence[Path], cache: Path | None = None) -> Library:
    """All packs below the roots: from the index at `cache` where no file has changed, else read anew.

    A root is a pack (it holds `pack.yaml`) or a folder of packs. Raises UsageError for a root that does not exist.
    """
    for root in roots:
        if not root.exists():
            raise UsageError(f"there is no pack at {root}")
    folders = index.pack_folders(roots)
    base = index.open_index(cache)
    current = index.stamps(folders)
    kept = {path: (mtime, size) for path, mtime, size in base.execute("select path, mtime_ns, size from file")}
    if current and kept == current:
        return Library(base)
    from studykit.library.indexing import read

    return Library(*read(base, folders, current))


def revision_of(body: str) -> str:
    """Returns the same hash, of a body as the index keeps it."""
    from hashlib import sha256

    return sha256(body.encode()).hexdigest()[:10]


def _decoded(wanted: Any, body: str) -> Any:
    from studykit.library.decode import decode

    return decode(wanted, index.node(json.loads(body)), "")[0]


def _slots(value: Any) -> Any:
    return [getattr(value, name) for name in value.__slots__]


def _trace(body: dict[str, Any]) -> Trace:
    from studykit.sim.engine.trace import Broken, Event, Trace

    body["events"] = tuple(Event(*entry) for entry in body["events"])
    body["broken"] = tuple(Broken(*entry) for entry in body["broken"])
    body["actors"], body["resources"] = tuple(body["actors"]), tuple(body["resources"])
    body["series"] = {name: tuple((at, level) for at, level in steps) for name, steps in body["series"].items()}
    return Trace(**body)
