"""The finished run as measures and laws see it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from studykit.sim.engine.service import Service
from studykit.sim.engine.trace import Event, Value


@dataclass(frozen=True, slots=True)
class Run:
    """What a measure or a law may look at: events, services, the numbers that roles kept, parameters, the end (ms)."""

    events: tuple[Event, ...]
    services: Mapping[str, Service]
    counts: Mapping[str, int]
    params: Mapping[str, Any]
    end: int
    kinds: tuple[str, ...] = ()
    """The services that the scenario names, whether or not this run has them."""

    def of(self, *actions: str) -> Iterator[Event]:
        """The events with one of these actions that concern something and were not refused."""
        return (e for e in self.events if e.action in actions and e.subject is not None and "error" not in e.detail)


Measure = Callable[[Run], Value]
"""Takes a number, a flag or a text from a run; None for what never happened."""
