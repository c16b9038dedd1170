"""The bank of a pack: what a form may draw from, read from the index without decoding a question."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from sqlite3 import Error
from typing import TYPE_CHECKING, Any

from studykit.app.environment import Desk
from studykit.errors import UsageError, unknown
from studykit.library.index import KEY
from studykit.library.library import Library
from studykit.library.model import Pack

if TYPE_CHECKING:
    from studykit.sittings.exam_form import BankItem, Blueprint
    from studykit.store.journal import Journal

KINDS = ("single", "multiple")
"""The kinds of question that the exam has."""


def bank(library: Library, pack: str, topics: Iterable[str] | None = None) -> list[BankItem]:
    """Every item that the exam may ask: of its kinds, and nothing that it no longer asks."""
    from studykit.app.marks import revision_of
    from studykit.sittings.exam_form import BankItem

    wanted = None if topics is None else {library.topic(name).id for name in topics}
    rows = library.db.execute(
        "select part.id, part.body, topic.id, topic.domain, topic.scope from part join topic on topic.id = part.topic "
        "where part.kind = 'item' and topic.pack = ? order by part.id",
        (pack,),
    )
    found = []
    for name, body, topic, domain, scope in rows:
        if wanted is not None and topic not in wanted:
            continue
        data = json.loads(body)
        if _word(data, "kind") in KINDS and (_word(data, "scope") or scope) == "exam":
            found.append(BankItem(name, _word(data, "domain") or domain, _word(data, "point"), revision_of(body)))
    return found


def _word(data: Mapping[str, Any], name: str) -> str:
    """A text field of a body, where a quoted text is `{"": text}`."""
    value = data.get(name, "")
    return str(value[""] if isinstance(value, dict) else value)


def blueprint(pack: Pack) -> Blueprint:
    """The pack's blueprint."""
    from studykit.sittings.exam_form import Blueprint

    weights = {name: domain.weight for name, domain in pack.domains.items()}
    return Blueprint(weights, pack.exam.items, pack.exam.unscored)


def examined(desk: Desk, library: Library, topics: Iterable[str] = ()) -> Pack:
    """The pack that an exam is of: that of the topics, else the one that was added last, else the first."""
    for topic in topics:
        return library.pack_of(library.topic(topic).id)
    if not library.packs:
        raise UsageError("there is no pack to be examined on")
    for path in reversed(desk.packs):
        if path.resolve().name in library.packs:
            return library.packs[path.resolve().name]
    return next(iter(library.packs.values()))


def only_domains(weights: Mapping[str, int], domains: Iterable[str]) -> None:
    """UsageError for a domain that the pack has not."""
    for name in domains:
        if name not in weights:
            raise unknown("domain", name, weights)


def aside(library: Library, journal: Journal | None) -> frozenset[str]:
    """The items of every pack that quizzes leave alone until its first mock (see `form.kept_back`)."""
    sat = {entry.data.get("mock") for entry in journal.entries("sitting")} if journal else set()
    return frozenset(item for name in library.packs if name not in sat for item in _kept_back(library, name))


def _kept_back(library: Library, pack: str) -> list[str]:
    """What is kept back of a pack: remembered in the index until a file of the pack changes."""
    about = "select count(*), sum(size), sum(mtime_ns / 1000) from file where pack = ?"
    stamp = f"{KEY} {library.db.execute(about, (pack,)).fetchone()}"
    row = library.db.execute("select value from meta where key = ?", (f"kept back/{pack}",)).fetchone()
    known = json.loads(row[0]) if row else {}
    if known.get("stamp") == stamp:
        return list(known["items"])
    from studykit.sittings.exam_form import reserved_for_mocks

    items = sorted(reserved_for_mocks(bank(library, pack), blueprint(library.packs[pack])))
    with suppress(Error):  # a cache that cannot be written is no reason to stop
        value = json.dumps({"stamp": stamp, "items": items})
        library.db.execute("insert or replace into meta values (?, ?)", (f"kept back/{pack}", value))
        library.db.commit()
    return items
