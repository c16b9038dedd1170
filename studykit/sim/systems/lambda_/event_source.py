"""An event source mapping: Lambda polls an SQS queue and invokes a function with batches of its messages.

Sources: Lambda Developer Guide, with-sqs, services-sqs-configure, services-sqs-scaling, services-sqs-errorhandling and
with-sqs-filtering.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from studykit.sim.engine.service import ServiceError
from studykit.sim.engine.trace import seconds
from studykit.sim.systems.lambda_.function import Function, Invocation
from studykit.sim.systems.lambda_.limits import FIRST_BATCHES, MORE_BATCHES, MOST_BATCHES, SHORTEST_BACKOFF
from studykit.sim.systems.lambda_.queues import Queues
from studykit.sim.systems.lambda_.runtime import Runtime
from studykit.sim.systems.sns import filters

LONGEST_WAIT = 10_000
"""ms between two attempts to invoke a throttled function with a batch. AWS says only that Lambda backs off."""


@dataclass(slots=True, eq=False)
class Batch:
    """Messages for one invocation. `hidden_until` (ms) is the end of their visibility timeout."""

    hidden_until: int
    messages: list[dict[str, Any]] = field(default_factory=list)
    rejections: int = 0


class EventSource:
    """The mapping of one queue to one function. `maximum` bounds its concurrency, None: only by `MOST_BATCHES`.

    With `partial` batch responses the function names the messages that failed. `window` is in ms.
    """

    def __init__(
        self,
        runtime: Runtime,
        queues: Queues,
        queue: str,
        function: Function,
        *,
        batch_size: int,
        window: int,
        maximum: int | None,
        partial: bool,
        patterns: Sequence[Mapping[str, Any]],
    ) -> None:
        self.runtime = runtime
        self.queues = queues
        self.queue = queue
        self.function = function
        self.batch_size = batch_size
        self.window = window
        self.maximum = maximum
        self.partial = partial
        self.patterns = patterns
        self.batches = 0
        self.allowed = FIRST_BATCHES
        self.growing = False
        self.gathering: Batch | None = None
        self.filtered = 0

    def is_ready(self) -> bool:
        """True if messages are available and the mapping has a free place for them."""
        has_room = self.gathering is not None or self.batches < self._limit()
        return has_room and self.queues.available(self.queue) > 0

    def poll(self) -> None:
        """Receives what is available, and invokes the function with every batch that is full or need not wait."""
        while self.is_ready():
            batch = self.gathering or self._open()
            room = self.batch_size - len(batch.messages)
            found = self.queues.receive(self.function.name, self.queue, room)
            batch.messages += self._wanted(found)
            if not self.window or len(batch.messages) >= self.batch_size:
                self._close(batch)
            if not found:
                break
        if not self.growing and self.batches >= self.allowed < MOST_BATCHES and self.queues.available(self.queue):
            self.growing = True
            self.runtime.plan(self.runtime.clock() + 1_000, self._grow)

    def _limit(self) -> int:
        """Returns the batches that can be processed at once now."""
        return min(self.allowed, self.maximum or MOST_BATCHES)

    def _grow(self) -> None:
        """Allows more batches if messages are still waiting."""
        self.growing = False
        if self.queues.available(self.queue):
            self.allowed = min(MOST_BATCHES, self.allowed + MORE_BATCHES)

    def _free(self) -> None:
        """Frees the place of a batch. A mapping without work starts with few batches again."""
        self.batches -= 1
        if not self.batches and not self.queues.available(self.queue):
            self.allowed = FIRST_BATCHES

    def _open(self) -> Batch:
        now = self.runtime.clock()
        batch = Batch(now + self.queues.visibility_timeout(self.queue))
        self.batches += 1
        self.gathering = batch
        if self.window:
            self.runtime.plan(now + self.window, lambda: self._close(batch))
        return batch

    def _close(self, batch: Batch) -> None:
        """Ends the gathering of a batch; nothing happens if it was full before."""
        if batch is not self.gathering:
            return
        self.gathering = None
        if batch.messages:
            self._invoke(batch)
        else:
            self._free()

    def _wanted(self, messages: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        """Returns the messages that match a filter. Lambda deletes the others without invoking the function."""
        wanted = [message for message in messages if self._matches(message["Body"])]
        unwanted = [message for message in messages if message not in wanted]
        self.filtered += len(unwanted)
        self.queues.delete(self.function.name, self.queue, unwanted)
        return wanted

    def _matches(self, body: str) -> bool:
        return not self.patterns or any(filters.accepts_body(pattern["body"], body) for pattern in self.patterns)

    def _invoke(self, batch: Batch) -> None:
        """Invokes the function. If it is throttled, Lambda tries again until the visibility timeout is over.

        Then it drops the batch, and the messages are visible in the queue again.
        """
        now, names = self.runtime.clock(), [message["Body"] for message in batch.messages]
        if now >= batch.hidden_until:
            self._free()
            self.runtime.note("drop", names[0], self.function.name, messages=len(names))
            return
        stops = not self.partial or self.queue.endswith(".fifo")
        try:
            self.runtime.start(
                self.function, names, lambda invocation: self._ended(batch, invocation), stops, self.partial
            )
        except ServiceError:
            batch.rejections += 1
            self.allowed = max(FIRST_BATCHES, self.allowed - 1)
            wait = min(SHORTEST_BACKOFF * 2 ** min(batch.rejections - 1, 10), LONGEST_WAIT)
            at = min(now + wait, batch.hidden_until)
            self.runtime.note("throttled", names[0], self.function.name, until=seconds(at), messages=len(names))
            self.runtime.plan(at, lambda: self._invoke(batch))

    def _ended(self, batch: Batch, invocation: Invocation) -> None:
        """Deletes what was done: the whole batch, or with partial batch responses the messages that did not fail.

        After a function error nothing is deleted, and after a timeout not even with partial batch responses.
        """
        self._free()
        messages = [] if invocation.error else batch.messages
        if self.partial:
            messages = [m for m, works in zip(messages, invocation.results, strict=False) if works]
        self.queues.delete(self.function.name, self.queue, messages)


def patterns(criteria: Mapping[str, Any] | None) -> list[Mapping[str, Any]]:
    """Reads FilterCriteria; every pattern is about the `body` of a message (Guide, with-sqs-filtering)."""
    found = [json.loads(each["Pattern"]) for each in (criteria or {}).get("Filters", ())]
    if not all(isinstance(each, dict) and isinstance(each.get("body"), dict) for each in found):
        raise ServiceError("InvalidParameterValueException", "Invalid filter pattern definition.")
    return found
