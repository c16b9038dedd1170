"""Lambda as a neighbour: functions that events invoke. What a function does is a role's; here its invocations wait.

An invocation by an event is asynchronous: whoever sends the event does not wait for the function (Lambda Developer
Guide, invocation-async).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from studykit.sim.service import Clock, Pick, Service, first

Invocation = Mapping[str, Any]


class Functions(Service):
    """The functions of one account, each with the events that it has not yet taken."""

    def __init__(self, clock: Clock, pick: Pick = first) -> None:
        super().__init__(clock, pick)
        self.waiting: dict[str, list[Invocation]] = {}

    def provision(self, name: str, **options: Any) -> None:
        """Creates a function that waits for events."""
        self.waiting[name] = []

    def available(self, resource: str) -> int:
        """How many events a function has yet to take."""
        return len(self.waiting[resource])

    def invoke(self, name: str, event: Invocation) -> None:
        """Hands a function an event."""
        self.waiting[name].append(event)

    def take(self, name: str) -> Invocation:
        """The event that has waited longest: the function runs with it."""
        return self.waiting[name].pop(0)
