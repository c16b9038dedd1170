"""Going on: the drill or quiz that a lost connection cut, for who sits down again and for the first screen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from typing import Any, NamedTuple

from studykit.app.environment import Desk
from studykit.app.marks import ASIDE
from studykit.errors import UsageError
from studykit.store.journal import Journal
from studykit.store.lock import Lock
from studykit.store.unfinished import ITEMS_KEY, SittingKind, UnfinishedSitting, find_unfinished

SPAN: dict[SittingKind, int] = {"drill": 0, "quiz": 1}
"""Days after which a sitting is not gone on with: cards are dealt anew each day, questions can wait a night."""
DOES = ("practice", *ASIDE)
"""Marks after which a card or a question of a sitting is not asked in its turn any more."""


class Seat(NamedTuple):
    """Where somebody sits down: whether it was free, and the sitting that was cut there."""

    free: bool
    cut: UnfinishedSitting | None


@contextmanager
def seat(desk: Desk, log: Journal, what: SittingKind) -> Iterator[Seat]:
    """A seat to drill or to be asked. Where one is taken others sit beside it: they find nothing that was cut, and of
    what they begin nothing is kept to go on with."""
    with ExitStack() as held:
        found = Seat(False, None)
        with suppress(UsageError):
            held.enter_context(Lock(log.path, what))
            found = Seat(True, find_unfinished(log, what, desk.day() - SPAN[what]))
        yield found


def open_ones(desk: Desk, log: Journal) -> dict[SittingKind, UnfinishedSitting]:
    """The drill and the quiz that were cut and have something left to do."""
    found: dict[SittingKind, UnfinishedSitting] = {}
    for what, span in SPAN.items():
        with suppress(UsageError):
            with Lock(log.path, what, patience=0):
                pass
            one = find_unfinished(log, what, desk.day() - span)
            if one is not None and len(_asked(one)) < len(one.data[ITEMS_KEY[what]]):
                found[what] = one
    return found


def _asked(one: UnfinishedSitting) -> set[str]:
    """SittingKind of a sitting that was cut is not asked in its turn any more."""
    return {event.subject for event in one.events if event.kind != "mark" or event.data.get("what") in DOES}


def plain(what: SittingKind, one: UnfinishedSitting) -> bool:
    """Whether a sitting that was cut was asked for without any wish, so that asking again goes on with it."""
    from studykit.app.options import WISHES

    kind = WISHES[what]
    return kind.of(one.data["wish"]) == kind()


def command(what: SittingKind, wish: Mapping[str, Any]) -> str:
    """The command line that asks for a sitting like this, and so goes on with it."""
    from studykit.app.options import WISHES

    return " ".join(["studykit", what, *WISHES[what].of(wish).words()])
