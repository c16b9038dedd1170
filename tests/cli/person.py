"""A learner with the whole pack that comes along, whose connection may be cut."""

from __future__ import annotations

import io
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from studykit.app.environment import Environment
from studykit.app.opening import open_study
from studykit.app.study import Study
from studykit.cli.main import run
from studykit.store.journal import Entry, Journal
from tests.cli.world import ENV, Clock, Done, Silent
from tests.shipped import CONTENT


class Line(io.StringIO):
    """A connection: what was typed, and then it is lost."""

    def readline(self, size: int | None = -1, /) -> str:
        line = super().readline()
        if not line:
            raise KeyboardInterrupt
        return line


@dataclass
class Person:
    """A learner with the whole pack, whose connection may be cut."""

    home: Path
    index: Path
    clock: Clock

    def run(self, *words: str, typed: str = "", cut: bool = False) -> Done:
        at = self.environment(Line(typed) if cut else io.StringIO(typed))
        code = run(list(words), at)
        return Done(code, at.stdout.getvalue(), at.stderr.getvalue())  # type: ignore[attr-defined] # they are StringIO

    def study(self) -> Study:
        """The study as a command opens it; it says nothing."""
        return open_study(self.environment(), Silent())

    def environment(self, source: io.StringIO | None = None) -> Environment:
        """The environment as it is before one command."""
        at = (self.home / "journal.db", self.index, self.home / "config.json")
        streams = (source or io.StringIO(), io.StringIO(), io.StringIO())
        return Environment(*streams, ENV, self.clock, (CONTENT,), *at)

    def asked_today(self) -> Counter[str]:
        """Cards that were reviewed today, by topic, each once."""
        day = self.study().day()
        cards = {entry.subject for entry in self.events("review") if entry.day == day}
        return Counter(card.partition("/")[0] for card in cards)

    def events(self, kind: str) -> list[Entry]:
        with Journal.open(self.home / "journal.db") as log:
            return list(log.entries(kind))
