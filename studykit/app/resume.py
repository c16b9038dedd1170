"""Finds the drill or quiz that was interrupted, so that the same command or the first screen resumes it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import NamedTuple

from studykit.app.marks import EXCLUDING
from studykit.app.study import Study
from studykit.errors import UsageError
from studykit.store.journal import Journal
from studykit.store.lock import Lock
from studykit.store.unfinished import ITEMS_KEY, SittingKind, UnfinishedSitting, find_unfinished

SPAN: dict[SittingKind, int] = {"drill": 0, "quiz": 1}
"""Days after which a sitting is not resumed: cards are dealt again each day, questions can wait overnight."""
SKIPPED_BY = ("practice", *EXCLUDING)
"""Marks after which a card or a question of a sitting is not asked in its turn any more."""


class SittingLock(NamedTuple):
    """`held`: this terminal holds the lock; `unfinished`: the interrupted sitting that was found, if any."""

    held: bool
    unfinished: UnfinishedSitting | None


@contextmanager
def acquire(study: Study, kind: SittingKind) -> Iterator[SittingLock]:
    """Locks the sitting and returns any interrupted one.

    If another terminal holds the lock, nothing is resumed, and this sitting cannot be resumed later.
    """
    with ExitStack() as held:
        found = SittingLock(False, None)
        with suppress(UsageError):
            held.enter_context(Lock(study.journal.path, kind))
            found = SittingLock(True, find_unfinished(study.journal, kind, study.day() - SPAN[kind]))
        yield found


def unfinished(study: Study, journal: Journal) -> dict[SittingKind, UnfinishedSitting]:
    """Returns the interrupted drill and quiz that have something left to do and run in no other terminal."""
    found: dict[SittingKind, UnfinishedSitting] = {}
    for kind, span in SPAN.items():
        with suppress(UsageError):
            with Lock(journal.path, kind, patience=0):
                pass
            one = find_unfinished(journal, kind, study.day() - span)
            if one is not None and len(_asked(one)) < len(one.data[ITEMS_KEY[kind]]):
                found[kind] = one
    return found


def _asked(one: UnfinishedSitting) -> set[str]:
    """Returns what an interrupted sitting does not ask in its turn any more."""
    return {event.subject for event in one.events if event.kind != "mark" or event.data.get("what") in SKIPPED_BY}
