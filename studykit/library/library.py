"""The library: every pack, taken from the index or read again. It gives out topics, cards, items and scenarios."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from studykit.errors import Problem, UsageError, unknown
from studykit.library import index
from studykit.library.pack_files import pack_folders, stamps

if TYPE_CHECKING:  # a list of topics needs no model of a pack: methods that return one import it
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


class ItemRow(NamedTuple):
    """An item as the choice of exam questions sees it; `domain` and `scope` are the topic's where it has none."""

    id: str
    topic: str
    kind: str
    domain: str
    scope: str
    point: str
    revision: str


class Hit(NamedTuple):
    """A search result; `id` opens it."""

    kind: str
    id: str
    title: str
    text: str


class Library:
    """Packs by id, and their parts on demand.

    `problems`: the problems of all packs, if they were read just now. A pack with an error is left out. `topics`: those
    that need not be decoded again.
    """

    def __init__(
        self, db: sqlite3.Connection, problems: tuple[Problem, ...] = (), topics: Iterable[Topic] = ()
    ) -> None:
        self.db = db
        self.problems = problems
        self._decoded: dict[tuple[str, str], Any] = {("topic", topic.id): topic for topic in topics}

    def close(self) -> None:
        """Closes the index."""
        self.db.close()

    # Packs and topics

    @cached_property
    def packs(self) -> dict[str, Pack]:
        """Every pack by its id."""
        from studykit.library.model import Pack

        rows = self.db.execute("select id, body from pack order by id")
        return {name: replace(_decode(Pack, body), id=name) for name, body in rows}

    def pack_titles(self) -> dict[str, tuple[str, str]]:
        """Returns the title and the exam's code of every pack, without decoding the packs."""
        return {
            name: (title, code) for name, title, code in self.db.execute("select id, title, code from pack order by id")
        }

    def comparisons(self) -> tuple[Comparison, ...]:
        """Returns the comparisons of all packs."""
        return tuple(one for pack in self.packs.values() for one in pack.compare.values())

    def rows(self) -> tuple[TopicRow, ...]:
        """Returns every topic, by pack, service and id."""
        columns = ", ".join(TopicRow._fields)
        found = self.db.execute(f"select {columns} from topic order by pack, service, id")  # noqa: S608 -- constants
        return tuple(TopicRow(*row) for row in found)

    def topic_ids(self) -> tuple[str, ...]:
        """Returns the ids of all topics, by pack, service and id."""
        return tuple(name for (name,) in self.db.execute("select id from topic order by pack, service, id"))

    def topic(self, name: str) -> Topic:
        """Returns the topic of this id, or the topic of the scenario of this id. UsageError if there is neither."""
        row = self.db.execute("select id, body from topic where id = ?", (name,)).fetchone()
        if row is None:
            row = self.db.execute(
                "select id, body from topic where id = (select topic from part where kind = 'scenario' and id = ?)",
                (name,),
            ).fetchone()
        if row is None:
            raise unknown("topic", name, (*self.topic_ids(), *self.scenario_ids()))
        from studykit.library.model import Topic

        found: Topic = self._once("topic", row[0], lambda: replace(_decode(Topic, row[1]), id=row[0]))
        return found

    def topics_of(self, name: str) -> tuple[str, ...]:
        """Returns the ids of the topics that a learner means by a name: of a topic, a scenario or a service."""
        service = tuple(row.id for row in self.rows() if row.service == name)
        return service if service and name not in self.topic_ids() else (self.topic(name).id,)

    def path_of(self, topic: str) -> Path:
        """Returns the file of a topic."""
        row = self.db.execute("select path from topic where id = ?", (topic,)).fetchone()
        return Path(row[0])

    def pack_of(self, topic: str) -> Pack:
        """Returns the pack of a topic."""
        row = self.db.execute("select pack from topic where id = ?", (topic,)).fetchone()
        return self.packs[row[0]]

    # Cards, items and scenarios

    def item(self, name: str) -> Item:
        """Returns the item of this id. UsageError if there is none."""
        from studykit.library.model import Item

        found: Item = self._part("item", Item, name)
        return found

    def card(self, name: str) -> Card:
        """Returns the card of this id. UsageError if there is none."""
        from studykit.library.model import Card

        found: Card = self._part("card", Card, name)
        return found

    def scenario(self, name: str) -> tuple[str, Scenario]:
        """Returns a scenario, and in front of it the id of its topic. UsageError if there is none."""
        from studykit.sim.engine.scenario import Scenario

        found: Scenario = self._part("scenario", Scenario, name)
        (topic,) = self.db.execute("select topic from part where kind = 'scenario' and id = ?", (name,)).fetchone()
        return topic, found

    def item_ids(self, topics: Iterable[str] | None = None) -> tuple[str, ...]:
        """Returns the ids of all items, or of those of some topics, scenarios or services."""
        return self._ids("item", topics)

    def card_ids(self, topics: Iterable[str] | None = None) -> tuple[str, ...]:
        """Returns the ids of all cards, or of those of some topics, scenarios or services."""
        return self._ids("card", topics)

    def scenario_ids(self) -> tuple[str, ...]:
        """Returns the ids of all scenarios."""
        return self._ids("scenario", None)

    def siblings(self) -> dict[str, str]:
        """Returns the fact that each card asks for; cards with the same fact are siblings. Cards without one are left
        out."""
        rows = self.db.execute("select id, topic, json_extract(body, '$.fact') from part where kind = 'card'")
        return {name: f"{topic}/{fact}" for name, topic, fact in rows if fact}

    def item_rows(self, pack: str) -> list[ItemRow]:
        """Returns every item of a pack, by id, without decoding the questions."""
        rows = self.db.execute(
            "select part.id, part.body, topic.id, topic.domain, topic.scope from part "
            "join topic on topic.id = part.topic where part.kind = 'item' and topic.pack = ? order by part.id",
            (pack,),
        )
        return [_item_row(*row) for row in rows]

    def revision(self, name: str) -> str:
        """Returns a short hash of the text of a card or an item: it changes with every edit."""
        query = "select body from part where kind in ('card', 'item') and id = ?"
        row = self.db.execute(query, (name,)).fetchone()
        return index.revision_of(row[0] if row else "")

    def renamed(self) -> dict[str, str]:
        """Returns the present id of every card and item by each former id that nothing else has now."""
        query = "select old, new from renamed where old not in (select id from part where kind in ('card', 'item'))"
        return dict(self.db.execute(query).fetchall())

    def search(self, text: str) -> tuple[Hit, ...]:
        """Returns everything that contains all the words of a text.

        Results with more of the words in their id and title come first; among these topics, then facts, tips, cards,
        items and scenarios.
        """
        words = text.lower().split()
        rank = {kind: place for place, kind in enumerate(("topic", "fact", "tip", "card", "item", "scenario"))}
        hits = [
            Hit(*row)
            for row in self.db.execute("select kind, id, title, text from words")
            if words and all(word in f"{row[1]} {row[2]} {row[3]}".lower() for word in words)
        ]
        near = {hit: sum(word in f"{hit.id} {hit.title}".lower() for word in words) for hit in hits}
        return tuple(sorted(hits, key=lambda hit: (-near[hit], rank[hit.kind], hit.id)))

    # What the index stores for the next start; it is a cache, so errors are ignored

    def trace(self, scenario: str) -> Trace | None:
        """Returns the stored default run of a scenario; None if there is none."""
        row = self.db.execute("select body from trace where scenario = ?", (scenario,)).fetchone()
        return None if row is None else _trace(json.loads(row[0]))

    def keep_trace(self, trace: Trace) -> None:
        """Stores the default run of a scenario."""
        body = json.dumps({name: getattr(trace, name) for name in trace.__slots__}, default=_slots)
        with suppress(sqlite3.Error):
            self.db.execute("insert or replace into trace values (?, ?)", (trace.scenario, body))
            self.db.commit()

    def remembered(self, key: str, pack: str) -> list[str] | None:
        """Returns the names that `remember` stored; None if there are none or a file of the pack has changed."""
        row = self.db.execute("select value from meta where key = ?", (f"{key}/{pack}",)).fetchone()
        stored = json.loads(row[0]) if row else {}
        return list(stored["items"]) if stored.get("stamp") == self._stamp(pack) else None

    def remember(self, key: str, pack: str, names: Sequence[str]) -> None:
        """Stores names that were computed from the files of a pack."""
        value = json.dumps({"stamp": self._stamp(pack), "items": names})
        with suppress(sqlite3.Error):
            self.db.execute("insert or replace into meta values (?, ?)", (f"{key}/{pack}", value))
            self.db.commit()

    def _stamp(self, pack: str) -> str:
        """Returns a text that changes with every file of a pack and with the version of the index."""
        query = "select count(*), sum(size), sum(mtime_ns / 1000) from file where pack = ?"
        return f"{index.KEY} {self.db.execute(query, (pack,)).fetchone()}"

    def _part(self, kind: str, wanted: type, name: str) -> Any:
        row = self.db.execute("select body from part where kind = ? and id = ?", (kind, name)).fetchone()
        if row is None:
            raise unknown(kind, name, self._ids(kind, None))
        return self._once(kind, name, lambda: _decode(wanted, row[0]))

    def _ids(self, kind: str, topics: Iterable[str] | None) -> tuple[str, ...]:
        found = self.db.execute("select id, topic from part where kind = ? order by topic, id", (kind,))
        if topics is None:
            return tuple(name for name, _ in found)
        wanted = {topic for name in topics for topic in self.topics_of(name)}
        return tuple(name for name, topic in found if topic in wanted)

    def _once(self, kind: str, name: str, make: Callable[[], Any]) -> Any:
        if (kind, name) not in self._decoded:
            self._decoded[kind, name] = make()
        return self._decoded[kind, name]


def load(roots: Sequence[Path], cache: Path | None = None) -> Library:
    """Loads all packs below the roots: from the index at `cache` if no file has changed since, else from their files.

    A root is a pack (it holds `pack.yaml`) or a folder of packs. Raises UsageError for a root that does not exist.
    """
    for root in roots:
        if not root.exists():
            raise UsageError(f"there is no pack at {root}")
    folders = pack_folders(map(str, roots))
    db = index.open_index(cache)
    current = stamps(folders)
    indexed = {path: (mtime, size) for path, mtime, size in db.execute("select path, mtime_ns, size from file")}
    if current and indexed == current:
        return Library(db)
    from studykit.library.indexing import rebuild_index

    db, problems, topics = rebuild_index(db, map(Path, folders), current)
    return Library(db, problems, () if cache else topics)


def _decode(wanted: Any, body: str) -> Any:
    from studykit.library.decode import decode

    return decode(wanted, index.to_node(json.loads(body)), "")[0]


def _item_row(name: str, body: str, topic: str, domain: str, scope: str) -> ItemRow:
    data: Mapping[str, Any] = json.loads(body)
    kind, own_domain, own_scope, point = (index.text_field(data, key) for key in ("kind", "domain", "scope", "point"))
    return ItemRow(name, topic, kind, own_domain or domain, own_scope or scope, point, index.revision_of(body))


def _slots(value: Any) -> Any:
    return [getattr(value, name) for name in value.__slots__]


def _trace(body: dict[str, Any]) -> Trace:
    from studykit.sim.engine.trace import Broken, Event, Trace

    body["events"] = tuple(Event(*entry) for entry in body["events"])
    body["broken"] = tuple(Broken(*entry) for entry in body["broken"])
    body["actors"], body["resources"] = tuple(body["actors"]), tuple(body["resources"])
    body["series"] = {name: tuple((at, level) for at, level in steps) for name, steps in body["series"].items()}
    return Trace(**body)
