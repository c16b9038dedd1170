"""The way of a copy from a topic to an endpoint: now, or after some tries, or to a dead-letter queue, or nowhere."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Callable
from itertools import count
from typing import Any

from studykit.sim.engine.service import Clock, ServiceChange, ServiceError
from studykit.sim.systems.sns import message_formats, retries
from studykit.sim.systems.sns.topics import Delivery, PublishedMessage, Subscription
from studykit.sim.systems.sqs.model import SQS

WORTH_A_RETRY = ("RequestThrottled", "Unavailable")
"""Errors of the server's side; any other is the client's, and not tried again (Developer Guide,
sns-dead-letter-queues)."""


class Deliveries:
    """Delivers copies. The world outside: who is `down` or `closed`, what was `pushed` to whom."""

    def __init__(self, clock: Clock, queues: Callable[[], SQS]) -> None:
        self.clock = clock
        self.queues = queues
        self.log: list[tuple[str, str]] = []
        """(endpoint, text) of every delivery that did not go to a queue."""
        self.pushed: defaultdict[str, deque[tuple[str, str]]] = defaultdict(deque)
        """By endpoint's title: (name, what it received) of the copies that its program has not yet taken."""
        self.down: set[str] = set()
        """Titles of endpoints that answer nothing at present: a server's error."""
        self.closed: set[str] = set()
        """Titles of endpoints that were deleted or do not let the topic in: a client's error."""
        self.titles: dict[str, str] = {}
        """What a scenario calls an endpoint."""
        self.pending: list[Delivery] = []
        self.changes: list[ServiceChange] = []
        self.totals: Counter[str] = Counter()
        self.numbers = count(1)

    def deliver(self, subscription: Subscription, message: PublishedMessage) -> None:
        """Sends a copy on its way, now."""
        self._try(Delivery(self.clock(), next(self.numbers), subscription, message))

    def next_change(self) -> int | None:
        return min((delivery.at for delivery in self.pending), default=None)

    def drain_changes(self) -> list[ServiceChange]:
        """Tries again what is due, in the order of the moments, and tells of every copy."""
        now = self.clock()
        while due := min((d for d in self.pending if d.at <= now), key=lambda d: (d.at, d.number), default=None):
            self.pending.remove(due)
            self._try(due)
        changes, self.changes = self.changes, []
        return changes

    def title(self, subscription: Subscription) -> str:
        """What a replay calls a subscription's endpoint."""
        return self.titles.get(subscription.endpoint, subscription.title)

    def note(self, action: str, subscription: Subscription, message: PublishedMessage | None, **detail: Any) -> None:
        """Notes what SNS did by itself with an endpoint, now."""
        title = self.title(subscription)
        about = {"target": title, "protocol": subscription.protocol} | detail
        subject = message.name if message else title
        self.changes.append(ServiceChange(self.clock(), action, subject, about, subscription.topic.title))

    def _try(self, delivery: Delivery) -> None:
        """Hands a copy over, or plans the next try; after the last one it is dead-lettered or gone for good."""
        subscription, message = delivery.subscription, delivery.message
        ahead = self._ahead(delivery)
        if ahead:
            delivery.at = ahead.at
            self.pending.append(delivery)
            return
        try:
            self._hand_over(subscription, message, delivery.failed)
            self.totals["copies"] += 1
        except ServiceError as refused:
            delivery.failed += 1
            self.totals["failed"] += 1
            gap = retries.wait(subscription.phases, delivery.failed)
            if refused.code in WORTH_A_RETRY and gap is not None:
                delivery.at = self.clock() + gap
                self.pending.append(delivery)
                says = f"no answer to try {delivery.failed}, the next in {round(gap / 1000)} s"
                self.note("retry", subscription, message, says=says, state="delayed", until=delivery.at / 1000)
                return
            tried = refused.code in WORTH_A_RETRY
            self._give_up(subscription, message, f"no answer to {delivery.failed} tries" if tried else refused.message)

    def _give_up(self, subscription: Subscription, message: PublishedMessage, reason: str) -> None:
        target = subscription.dead_letters
        try:
            self._send(target, message_formats.body(subscription, message), subscription, message)
        except ServiceError:
            self.totals["discarded"] += 1
            says = f"{reason}, and no dead-letter queue takes it"
            self.note("discard", subscription, message, says=says, state="gone")
            return
        self.totals["dead_lettered"] += 1
        self.note("set_aside", subscription, message, says=f"{reason}; {target} keeps it", state="gone")

    def _hand_over(self, subscription: Subscription, message: PublishedMessage, failed: int) -> None:
        """Gives a copy to its endpoint; raises ServiceError where that does not take it."""
        title, body = self.title(subscription), message_formats.body(subscription, message)
        if title in self.closed:
            raise ServiceError("AccessDenied", "it is not let in")
        if title in self.down:
            raise ServiceError("Unavailable", "no answer")
        if subscription.protocol == "sqs":
            self._send(subscription.endpoint.rpartition(":")[2], body, subscription, message)
            return
        self.log.append((subscription.endpoint, message.text(subscription.protocol)))
        self.pushed[title].append((message.name, body))
        again = {"try": failed + 1, "state": "gone"} if failed else {}
        self.note("deliver", subscription, message, **_own(subscription, message), **again)

    def _send(self, queue: str, body: str, subscription: Subscription, message: PublishedMessage) -> None:
        """Sends a copy to a queue, as SNS's own call."""
        queues = self.queues()
        extra: dict[str, Any] = {}
        if subscription.raw and message.attributes:
            extra["MessageAttributes"] = message.attributes
        if queue.endswith(".fifo"):
            extra |= {"MessageGroupId": message.group, "MessageDeduplicationId": message.deduplication_id}
        elif message.group and not subscription.topic.fifo:
            extra["MessageGroupId"] = message.group
        queues.send_message(QueueUrl=queue, MessageBody=body, **extra)
        told = queues.describe_call("send_message", {"QueueUrl": queue}, None)[0]
        about = {**told.detail, **_own(subscription, message)}
        topic = subscription.topic.title
        self.changes.append(ServiceChange(self.clock(), "send_message", message.name, about, topic, system="sqs"))

    def _ahead(self, delivery: Delivery) -> Delivery | None:
        """On FIFO, an older copy of the same group for the same endpoint that is still on its way."""
        same = (
            other
            for other in self.pending
            if delivery.subscription.topic.fifo
            and other.subscription is delivery.subscription
            and other.message.group == delivery.message.group
            and other.number < delivery.number
        )
        return min(same, key=lambda other: other.number, default=None)


def _own(subscription: Subscription, message: PublishedMessage) -> dict[str, Any]:
    """How a replay tells a text of the protocol's own, and one that is still JSON."""
    text = message.text(subscription.protocol)
    marks = {"json": True} if text.startswith("{") else {}
    return marks if text == message.texts["default"] else {"carries": text} | marks
