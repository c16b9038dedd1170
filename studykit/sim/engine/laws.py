"""Laws hold in every run. They are judged event by event, so that a replay can show a breach where it happens.

A system adds its own laws in its `laws.py`. This file has the laws that hold for every system.
"""

from __future__ import annotations

from collections.abc import Iterator

from studykit.sim.engine.run import Run
from studykit.sim.engine.trace import Broken, Event, seconds


class Law:
    """The judge of one law in one run. It sees the events in order and reports each that breaks the law."""

    letter = ""

    def see(self, event: Event) -> str | None:
        """Takes the next event; returns how it breaks the law, or None."""
        return None

    def end(self, run: Run) -> str | None:
        """Looks at the whole run after its last event; returns how it breaks the law, or None."""
        return None

    def judge(self, run: Run) -> Iterator[Broken]:
        """Yields every breach of a run, with the number of its event."""
        for number, event in enumerate(run.events):
            says = self.see(event)
            if says:
                yield Broken(self.letter, number, says)
        says = self.end(run)
        if says:
            yield Broken(self.letter, max(0, len(run.events) - 1), says)


class Time(Law):
    """T: time never runs backward."""

    letter = "T"

    def __init__(self) -> None:
        self.at = 0

    def see(self, event: Event) -> str | None:
        late, self.at = event.at < self.at, max(self.at, event.at)
        return f"time went back to {seconds(event.at)} s" if late else None
