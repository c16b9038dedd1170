"""How processes wait: the SimPy event that wakes one up, and a poller that waits without polling."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any

import simpy
from simpy.events import EventPriority

Process = Generator[simpy.Event, Any, Any]
"""A SimPy process: it yields what it waits for."""
FOREVER = float("inf")


class Wakeup(simpy.Event):
    """The moment at which a process continues. At one instant the lower rank is first, then the earlier request."""

    def __init__(
        self, env: simpy.Environment, rank: int, until: float = FOREVER, wanted: Callable[[], int] | None = None
    ) -> None:
        super().__init__(env)
        self.rank, self.until, self.wanted = rank, until, wanted

    def after(self, delay: int = 0) -> Wakeup:
        """Schedules itself `delay` ms from now. SimPy's own Timeout has no priority."""
        self._ok, self._value = True, None
        self.env.schedule(self, EventPriority(self.rank), delay)
        return self


class IdlePoller:
    """A poller that waits for work without polling, so that its polls can be counted afterwards.

    It would poll at `since` (ms) and every `period` ms after that. A poll that finds nothing returns after `wait` ms.
    """

    def __init__(self, kind: str, since: int, period: int, wait: int) -> None:
        self.kind, self.since, self.period, self.wait = kind, since, period, wait

    def next_poll(self, now: int) -> int:
        """Returns the moment (ms) at which it can get something: now if a poll is open, else its next poll."""
        into = (now - self.since) % self.period
        return now if into <= self.wait else now + self.period - into

    def empty_polls(self, now: int) -> int:
        """Counts the polls that returned nothing up to `now` (ms), when no poll is about to succeed."""
        return max(0, (now - self.since - self.wait) // self.period + 1)

    def polls_before(self, now: int) -> int:
        """Counts the polls before the one that is open or starts at `now` (ms)."""
        return (now - self.since) // self.period
