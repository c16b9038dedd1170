"""Who acts when: the turn of an actor in SimPy's line, and the arithmetic of a poller that waits without polling."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any

import simpy
from simpy.events import EventPriority

Act = Generator[simpy.Event, Any, Any]
FOREVER = float("inf")


class Turn(simpy.Event):
    """The moment at which an actor goes on. At one instant the lower rank goes first, then who asked first."""

    def __init__(
        self, env: simpy.Environment, rank: int, until: float = FOREVER, wanted: Callable[[], int] | None = None
    ) -> None:
        super().__init__(env)
        self.rank, self.until, self.wanted = rank, until, wanted

    def due(self, delay: int = 0) -> Turn:
        """Plans the turn, so many ms from now (SimPy's Timeout takes no priority; this is one that does)."""
        self._ok, self._value = True, None
        self.env.schedule(self, EventPriority(self.rank), delay)
        return self


class Idle:
    """A poller that waits for work without polling, so that its polls can be counted afterwards.

    It would ask at `since` (ms) and every `period` after that; an ask that finds nothing is answered after `wait`.
    """

    def __init__(self, kind: str, since: int, period: int, wait: int) -> None:
        self.kind, self.since, self.period, self.wait = kind, since, period, wait

    def next_ask(self, now: int) -> int:
        """The moment at which it can be handed something: now, while an ask is open, else when it asks next."""
        into = (now - self.since) % self.period
        return now if into <= self.wait else now + self.period - into

    def answered(self, now: int) -> int:
        """How many asks were answered in vain up to a moment at which none is about to succeed."""
        return max(0, (now - self.since - self.wait) // self.period + 1)

    def before(self, now: int) -> int:
        """How many asks there were before the one that is open or made at this moment."""
        return (now - self.since) // self.period
