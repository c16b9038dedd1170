"""The bank of a pack: what a form may draw from, read from the index without decoding a question."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from studykit.app.environment import Desk
from studykit.errors import UsageError, unknown
from studykit.library.library import Library
from studykit.library.model import Pack

if TYPE_CHECKING:
    from studykit.sittings.exam_form import BankItem, Blueprint
    from studykit.store.journal import Journal

KINDS = ("single", "multiple")
"""The kinds of question that the exam has."""


def bank(library: Library, pack: str, topics: Iterable[str] | None = None) -> list[BankItem]:
    """Every item that the exam may ask: of its kinds, and nothing that it no longer asks."""
    from studykit.sittings.exam_form import BankItem

    wanted = None if topics is None else {library.topic(name).id for name in topics}
    return [
        BankItem(row.id, row.domain, row.point, row.revision)
        for row in library.item_rows(pack)
        if (wanted is None or row.topic in wanted) and row.kind in KINDS and row.scope == "exam"
    ]


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
    remembered = library.remembered("kept back", pack)
    if remembered is not None:
        return remembered
    from studykit.sittings.exam_form import kept_back

    items = sorted(kept_back(bank(library, pack), blueprint(library.packs[pack])))
    library.remember("kept back", pack, items)
    return items
