"""The item bank of a pack: the questions that an exam may ask, read from the index without decoding them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from studykit.app.study import Study
from studykit.errors import UsageError, unknown
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


def pack_of_paper(library: Library, name: str) -> Pack:
    """Returns the pack that a paper was drawn from. Raises UsageError if it is not here, or was left out."""
    if name not in library.packs:
        raise UsageError(f"the paper is of the pack {name}, which is not here; add it with --pack PATH")
    return library.packs[name]


def exam_items(library: Library, pack: str, topics: Iterable[str] | None = None) -> list[BankItem]:
    """Returns every item that the exam may ask: only its kinds of question, and only what is still in its scope.

    `topics`: only items of these topics; None: of all topics.
    """
    from studykit.sittings.exam_form import BankItem

    wanted = None if topics is None else {library.topic(name).id for name in topics}
    return [
        BankItem(row.id, row.domain, row.point, row.revision)
        for row in library.item_rows(pack)
        if (wanted is None or row.topic in wanted) and row.kind in KINDS and row.scope == "exam"
    ]


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
    return frozenset(item for pack in library.pack_titles() if pack not in taken for item in _reserved(library, pack))


def _reserved(library: Library, pack: str) -> list[str]:
    """Returns the reserved items of a pack. The index remembers them until a file of the pack changes."""
    remembered = library.remembered("kept back", pack)
    if remembered is not None:
        return remembered
    from studykit.sittings.exam_form import reserved_for_mocks

    items = sorted(reserved_for_mocks(exam_items(library, pack), blueprint_of(library.packs[pack])))
    library.remember("kept back", pack, items)
    return items
