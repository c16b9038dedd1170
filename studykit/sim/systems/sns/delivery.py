"""Delivers copies from a topic to its endpoints: at once, after retries, to a dead-letter queue, or not at all."""

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
"""Server-side errors. Any other error is the client's and is not retried (Developer Guide, sns-dead-letter-queues)."""


class Deliveries:
    """Delivers the copies of one account, and knows the state of the endpoints (`down`, `closed`, `pushed`)."""

    def __init__(self, clock: Clock, queues: Callable[[], SQS]) -> None:
        self.clock = clock
        self.queues = queues
        self.log: list[tuple[str, str]] = []
        """(endpoint, text) of every delivery that did not go to a queue."""
        self.pushed: defaultdict[str, deque[tuple[str, str]]] = defaultdict(deque)
        """By the endpoint's title: (name, received text) of the copies that its program has not yet taken."""
        self.down: set[str] = set()
        """Titles of endpoints that do not respond at present, which is a server-side error."""
        self.closed: set[str] = set()
        """Titles of endpoints that were deleted or do not admit the topic, which is a client-side error."""
        self.titles: dict[str, str] = {}
        """The scenario's names of endpoints."""
        self.pending: list[Delivery] = []
        self.changes: list[ServiceChange] = []
        self.totals: Counter[str] = Counter()
        self.numbers = count(1)

    def deliver(self, subscription: Subscription, message: PublishedMessage) -> None:
        """Makes the first try to deliver a copy."""
        self._try(Delivery(self.clock(), next(self.numbers), subscription, message))

    def next_change(self) -> int | None:
        return min((delivery.at for delivery in self.pending), default=None)

    def drain_changes(self) -> list[ServiceChange]:
        """Retries what is due, in order of time, and returns what happened to every copy."""
        now = self.clock()
        while due := min((d for d in self.pending if d.at <= now), key=lambda d: (d.at, d.number), default=None):
            self.pending.remove(due)
            self._try(due)
        changes, self.changes = self.changes, []
        return changes

    def title(self, subscription: Subscription) -> str:
        """Returns the name of a subscription's endpoint in a replay."""
        return self.titles.get(subscription.endpoint, subscription.title)

    def note(self, action: str, subscription: Subscription, message: PublishedMessage | None, **detail: Any) -> None:
        """Records something that SNS did with an endpoint by itself, now."""
        title = self.title(subscription)
        about = {"target": title, "protocol": subscription.protocol} | detail
        subject = message.name if message else title
        self.changes.append(ServiceChange(self.clock(), action, subject, about, subscription.topic.title))

    def _try(self, delivery: Delivery) -> None:
        """Delivers a copy or plans the next try; after the last try the copy is dead-lettered or discarded."""
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
        """Delivers a copy to its endpoint; raises ServiceError if that fails."""
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
        """Sends a copy to a queue, as SNS itself."""
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
        """Returns in FIFO an older copy of the same group and endpoint that is still waiting."""
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
    """Returns the details for a text of the protocol's own, and for one that is still JSON."""
    text = message.text(subscription.protocol)
    marks = {"json": True} if text.startswith("{") else {}
    return marks if text == message.texts["default"] else {"carries": text} | marks
