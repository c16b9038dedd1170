"""SQS as boto3 shows it: queues hide a message that they deliver, and remove it when it is deleted or too old.

Limits come from AWS's API model (sqs 2012-11-05, as botocore ships it) and the SQS Developer Guide.
docs/decisions/0003-sqs-model.md says what is documented, what was recorded and what AWS leaves open.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from studykit.sim.engine.service import CallStory, Parked, ServiceChange, ServiceError
from studykit.sim.systems.sqs import attributes, requests, responses
from studykit.sim.systems.sqs.control import ARN, ControlPlane, name_of
from studykit.sim.systems.sqs.queue import Nondeterminism, Queue
from studykit.sim.systems.sqs.requests import Entry

IN_FLIGHT = 120_000
"""Most messages in flight. Beyond it a short poll of a standard queue gets OverLimit; a long poll and a FIFO queue
return nothing (Developer Guide, quotas-queues and quotas-fifo).
"""


class SQS(ControlPlane):
    """The queues of one account. A queue is given by its URL or its name; the name can omit `.fifo`.

    The trace of a call has these details besides the common ones: `receive_count`, `message_id`, `group`,
    `deduplication_id`; `empty` and `missed` (messages that a false empty receive did not see); `late` and `ignored` of
    an old receipt handle; `deduplicated` of a send; `duplicate` of a receive that a server missed.
    """

    def provision(
        self,
        name: str,
        fifo: bool = False,
        servers: int = 1,
        sampled: int | None = None,
        late_delete: str = "works",
        duplicate: float = 0.0,
        swap: float = 0.0,
        high_throughput: bool = False,
        **options: Any,
    ) -> None:
        """Creates a queue with the attributes `options`; a standard queue ignores those of FIFO.

        In a standard queue a short poll reaches `sampled` of `servers` (None: all), and a delete with an old handle
        `works` or is `ignored`. With probability `duplicate` a server misses a receive; with probability `swap` a
        receive starts with the second oldest message. In FIFO `high_throughput` sets the two attributes that count
        quotas per message group.
        """
        wanted = {
            key: attributes.wire(value) for key, value in options.items() if fifo or key not in attributes.FIFO_CHOICES
        }
        if fifo and high_throughput:
            wanted |= {"DeduplicationScope": "messageGroup", "FifoThroughputLimit": "perMessageGroupId"}
        if fifo:
            name = f"{name.removesuffix('.fifo')}.fifo"
            wanted["FifoQueue"] = "true"
        self.create_queue(QueueName=name, Attributes=wanted)
        asked = servers if sampled is None else sampled
        self.queues[name].nondeterminism = Nondeterminism(
            servers=servers, sampled=asked, late_delete=late_delete, duplicate=duplicate, swap=swap
        )

    def link(self, source: str, target: str, max_receives: int = 3, **options: Any) -> None:
        """Makes `target` the dead-letter queue of `source` for messages received `max_receives` times."""
        policy = {"deadLetterTargetArn": ARN + self._find(target).name, "maxReceiveCount": max_receives}
        self.set_queue_attributes(QueueUrl=source, Attributes={"RedrivePolicy": json.dumps(policy)})

    def counts(self, name: str) -> tuple[int, int, int]:
        """Counts the messages of a queue: visible, in flight, delayed."""
        counts = self._find(name).counts
        return counts["visible"], counts["hidden"], counts["delayed"]

    def totals(self, name: str) -> dict[str, int]:
        """Returns the lifetime totals of a queue.

        sent + moved_in = deleted + expired + dead_lettered + the sum of `counts`; `delivered` counts receives.
        """
        return dict(self._find(name).totals)

    def unaccounted(self) -> int:
        return sum(self._missing(name) for name in self.queues)

    def _missing(self, name: str) -> int:
        life = self.totals(name)
        known = life["deleted"] + life["expired"] + life["dead_lettered"] + sum(self.counts(name))
        return life["sent"] + life["moved_in"] - known

    def next_change(self) -> int | None:
        moments = [queue.next_change() for queue in self._caught_up()]
        return min((at for at in moments if at is not None), default=None)

    def next_return(self) -> int | None:
        moments = [queue.next_return() for queue in self._caught_up()]
        return min((at for at in moments if at is not None), default=None)

    def available(self, resource: str) -> int:
        return len(self._find(resource).ready)

    def gauges(self) -> dict[str, float]:
        """Returns `depth` and `in_flight` of the first queue, and of others with their name (`dead.depth`)."""
        levels: dict[str, float] = {}
        for place, queue in enumerate(self.queues.values()):
            prefix = f"{queue.title}." if place else ""
            levels[f"{prefix}depth"] = queue.counts["visible"] + queue.counts["delayed"]
            levels[f"{prefix}in_flight"] = queue.counts["hidden"]
        return levels

    def drain_changes(self) -> list[ServiceChange]:
        """Returns `visible_again`, `visible` (a delay ended), `expired`; from a receive `dead_lettered`, `arrived`."""
        self._caught_up()
        changes = sorted(self.account.changes, key=lambda change: change.at)
        self.account.changes.clear()
        return changes

    def describe_call(self, operation: str, request: Mapping[str, Any], response: Any) -> list[CallStory]:
        if isinstance(response, Parked):
            return []
        story = [*self.account.story]
        self.account.story.clear()
        title = name_of(request.get("QueueUrl") or request.get("QueueName") or "").removesuffix(".fifo")
        return story or [CallStory(self._subject(request), {"target": title} if title else {})]

    # Messages

    def send_message(
        self,
        *,
        QueueUrl: str,
        MessageBody: str,
        DelaySeconds: int | None = None,
        MessageAttributes: Mapping[str, Any] | None = None,
        MessageSystemAttributes: Mapping[str, Any] | None = None,
        MessageDeduplicationId: str | None = None,
        MessageGroupId: str | None = None,
    ) -> dict[str, Any]:
        """Stores a message. In FIFO a message that repeats one of the last five minutes only gets that message's ID."""
        given = {
            "MessageBody": MessageBody,
            "DelaySeconds": DelaySeconds,
            "MessageAttributes": MessageAttributes,
            "MessageDeduplicationId": MessageDeduplicationId,
            "MessageGroupId": MessageGroupId,
        }
        queue, entry = self._open(QueueUrl), {name: value for name, value in given.items() if value is not None}
        requests.check_message(entry, queue.attributes)
        queue.admit("send", [MessageGroupId or ""])
        return self._send(queue, entry)

    def send_message_batch(self, *, QueueUrl: str, Entries: Sequence[Entry]) -> dict[str, Any]:
        queue = self._open(QueueUrl)
        requests.check_batch(Entries)
        requests.check_messages(Entries, queue.attributes)
        queue.admit("send", [entry.get("MessageGroupId", "") for entry in Entries])

        def send(entry: Entry) -> dict[str, Any]:
            requests.check_message(entry, queue.attributes)
            return self._send(queue, entry)

        return requests.each(Entries, send)

    def receive_message(
        self,
        *,
        QueueUrl: str,
        MaxNumberOfMessages: int = 1,
        VisibilityTimeout: int | None = None,
        WaitTimeSeconds: int | None = None,
        MessageSystemAttributeNames: Sequence[str] = (),
        MessageAttributeNames: Sequence[str] = (),
        AttributeNames: Sequence[str] = (),
    ) -> dict[str, Any] | Parked:
        """Returns visible messages and hides them. A short poll reaches a sample of the servers; a long poll waits."""
        queue = self._open(QueueUrl)
        requests.check_receive(MaxNumberOfMessages, VisibilityTimeout, WaitTimeSeconds)
        queue.admit("receive")
        hidden = queue.ms("VisibilityTimeout") if VisibilityTimeout is None else VisibilityTimeout * 1000
        wait = queue.ms("ReceiveMessageWaitTimeSeconds") if WaitTimeSeconds is None else WaitTimeSeconds * 1000
        deadline = queue.now + wait
        system = (*AttributeNames, *MessageSystemAttributeNames)

        def look() -> dict[str, Any] | Parked:
            queue = self._open(QueueUrl)
            room = IN_FLIGHT - queue.counts["hidden"]
            if room <= 0 and not wait and not queue.fifo:
                raise ServiceError("OverLimit", f"Too many messages are in flight: {IN_FLIGHT} at most.")
            taken = queue.receive(min(MaxNumberOfMessages, room), hidden, everywhere=wait > 0)
            if taken:
                return {"Messages": [responses.received(message, system, MessageAttributeNames) for message in taken]}
            if queue.now < deadline:
                return Parked(deadline, look)
            queue.narrate_empty()
            return {}

        return look()

    def delete_message(self, *, QueueUrl: str, ReceiptHandle: str) -> None:
        """Deletes a message. A standard queue can ignore an old handle; a FIFO queue refuses an expired one."""
        queue = self._open(QueueUrl)
        queue.admit("delete", queue.groups_of([ReceiptHandle]))
        queue.delete(ReceiptHandle)

    def delete_message_batch(self, *, QueueUrl: str, Entries: Sequence[Entry]) -> dict[str, Any]:
        queue = self._open(QueueUrl)
        requests.check_batch(Entries)
        queue.admit("delete", queue.groups_of([entry["ReceiptHandle"] for entry in Entries]))
        return requests.each(Entries, lambda entry: queue.delete(entry["ReceiptHandle"]))

    def change_message_visibility(self, *, QueueUrl: str, ReceiptHandle: str, VisibilityTimeout: int) -> None:
        """Hides a message from now on, until at most 12 hours after its receive; 0 makes it visible at once."""
        queue = self._open(QueueUrl)
        requests.check_visibility(VisibilityTimeout)
        queue.change_visibility(ReceiptHandle, VisibilityTimeout)

    def change_message_visibility_batch(self, *, QueueUrl: str, Entries: Sequence[Entry]) -> dict[str, Any]:
        queue = self._open(QueueUrl)
        requests.check_batch(Entries)

        def change(entry: Entry) -> None:
            timeout = requests.check_visibility(entry.get("VisibilityTimeout"))
            queue.change_visibility(entry["ReceiptHandle"], timeout)

        return requests.each(Entries, change)

    # Inside

    def _subject(self, request: Mapping[str, Any]) -> str | None:
        """Returns the message of a refused call."""
        held = (queue.receipts.get(request.get("ReceiptHandle", "")) for queue in self.queues.values())
        return request.get("MessageBody") or next((message.body for message in held if message), None)

    def _send(self, queue: Queue, entry: Entry) -> dict[str, Any]:
        message = queue.send(
            entry["MessageBody"],
            entry.get("MessageGroupId", ""),
            requests.deduplication_id(entry, queue.attributes),
            entry.get("MessageAttributes", {}),
            entry.get("DelaySeconds"),
        )
        return responses.sent(message, entry["MessageBody"])
