"""The item bank of a pack: the questions that an exam may ask, read from the index without decoding them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from sqlite3 import Error
from typing import TYPE_CHECKING, Any

from studykit.app.study import Study
from studykit.errors import UsageError, unknown
from studykit.library.index import KEY
from studykit.library.library import Library
from studykit.library.model import Pack

if TYPE_CHECKING:
    from studykit.sittings.exam_form import BankItem, Blueprint

KINDS = ("single", "multiple")
"""Kinds of question that the exam has."""


def exam_pack(study: Study, topics: Iterable[str] = ()) -> Pack:
    """Returns the pack of an exam: that of the topics, else the pack that was added last, else the first one."""
    library = study.library
    for topic in topics:
        return library.pack_of(library.topic(topic).id)
    if not library.packs:
        raise UsageError("there is no pack to be examined on")
    for path in reversed(study.environment.packs):
        if path.resolve().name in library.packs:
            return library.packs[path.resolve().name]
    return next(iter(library.packs.values()))


def exam_items(library: Library, pack: str, topics: Iterable[str] | None = None) -> list[BankItem]:
    """Returns every item that the exam may ask: only its kinds of question, and only what is still in its scope.

    `topics`: only items of these topics; None: of all topics.
    """
    from studykit.library.library import revision_of
    from studykit.sittings.exam_form import BankItem

    wanted = None if topics is None else {library.topic(name).id for name in topics}
    found = []
    for name, body, topic, domain, scope in _item_rows(library, pack):
        if wanted is not None and topic not in wanted:
            continue
        data = json.loads(body)
        if _text_of(data, "kind") in KINDS and (_text_of(data, "scope") or scope) == "exam":
            domain = _text_of(data, "domain") or domain
            found.append(BankItem(name, domain, _text_of(data, "point"), revision_of(body)))
    return found


def _item_rows(library: Library, pack: str) -> Iterator[tuple[str, str, str, str, str]]:
    """Returns id, body, topic, and the topic's domain and scope of every item of a pack, by id."""
    rows: Iterator[tuple[str, str, str, str, str]] = library.db.execute(
        "select part.id, part.body, topic.id, topic.domain, topic.scope from part join topic on topic.id = part.topic "
        "where part.kind = 'item' and topic.pack = ? order by part.id",
        (pack,),
    )
    return rows


def _text_of(data: Mapping[str, Any], name: str) -> str:
    """Returns a text field of a body, where a quoted text is kept as `{"": text}`."""
    value = data.get(name, "")
    return str(value[""] if isinstance(value, dict) else value)


def blueprint_of(pack: Pack) -> Blueprint:
    """Returns the blueprint of a pack: the weights of its domains, its items, and how many of them are not scored."""
    from studykit.sittings.exam_form import Blueprint

    weights = {name: domain.weight for name, domain in pack.domains.items()}
    return Blueprint(weights, pack.exam.items, pack.exam.unscored)


def check_domains(weights: Mapping[str, int], domains: Iterable[str]) -> None:
    """Raises UsageError for a domain that the pack does not have."""
    for name in domains:
        if name not in weights:
            raise unknown("domain", name, weights)


def reserved_items(study: Study) -> frozenset[str]:
    """Returns the item ids that every pack reserves for its first mock exam (see `exam_form.reserved_for_mocks`).

    Quizzes do not ask them until a mock exam of the pack was taken.
    """
    journal = study.journal_if_any
    taken = {entry.data.get("mock") for entry in journal.entries("sitting")} if journal else set()
    library = study.library
    return frozenset(item for pack in library.packs if pack not in taken for item in _reserved(library, pack))


def _reserved(library: Library, pack: str) -> list[str]:
    """Returns the reserved items of a pack. The index caches them until a file of the pack changes."""
    stamp = _stamp(library, pack)
    cached = _cached_reserve(library, pack)
    if cached.get("stamp") == stamp:
        return list(cached["items"])
    from studykit.sittings.exam_form import reserved_for_mocks

    items = sorted(reserved_for_mocks(exam_items(library, pack), blueprint_of(library.packs[pack])))
    _cache_reserve(library, pack, {"stamp": stamp, "items": items})
    return items


def _stamp(library: Library, pack: str) -> str:
    """Returns a text that changes with every file of a pack."""
    about = "select count(*), sum(size), sum(mtime_ns / 1000) from file where pack = ?"
    return f"{KEY} {library.db.execute(about, (pack,)).fetchone()}"


def _cached_reserve(library: Library, pack: str) -> dict[str, Any]:
    """Returns the cached value; empty if there is none."""
    row = library.db.execute("select value from meta where key = ?", (f"kept back/{pack}",)).fetchone()
    return dict(json.loads(row[0])) if row else {}


def _cache_reserve(library: Library, pack: str, value: Mapping[str, Any]) -> None:
    """Writes the cached value. An index that cannot be written stops nothing, because it is only a cache."""
    with suppress(Error):
        row = (f"kept back/{pack}", json.dumps(value))
        library.db.execute("insert or replace into meta values (?, ?)", row)
        library.db.commit()
