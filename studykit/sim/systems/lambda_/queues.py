"""Calls SQS for Lambda: receives and deletes messages for a mapping, and sends events to destinations."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from studykit.sim.engine.service import Parked, ServiceChange, ServiceError
from studykit.sim.systems.lambda_.runtime import Runtime

LONG_POLL = 20
"""Seconds (Lambda Developer Guide, services-sqs-scaling: Lambda uses long polling)."""
RECEIVES = 10
"""Most messages of one ReceiveMessage or DeleteMessageBatch call (API model of SQS)."""


class Queues:
    """The queues of the run's SQS model. `sqs` returns that model."""

    def __init__(self, runtime: Runtime, sqs: Callable[[], Any]) -> None:
        self.runtime = runtime
        self.sqs = sqs

    def arn(self, queue: str) -> str:
        """Returns the ARN of a queue; raises QueueDoesNotExist if there is none."""
        return str(self._attribute(queue, "QueueArn"))

    def visibility_timeout(self, queue: str) -> int:
        """Returns the visibility timeout of a queue in ms."""
        return int(self._attribute(queue, "VisibilityTimeout")) * 1000

    def available(self, queue: str) -> int:
        """Counts the messages that a receive could start with."""
        return int(self.sqs().available(queue))

    def receive(self, function: str, queue: str, most: int) -> list[dict[str, Any]]:
        """Receives up to `most` messages by long polls, ten in each call."""
        found: list[dict[str, Any]] = []
        while len(found) < most:
            wanted = min(RECEIVES, most - len(found))
            self._tell_changes()
            answer = self.sqs().receive_message(QueueUrl=queue, MaxNumberOfMessages=wanted, WaitTimeSeconds=LONG_POLL)
            self._tell("receive_message", queue, function)
            if isinstance(answer, Parked):
                break
            found += answer["Messages"]
        return found

    def delete(self, function: str, queue: str, messages: Sequence[dict[str, Any]]) -> None:
        """Deletes messages. An expired receipt handle of a FIFO queue is refused and changes nothing."""
        self._tell_changes()
        for message in messages:
            try:
                self.sqs().delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
            except ServiceError:
                continue
            finally:
                self._tell("delete_message", queue, function)

    def send(self, function: str, queue: str, body: str, name: str) -> None:
        """Sends a body to a queue; the trace shows it under `name`. Raises ServiceError if SQS refuses it."""
        self._tell_changes()
        self.sqs().send_message(QueueUrl=queue, MessageBody=body)
        self._tell("send_message", queue, function, name)

    def _attribute(self, queue: str, name: str) -> str:
        shown = self.sqs().get_queue_attributes(QueueUrl=queue, AttributeNames=[name])
        return str(shown["Attributes"][name])

    def _tell(self, operation: str, queue: str, function: str, name: str = "") -> None:
        """Records what a call did in SQS."""
        now = self.runtime.clock()
        for story in self.sqs().describe_call(operation, {"QueueUrl": queue}, None):
            if story.subject is not None:
                change = ServiceChange(now, operation, name or story.subject, story.detail, function, system="sqs")
                self.runtime.changes.append(change)
        self._tell_changes()

    def _tell_changes(self) -> None:
        """Records what SQS did by itself, so that it comes before what Lambda does next."""
        self.runtime.changes += [replace(change, system="sqs") for change in self.sqs().drain_changes()]
