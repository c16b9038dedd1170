"""Going on: the drill or quiz that a lost connection cut, for who sits down again and for the first screen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from typing import Any

from studykit.cli.desk import Desk
from studykit.errors import UsageError
from studykit.store.begun import Cut, What, cut
from studykit.store.journal import Journal
from studykit.store.lock import Lock

SPAN: dict[What, int] = {"drill": 0, "quiz": 1}
"""Days after which a sitting is not gone on with: cards are dealt anew each day, questions can wait a night."""

DEALT: dict[What, str] = {"drill": "cards", "quiz": "items"}
"""Where the ids stand that were dealt."""


@contextmanager
def seat(desk: Desk, log: Journal, what: What) -> Iterator[Cut | None]:
    """A seat to drill or to be asked, with the sitting that was cut there; a taken one has none, and others sit beside
    it."""
    with ExitStack() as held:
        found = None
        with suppress(UsageError):
            held.enter_context(Lock(log.path, what))
            found = cut(log, what, desk.day() - SPAN[what])
        yield found


def open_ones(desk: Desk, log: Journal) -> dict[What, Cut]:
    """The drill and the quiz that were cut and have something left to do."""
    found: dict[What, Cut] = {}
    for what in SPAN:
        with seat(desk, log, what) as one:
            if one is not None and len({event.subject for event in one.events}) < len(one.data[DEALT[what]]):
                found[what] = one
    return found


def command(what: What, wish: Mapping[str, Any]) -> str:
    """The command line that asks for a sitting like this, and so goes on with it."""
    words = ["studykit", what, *wish["topics"]]
    for name, value in wish.items():
        if name == "topics" or value is None or value is False:
            continue
        words += [f"--{name}"] if value is True else [f"--{name}", f"{value:g}"]
    return " ".join(words)
