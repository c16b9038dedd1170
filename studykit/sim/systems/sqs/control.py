"""The control plane of SQS in boto3's words: creates, describes, changes, purges and deletes queues.

Source: AWS's API model (sqs 2012-11-05, as botocore ships it).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from studykit.sim.engine.service import Clock, Pick, Service, ServiceError, first_option
from studykit.sim.systems.sqs import attributes, requests, responses
from studykit.sim.systems.sqs.queue import Account, Queue

OWNER = "123456789012"
URL = f"https://sqs.us-east-1.amazonaws.com/{OWNER}/"
ARN = f"arn:aws:sqs:us-east-1:{OWNER}:"

A_MINUTE = 60_000
"""ms between two purges, and between deleting a queue and creating one with its name (API model, `PurgeQueue`,
`CreateQueue`).
"""


class ControlPlane(Service):
    """The queues of one account, and the calls that concern a whole queue."""

    def __init__(self, clock: Clock, pick: Pick = first_option) -> None:
        super().__init__(clock, pick)
        self.account = Account(pick)
        self.queues: dict[str, Queue] = {}
        self.deleted: dict[str, int] = {}

    def create_queue(
        self, *, QueueName: str, Attributes: Mapping[str, str] | None = None, tags: Mapping[str, str] | None = None
    ) -> dict[str, Any]:
        wanted, now = Attributes or {}, self.clock()
        fifo = wanted.get("FifoQueue") == "true"
        requests.check_name(QueueName, fifo)
        if QueueName in self.deleted and now < self.deleted[QueueName] + A_MINUTE:
            raise ServiceError("QueueDeletedRecently", "You must wait 60 seconds after deleting a queue.")
        known = self.queues.get(QueueName)
        if known is None:
            known = Queue(QueueName, fifo, now, self.account)
            self._configure(known, wanted)
            self.queues[QueueName] = known
        for key, value in wanted.items():
            if known.attributes.get(key) != value:
                raise ServiceError(
                    "QueueNameExists", f"A queue already exists with a different value for attribute {key}"
                )
        return {"QueueUrl": URL + QueueName}

    def get_queue_url(self, *, QueueName: str, QueueOwnerAWSAccountId: str = OWNER) -> dict[str, Any]:
        return {"QueueUrl": URL + self._open(QueueName).name}

    def list_queues(self, *, QueueNamePrefix: str = "") -> dict[str, Any]:
        urls = [URL + name for name in self.queues if name.startswith(QueueNamePrefix)]
        return {"QueueUrls": urls} if urls else {}

    def get_queue_attributes(self, *, QueueUrl: str, AttributeNames: Sequence[str] = ()) -> dict[str, Any]:
        queue = self._open(QueueUrl)
        attributes.check_names(AttributeNames)
        return responses.described(queue, ARN + queue.name, AttributeNames)

    def set_queue_attributes(self, *, QueueUrl: str, Attributes: Mapping[str, str]) -> None:
        """Changes attributes. They take effect at once; AWS takes up to 15 minutes."""
        self._configure(self._open(QueueUrl), Attributes)

    def purge_queue(self, *, QueueUrl: str) -> None:
        """Empties a queue at once; AWS takes up to a minute. A FIFO queue forgets its deduplication IDs too."""
        queue = self._open(QueueUrl)
        if queue.purged is not None and queue.now < queue.purged + A_MINUTE:
            raise ServiceError(
                "PurgeQueueInProgress", f"Only one PurgeQueue of {queue.name} is allowed every 60 seconds."
            )
        queue.purge()

    def delete_queue(self, *, QueueUrl: str) -> None:
        queue = self._open(QueueUrl)
        queue.purge()
        del self.queues[queue.name]
        self.deleted[queue.name] = queue.now

    def _find(self, url: str) -> Queue:
        name = name_of(url)
        queue = self.queues.get(name) or self.queues.get(f"{name}.fifo")
        if queue is None:
            raise ServiceError("QueueDoesNotExist", "The specified queue does not exist.")
        queue.catch_up(self.clock())
        return queue

    def _open(self, url: str) -> Queue:
        """Returns the queue of a new call, and starts the story of that call."""
        self.account.story.clear()
        return self._find(url)

    def _caught_up(self) -> list[Queue]:
        for queue in self.queues.values():
            queue.catch_up(self.clock())
        return list(self.queues.values())

    def _configure(self, queue: Queue, wanted: Mapping[str, str]) -> None:
        after = attributes.changed(queue.attributes, wanted)
        if "RedrivePolicy" in wanted:
            queue.dead_letter = self._dead_letter(queue, wanted["RedrivePolicy"])
        queue.configure(after)

    def _dead_letter(self, queue: Queue, policy: str) -> tuple[Queue, int] | None:
        """Returns the queue and the number of receives of a redrive policy; None for an empty policy."""
        if not policy:
            return None
        arn, receives = attributes.redrive(policy)
        target = self.queues.get(arn.removeprefix(ARN))
        if target is None:
            raise requests.refused("RedrivePolicy", policy, "Dead letter target does not exist.")
        if target is queue or target.fifo != queue.fifo:
            raise requests.refused("RedrivePolicy", policy, "Dead-letter queue must be another queue of the same type.")
        return target, receives


def name_of(url: str) -> str:
    """Returns the name of a queue that is given by URL or name."""
    return url.rpartition("/")[2]
