"""The finished run as measures and laws see it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from studykit.sim.engine.service import Service
from studykit.sim.engine.trace import Event, Value


@dataclass(frozen=True, slots=True)
class Run:
    """A finished run: events, services, the numbers that roles counted, parameters, and the end (ms)."""

    events: tuple[Event, ...]
    services: Mapping[str, Service]
    counts: Mapping[str, int]
    params: Mapping[str, Any]
    end: int
    kinds: tuple[str, ...] = ()
    """The services that the scenario names, even if this run does not use them."""

    def of(self, *actions: str) -> Iterator[Event]:
        """Yields the events with one of these actions that have a subject and were not refused."""
        return (e for e in self.events if e.action in actions and e.subject is not None and "error" not in e.detail)


Measure = Callable[[Run], Value]
"""Takes a number, a flag or a text from a run; None for something that never happened."""
