"""The internal queue of asynchronous invocations: retries, the maximum event age, and what happens at the end.

Sources: Lambda Developer Guide, invocation-async-error-handling, invocation-async-configuring and
invocation-async-retain-records.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

from studykit.sim.engine.service import ServiceError
from studykit.sim.engine.trace import seconds
from studykit.sim.systems.lambda_.function import Function, Invocation
from studykit.sim.systems.lambda_.limits import LONGEST_BACKOFF, RETRY_WAITS, SHORTEST_BACKOFF
from studykit.sim.systems.lambda_.runtime import Runtime

Deliver = Callable[[str, str, str, str], None]
"""Gives a destination a body: function, destination, body, and the event's name. Raises ServiceError if it fails."""


@dataclass(slots=True, eq=False)
class QueuedEvent:
    """An event in the internal queue since `received` (ms), with its failed and its rejected attempts."""

    id: str
    name: str
    payload: str
    received: int
    failures: int = 0
    rejections: int = 0


class EventQueue:
    """The internal queue of one function."""

    def __init__(self, runtime: Runtime, function: Function, deliver: Deliver) -> None:
        self.runtime = runtime
        self.function = function
        self.deliver = deliver
        self.events: set[QueuedEvent] = set()
        """Events that are neither finished nor discarded."""

    def put(self, name: str, payload: str) -> None:
        """Queues an event. The queue is eventually consistent, so the function can get an event twice."""
        event_id = f"00000000-0000-4000-9000-{next(self.runtime.numbers):012d}"
        self.function.totals["accepted"] += 1
        self._add(QueuedEvent(event_id, name, payload, self.runtime.clock()))
        chance = self.function.duplicate
        if chance > 0 and self.runtime.pick("duplicate_event", (False, True), (1 - chance, chance)):
            self.function.totals["copied"] += 1
            self._add(QueuedEvent(event_id, name, payload, self.runtime.clock()))

    def _add(self, event: QueuedEvent) -> None:
        self.events.add(event)
        self.runtime.plan(self.runtime.clock(), lambda: self._try(event))

    def _try(self, event: QueuedEvent) -> None:
        """Invokes the function with an event, or discards an event that is too old.

        With a reserved concurrency of 0 an event is discarded without any attempt.
        """
        if self.runtime.clock() >= self._deadline(event):
            self._discard(event, "EventAgeExceeded", "its maximum age is reached")
        elif self.function.reserved == 0:
            self._discard(event, "ZeroReservedConcurrency", "the reserved concurrency is 0")
        else:
            try:
                self.runtime.start(self.function, [event.name], lambda invocation: self._ended(event, invocation))
            except ServiceError as refused:
                event.rejections += 1
                wait = min(SHORTEST_BACKOFF * 2 ** min(event.rejections - 1, 20), LONGEST_BACKOFF)
                self._plan_retry(event, wait, "throttled" if "TooMany" in refused.code else "rejected")

    def _ended(self, event: QueuedEvent, invocation: Invocation) -> None:
        if not invocation.error:
            self.events.remove(event)
            self.function.totals["finished"] += 1
            self._send(event, self.function.on_success, self._record(event, "Success"))
            return
        event.failures += 1
        if event.failures > self.function.retries:
            self._discard(event, "RetriesExhausted", f"attempt {event.failures} was the last")
        else:
            self._plan_retry(event, RETRY_WAITS[event.failures - 1], "retry")

    def _plan_retry(self, event: QueuedEvent, wait: int, action: str) -> None:
        """Plans the next attempt, or the end of the event's age if that comes first."""
        at = min(self.runtime.clock() + wait, self._deadline(event))
        self.runtime.note(action, event.name, self.function.name, until=seconds(at), state="delayed")
        self.runtime.plan(at, lambda: self._try(event))

    def _deadline(self, event: QueuedEvent) -> int:
        return event.received + self.function.max_age

    def _discard(self, event: QueuedEvent, condition: str, says: str) -> None:
        """Sends a discarded event to its on-failure destination and its dead-letter queue; without one it is lost.

        A destination gets a record of the invocation, a dead-letter queue only the event.
        """
        self.events.remove(event)
        self.runtime.note("discard", event.name, self.function.name, says=says, state="gone")
        explained = self._send(event, self.function.on_failure, self._record(event, condition))
        kept = self._send(event, self.function.dead_letters, event.payload)
        self.function.totals["explained"] += explained
        self.function.totals["kept" if explained or kept else "lost"] += 1

    def _send(self, event: QueuedEvent, destination: str, body: str) -> bool:
        """Sends a body to a destination; returns whether there is one that took it."""
        if not destination:
            return False
        try:
            self.deliver(self.function.name, destination, body, event.name)
        except ServiceError:
            self.function.totals["undelivered"] += 1
            return False
        return True

    def _record(self, event: QueuedEvent, condition: str) -> str:
        """Returns the invocation record that a destination gets (Guide, invocation-async-retain-records)."""
        context = {
            "requestId": event.id,
            "functionArn": self.function.name,
            "condition": condition,
            "approximateInvokeCount": event.failures + (condition == "Success"),
        }
        return json.dumps({"version": "1.0", "requestContext": context, "requestPayload": json.loads(event.payload)})
