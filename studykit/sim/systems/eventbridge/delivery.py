"""Deliveries of events to targets: retries with backoff and jitter, dead-letter queues, events that are dropped.

Sources: EventBridge User Guide, eb-rule-retry-policy and eb-rule-dlq. A function is invoked asynchronously: once Lambda
has accepted the event, it is delivered, and an error of the function is Lambda's to retry (eb-targets).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count
from typing import Any

from studykit.sim.engine.service import Clock, Pick, Service, ServiceChange, ServiceError
from studykit.sim.engine.trace import seconds
from studykit.sim.systems.eventbridge.limits import JITTER, LONGEST_WAIT, SHORTEST_WAIT
from studykit.sim.systems.eventbridge.rules import BusEvent, Rule, Target

FOR_GOOD = ("NO_PERMISSIONS", "NO_RESOURCE", "ResourceNotFoundException", "QueueDoesNotExist", "InvalidParameterValue")
"""Errors after which no retry happens (Guide, eb-rule-dlq)."""


@dataclass(slots=True, eq=False)
class Delivery:
    """An event on its way to a target since `received` (ms); the next attempt is due at `at` (ms)."""

    event: BusEvent
    rule: Rule
    target: Target
    received: int
    at: int
    number: int
    failed: int = 0


class Deliveries:
    """Delivers events, and remembers what is still to be retried."""

    def __init__(self, clock: Clock, pick: Pick, neighbors: Mapping[str, Service]) -> None:
        self.clock = clock
        self.pick = pick
        self.neighbors = neighbors
        self.pending: list[tuple[int, int, Delivery]] = []
        """A heap: the moment (ms) of the next attempt, and the number of the delivery."""
        self.changes: list[ServiceChange] = []
        self.totals: Counter[str] = Counter()
        """`started`, `delivered`, `kept`, `dropped` and failed `attempts`."""
        self.numbers = count(1)

    def start(self, event: BusEvent, rule: Rule, target: Target) -> None:
        """Makes the first attempt to deliver an event."""
        self.totals["started"] += 1
        now = self.clock()
        self._try(Delivery(event, rule, target, now, now, next(self.numbers)))

    def unaccounted(self) -> int:
        """Counts deliveries that are neither made, nor given up, nor to be retried."""
        known = self.totals["delivered"] + self.totals["kept"] + self.totals["dropped"] + len(self.pending)
        return self.totals["started"] - known

    def next_change(self) -> int | None:
        """Returns the moment (ms) of the next attempt."""
        return self.pending[0][0] if self.pending else None

    def catch_up(self) -> None:
        """Makes the attempts that are due, in order of time."""
        now = self.clock()
        while self.pending and self.pending[0][0] <= now:
            self._try(heappop(self.pending)[2])

    def note(self, action: str, event: BusEvent, rule: Rule, target: str, **detail: Any) -> None:
        """Records something that EventBridge did with an event, now."""
        about = {"target": target, "rule": rule.name, **detail}
        self.changes.append(ServiceChange(self.clock(), action, event.name, about, rule.bus))

    def _try(self, delivery: Delivery) -> None:
        event, target, now = delivery.event, delivery.target, self.clock()
        if delivery.failed and now >= delivery.received + target.max_age:
            self._give_up(delivery, "the maximum event age is reached")
            return
        try:
            self._hand_over(delivery)
            self.totals["delivered"] += 1
        except ServiceError as refused:
            delivery.failed += 1
            self.totals["attempts"] += 1
            if refused.code in FOR_GOOD:
                self._give_up(delivery, f"{refused.code}, which no retry can change")
            elif delivery.failed > target.retries:
                self._give_up(delivery, f"attempt {delivery.failed} was the last")
            else:
                wait = min(SHORTEST_WAIT * 2 ** min(delivery.failed - 1, 20), LONGEST_WAIT)
                later = now + round(wait * self.pick("retry_jitter", JITTER))
                delivery.at = min(later, delivery.received + target.max_age)
                heappush(self.pending, (delivery.at, delivery.number, delivery))
                until = seconds(delivery.at)
                self.note("retry", event, delivery.rule, target.name, until=until, state="delayed")

    def _hand_over(self, delivery: Delivery) -> None:
        """Delivers an event to its target; raises ServiceError if that fails."""
        event, rule, target = delivery.event, delivery.rule, delivery.target
        if not target.exists:
            raise ServiceError("NO_RESOURCE", "The target does not exist, or EventBridge has no permission.")
        if target.is_down(self.clock()):
            raise ServiceError("CONNECTION_FAILURE", "The target does not respond.")
        body = target.body(event)
        if target.kind == "lambda":
            functions: Any = self.neighbors["lambda"]
            functions.invoke(FunctionName=target.name, InvocationType="Event", Payload=body)
        again: dict[str, Any] = {"replayed": True} if event.replay else {}
        if target.kind == "sqs":
            self._send(delivery, target.name, body, None, rule=rule.name, **again)
        else:
            self.note("deliver", event, rule, target.name, kind=target.kind, state="gone", **again)

    def _send(
        self, delivery: Delivery, queue: str, body: str, attributes: Mapping[str, Any] | None, **detail: Any
    ) -> None:
        """Sends a body to a queue, and records it under the name of the event, with `detail`."""
        queues: Any = self.neighbors["sqs"]
        extra: dict[str, Any] = {"MessageAttributes": attributes} if attributes else {}
        queues.send_message(QueueUrl=queue, MessageBody=body, **extra)
        (told,) = queues.describe_call("send_message", {"QueueUrl": queue}, None)
        name, bus = delivery.event.name, delivery.rule.bus
        self.changes.append(ServiceChange(self.clock(), "send_message", name, {**told.detail, **detail}, bus, "sqs"))

    def _give_up(self, delivery: Delivery, says: str) -> None:
        """Sends an event to the target's dead-letter queue, or drops it."""
        event, rule, target = delivery.event, delivery.rule, delivery.target
        try:
            if not target.dead_letters:
                raise ServiceError("NO_DEAD_LETTER_QUEUE", "no dead-letter queue is configured")
            attributes = {"RULE_ARN": _text(rule.arn), "TARGET_ARN": _text(target.arn), "ERROR_MESSAGE": _text(says)}
            self._send(delivery, target.dead_letters, target.body(event), attributes)
        except ServiceError:
            self.totals["dropped"] += 1
            self.note("drop", event, rule, target.name, says=f"{says}, and no dead-letter queue takes it", state="gone")
            return
        self.totals["kept"] += 1
        self.note("set_aside", event, rule, target.name, says=says, to=target.dead_letters, state="gone")


def _text(value: str) -> dict[str, str]:
    return {"DataType": "String", "StringValue": value}
