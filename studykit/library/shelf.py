"""The shelf: every pack that there is, read or remembered. Who needs a topic, an item or a scenario asks here."""

from __future__ import annotations

import gc
import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from studykit.errors import Problem, UsageError, unknown
from studykit.library import index
from studykit.library.decode import decode
from studykit.library.model import Card, Comparison, Item, Pack, Topic
from studykit.library.packs import ReadPack, ReadTopic, duplicates_across, pack_folders, read_pack
from studykit.sim.scenario import Scenario
from studykit.sim.trace import Broken, Event, Trace

COUNTED = ("facts", "cards", "items", "scenarios")


@dataclass(frozen=True, slots=True)
class TopicRow:
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


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that search found; `id` opens it."""

    kind: str
    id: str
    title: str
    text: str


class Shelf:
    """Packs by id, and their parts on demand. `problems` holds all that is wrong; a pack with an error is left out."""

    def __init__(self, base: sqlite3.Connection, problems: tuple[Problem, ...] = ()) -> None:
        self.base = base
        self.problems = problems
        self.packs: dict[str, Pack] = {}
        self._kept: dict[tuple[str, str], Any] = {}
        for name, body in base.execute("select id, body from pack order by id"):
            pack = _decoded(Pack, body)
            self.packs[name] = replace(pack, id=name)

    def rows(self) -> tuple[TopicRow, ...]:
        """Every topic, by pack, service and id."""
        columns = "id, pack, title, service, domain, scope, facts, cards, items, scenarios"
        found = self.base.execute(f"select {columns} from topic order by pack, service, id")  # noqa: S608 -- constants
        return tuple(TopicRow(*row) for row in found)

    def topic_ids(self) -> tuple[str, ...]:
        return tuple(name for (name,) in self.base.execute("select id from topic order by pack, service, id"))

    def topic(self, name: str) -> Topic:
        """A whole topic; a scenario's id opens the topic that it belongs to. UsageError when there is neither."""
        row = self.base.execute("select id, body from topic where id = ?", (name,)).fetchone()
        if row is None:
            row = self.base.execute(
                "select id, body from topic where id = (select topic from part where kind = 'scenario' and id = ?)",
                (name,),
            ).fetchone()
        if row is None:
            raise unknown("topic", name, (*self.topic_ids(), *self.scenario_ids()))
        found: Topic = self._once("topic", row[0], lambda: replace(_decoded(Topic, row[1]), id=row[0]))
        return found

    def topics_of(self, name: str) -> tuple[str, ...]:
        """What a learner may name to study: a topic, a scenario of it, or a service with all of its topics."""
        service = tuple(row.id for row in self.rows() if row.service == name)
        return service if service and name not in self.topic_ids() else (self.topic(name).id,)

    def path_of(self, topic: str) -> Path:
        """The file that a topic stands in."""
        row = self.base.execute("select path from topic where id = ?", (topic,)).fetchone()
        return Path(row[0])

    def pack_of(self, topic: str) -> Pack:
        row = self.base.execute("select pack from topic where id = ?", (topic,)).fetchone()
        return self.packs[row[0]]

    def comparisons(self) -> tuple[Comparison, ...]:
        """Every pair of neighbours that a pack sets side by side."""
        return tuple(one for pack in self.packs.values() for one in pack.compare.values())

    def item(self, name: str) -> Item:
        found: Item = self._part("item", Item, name)
        return found

    def card(self, name: str) -> Card:
        found: Card = self._part("card", Card, name)
        return found

    def scenario(self, name: str) -> tuple[str, Scenario]:
        """The topic of a scenario, and the scenario."""
        made = self._part("scenario", Scenario, name)
        (topic,) = self.base.execute("select topic from part where kind = 'scenario' and id = ?", (name,)).fetchone()
        return topic, made

    def item_ids(self, topics: Iterable[str] | None = None) -> tuple[str, ...]:
        return self._ids("item", topics)

    def card_ids(self, topics: Iterable[str] | None = None) -> tuple[str, ...]:
        return self._ids("card", topics)

    def scenario_ids(self) -> tuple[str, ...]:
        return self._ids("scenario", None)

    def search(self, text: str) -> tuple[Hit, ...]:
        """Everything that holds all the words, whole topics first, then facts, tips, cards, items and scenarios."""
        words = text.lower().split()
        rank = {kind: place for place, kind in enumerate(("topic", "fact", "tip", "card", "item", "scenario"))}
        hits = [
            Hit(*row)
            for row in self.base.execute("select kind, id, title, text from words")
            if words and all(word in f"{row[1]} {row[2]} {row[3]}".lower() for word in words)
        ]
        near = {hit: sum(word in f"{hit.id} {hit.title}".lower() for word in words) for hit in hits}
        return tuple(sorted(hits, key=lambda hit: (-near[hit], rank[hit.kind], hit.id)))

    def trace(self, scenario: str) -> Trace | None:
        """The default run of a scenario, if it was kept."""
        row = self.base.execute("select body from trace where scenario = ?", (scenario,)).fetchone()
        return None if row is None else _trace(json.loads(row[0]))

    def keep_trace(self, trace: Trace) -> None:
        """Keeps a default run for the next start; a cache that cannot be written is no reason to stop."""
        body = json.dumps({name: getattr(trace, name) for name in Trace.__slots__}, default=_slots)
        with suppress(sqlite3.Error):
            self.base.execute("insert or replace into trace values (?, ?)", (trace.scenario, body))
            self.base.commit()

    def _part(self, kind: str, wanted: type, name: str) -> Any:
        row = self.base.execute("select body from part where kind = ? and id = ?", (kind, name)).fetchone()
        if row is None:
            raise unknown(kind, name, self._ids(kind, None))
        return self._once(kind, name, lambda: _decoded(wanted, row[0]))

    def _ids(self, kind: str, topics: Iterable[str] | None) -> tuple[str, ...]:
        found = self.base.execute("select id, topic from part where kind = ? order by topic, id", (kind,))
        if topics is None:
            return tuple(name for name, _ in found)
        wanted = {topic for name in topics for topic in self.topics_of(name)}
        return tuple(name for name, topic in found if topic in wanted)

    def _once(self, kind: str, name: str, make: Any) -> Any:
        if (kind, name) not in self._kept:
            self._kept[kind, name] = make()
        return self._kept[kind, name]


def load(roots: Sequence[Path], cache: Path | None = None) -> Shelf:
    """All packs below the roots: from the index at `cache` where no file has changed, else read anew.

    A root is a pack (it holds `pack.yaml`) or a folder of packs. Raises UsageError for a root that does not exist.
    """
    for root in roots:
        if not root.exists():
            raise UsageError(f"there is no pack at {root}")
    folders = pack_folders(roots)
    base = index.open_index(cache)
    current = index.stamps(folders)
    kept = {path: (mtime, size) for path, mtime, size in base.execute("select path, mtime_ns, size from file")}
    if current and kept == current:
        return Shelf(base)
    return _read(base, folders, current)


def _read(base: sqlite3.Connection, folders: list[Path], current: Mapping[str, tuple[int, int]]) -> Shelf:
    with _no_collection():
        packs = [read_pack(folder) for folder in folders]
        problems = [problem for pack in packs for problem in pack.problems] + duplicates_across(packs)
        errors = {problem.span.path for problem in problems if problem.span and problem.level == "error"}
        good = [pack for pack in packs if not errors & {*pack.shown}]
        try:
            _write(base, good, current)
        except sqlite3.Error:
            base = index.open_index(None)
            _write(base, good, current)
    return Shelf(base, tuple(problems))


def _write(base: sqlite3.Connection, packs: Iterable[ReadPack], current: Mapping[str, tuple[int, int]]) -> None:
    index.clear(base)
    for pack in packs:
        assert pack.node is not None
        base.execute("insert into pack values (?, ?, ?)", (pack.id, str(pack.folder), index.dumps(pack.node)))
        base.executemany(
            "insert into file values (?, ?, ?, ?)",
            [(path, *current[path], pack.id) for path in pack.paths if path in current],
        )
        for topic in pack.topics:
            _write_topic(base, pack.id, topic)
    base.commit()


def _write_topic(base: sqlite3.Connection, pack: str, read: ReadTopic) -> None:
    topic = read.topic
    counts = [len(getattr(topic, name)) for name in COUNTED]
    head = (topic.id, pack, str(read.path), topic.title, topic.service, topic.domain, topic.scope)
    base.execute(f"insert into topic values ({', '.join('?' * 12)})", (*head, *counts, index.dumps(read.node)))  # noqa: S608 -- question marks
    parts = []
    for kind in ("facts", "cards", "items", "scenarios"):
        for name, body in read.parts(kind):
            full = name if kind == "scenarios" else f"{topic.id}/{name}"
            parts.append((kind[:-1], full, topic.id, index.dumps(body)))
    base.executemany("insert into part values (?, ?, ?, ?)", parts)
    base.executemany("insert into card values (?, ?)", [(f"{topic.id}/{name}", topic.id) for name in topic.cards])
    base.executemany("insert into words values (?, ?, ?, ?)", list(_words(topic)))


def _words(topic: Topic) -> Iterable[tuple[str, str, str, str]]:
    yield "topic", topic.id, topic.title, topic.note
    for name, fact in topic.facts.items():
        yield "fact", f"{topic.id}/{name}", topic.title, " ".join(filter(None, (fact.says, fact.was, fact.exam)))
    for tip in topic.tips:
        yield "tip", topic.id, topic.title, tip
    for name, card in topic.cards.items():
        yield "card", f"{topic.id}/{name}", topic.title, f"{card.front} {card.cloze} {card.back}".strip()
    for name, item in topic.items.items():
        yield "item", f"{topic.id}/{name}", topic.title, item.question.stem
    for name, scenario in topic.scenarios.items():
        yield "scenario", name, topic.title, scenario.caption


def _decoded(wanted: Any, body: str) -> Any:
    return decode(wanted, index.node(json.loads(body)), "")[0]


def _slots(value: Any) -> Any:
    return [getattr(value, name) for name in value.__slots__]


def _trace(body: dict[str, Any]) -> Trace:
    body["events"] = tuple(Event(*entry) for entry in body["events"])
    body["broken"] = tuple(Broken(*entry) for entry in body["broken"])
    body["actors"], body["resources"] = tuple(body["actors"]), tuple(body["resources"])
    body["series"] = {name: tuple((at, level) for at, level in steps) for name, steps in body["series"].items()}
    return Trace(**body)


@contextmanager
def _no_collection() -> Any:
    """Two thirds of a large read would be the cyclic collector looking at nodes that have no cycles."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
