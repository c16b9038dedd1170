"""Laws hold in every run; they are judged event by event, so that a replay can show a breach where it happens.

A system adds its own laws in its `laws.py`; this file has what holds for all of them.
"""

from __future__ import annotations

from collections.abc import Iterator

from studykit.sim.engine.run import Run
from studykit.sim.engine.trace import Broken, Event, seconds


class Law:
    """One law: fed with events in order, it says what is wrong with the latest."""

    letter = ""

    def see(self, event: Event) -> str | None:
        """Takes note of an event; a text says how it breaks the law."""
        return None

    def end(self, run: Run) -> str | None:
        """Looks at the whole run when it is over."""
        return None

    def judge(self, run: Run) -> Iterator[Broken]:
        """Every breach of a run, with the number of its event."""
        for number, event in enumerate(run.events):
            says = self.see(event)
            if says:
                yield Broken(self.letter, number, says)
        says = self.end(run)
        if says:
            yield Broken(self.letter, max(0, len(run.events) - 1), says)


class Time(Law):
    """T: time never goes back."""

    letter = "T"

    def __init__(self) -> None:
        self.at = 0

    def see(self, event: Event) -> str | None:
        late, self.at = event.at < self.at, max(self.at, event.at)
        return f"time went back to {seconds(event.at)} s" if late else None
