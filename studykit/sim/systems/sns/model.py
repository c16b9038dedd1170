"""SNS: a published message is copied to every subscription at once; a topic stores nothing.

Sources: AWS's API model (sns 2010-03-31) and the SNS Developer Guide; docs/decisions/0010-sns-model.md says what is
documented, recorded and left open. Deliveries to queues go to the run's SQS model; other endpoints keep what they
receive.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from studykit.sim.engine.service import CallStory, ServiceChange, ServiceError
from studykit.sim.systems.sns import message_formats
from studykit.sim.systems.sns.control import ControlPlane
from studykit.sim.systems.sns.topics import PublishedMessage, Topic, invalid
from studykit.sim.systems.sqs import requests

LONGEST_SUBJECT = 100
"""Characters of a subject (API model, `PublishInput`)."""
AT = {"http": "http://{}", "https": "https://{}", "email": "{}@example.com", "email-json": "{}@example.com"}
AT |= {"sms": "+1555{}", "lambda": "arn:aws:lambda:us-east-1:123456789012:function:{}"}
AT |= {"firehose": "arn:aws:firehose:us-east-1:123456789012:deliverystream/{}"}
AT |= {"application": "arn:aws:sns:us-east-1:123456789012:endpoint/APNS/{}"}
"""The endpoint for a name in a scenario, by protocol."""


class SNS(ControlPlane):
    """The topics of one account."""

    # Calls of the engine

    def provision(self, name: str, fifo: bool = False, **options: Any) -> None:
        """Creates a topic; `options` are its attributes."""
        attributes = {key: _wire(value) for key, value in options.items()} | ({"FifoTopic": "true"} if fifo else {})
        self.create_topic(Name=f"{name}.fifo" if fifo else name, Attributes=attributes)

    def link(
        self,
        source: str,
        target: str | Sequence[str],
        protocol: str = "sqs",
        count: int | None = None,
        dead: str = "",
        dlq: bool = True,
        retries: int | None = None,
        confirmed: bool = True,
        admitted: bool = True,
        raw: bool = False,
        **options: Any,
    ) -> None:
        """Subscribes `target`, or `target`-1 to `target`-count, to the topic `source`; `options` are attributes.

        A list of targets gives protocols (`push` for mobile push), each with its own endpoint; that of SQS is `inbox`.

        `dead` is the queue for undeliverable copies, if `dlq` is set. `retries` is their number for HTTP(S), 20 s
        apart. `confirmed`: the endpoint has confirmed the subscription. `admitted`: its access policy allows the topic.
        """
        attributes = {key: _wire(value) for key, value in options.items()}
        if not isinstance(target, str):
            for channel in dict.fromkeys(target):
                self._join(source, channel, confirmed, raw)
            return
        if dead and dlq:
            attributes["RedrivePolicy"] = json.dumps({"deadLetterTargetArn": self._queue_arn(dead)})
        if retries is not None and protocol in ("http", "https"):
            attributes["DeliveryPolicy"] = json.dumps({"healthyRetryPolicy": {"numRetries": int(retries)}})
        for title in [target] if count is None else [f"{target}-{number}" for number in range(1, int(count) + 1)]:
            endpoint = self._queue_arn(title) if protocol == "sqs" else AT.get(protocol, "{}").format(title)
            self.deliveries.titles[endpoint] = title
            topic = self._named(source)
            made = self.subscribe(
                TopicArn=topic.arn,
                Protocol=protocol,
                Endpoint=endpoint,
                Attributes=attributes,
                ReturnSubscriptionArn=True,
            )
            self.subscriptions[made["SubscriptionArn"]].confirmed |= confirmed
            if not admitted:
                self.closed.add(title)
        self.story.clear()
        self.deliveries.changes.clear()

    def _join(self, source: str, channel: str, confirmed: bool, raw: bool) -> None:
        protocol = "application" if channel == "push" else channel
        attributes: dict[str, Any] = {"RawMessageDelivery": True} if raw and protocol == "sqs" else {}
        target = "inbox" if protocol == "sqs" else channel
        self.link(source, target, protocol, confirmed=confirmed, **attributes)

    def describe_call(self, operation: str, request: Mapping[str, Any], response: Any) -> list[CallStory]:
        story, self.story = self.story, []
        return story or [CallStory(None)]

    def next_change(self) -> int | None:
        return self.deliveries.next_change()

    def drain_changes(self) -> list[ServiceChange]:
        return self.deliveries.drain_changes()

    def available(self, resource: str) -> int:
        return len(self.pushed[resource])

    def gauges(self) -> dict[str, float]:
        """Returns the number of copies that wait for a retry, and of those delivered so far."""
        return {"waiting": len(self.deliveries.pending), "delivered": self.totals["copies"]}

    def publish(
        self,
        *,
        TopicArn: str,
        Message: str,
        Subject: str | None = None,
        MessageStructure: str | None = None,
        MessageAttributes: Mapping[str, Any] | None = None,
        MessageGroupId: str | None = None,
        MessageDeduplicationId: str | None = None,
    ) -> dict[str, Any]:
        """Copies a message to every confirmed subscription whose filter accepts it; without any, it still succeeds."""
        topic = self._topic(TopicArn)
        attributes = dict(MessageAttributes or {})
        if requests.size({"MessageBody": Message, "MessageAttributes": attributes}) > topic.most_bytes:
            raise invalid("Message too long")
        if Subject is not None and not 0 < len(Subject) <= LONGEST_SUBJECT:
            raise invalid("Subject")
        token = topic.deduplication_id(Message, MessageDeduplicationId)
        if topic.fifo and (MessageGroupId is None or token is None):
            raise invalid("The MessageGroupId and MessageDeduplicationId parameters are required for FIFO topics")
        if not topic.fifo and MessageDeduplicationId is not None:
            raise invalid("MessageDeduplicationId: The request includes a parameter for FIFO topics only")
        number = next(self.numbers)
        made = PublishedMessage(
            f"00000000-0000-4000-8000-{number:012d}",
            message_formats.read(Message, MessageStructure),
            Subject,
            attributes,
            MessageGroupId,
            token,
        )
        if not topic.fifo:
            self._fan_out(topic, made)
            return {"MessageId": made.id}
        original = topic.first(made, self.clock())
        if original == made.id:
            self._fan_out(topic, made)
        else:
            self.totals["repeated"] += 1
            self._narrate(made.name, topic, says="its deduplication ID is remembered, and nobody gets it again")
        return {"MessageId": original, "SequenceNumber": f"1{number:019d}"}

    def publish_batch(
        self, *, TopicArn: str, PublishBatchRequestEntries: Sequence[Mapping[str, Any]]
    ) -> dict[str, Any]:
        """Publishes up to ten messages in one call; each is accepted or refused by itself."""
        topic, entries = self._topic(TopicArn), PublishBatchRequestEntries
        requests.check_batch(entries)
        sizes = [requests.size({"MessageAttributes": {}, **e, "MessageBody": e["Message"]}) for e in entries]
        if sum(sizes) > topic.most_bytes:
            raise ServiceError(
                "BatchRequestTooLong", "The length of all the messages put together is more than the limit"
            )

        def send(entry: Mapping[str, Any]) -> dict[str, Any]:
            return self.publish(TopicArn=TopicArn, **{key: value for key, value in entry.items() if key != "Id"})

        return requests.each(entries, send)

    # Inside

    def _fan_out(self, topic: Topic, message: PublishedMessage) -> None:
        self.totals["published"] += 1
        readers = [s for s in self._of(topic) if s.confirmed]
        self._narrate(
            message.name, topic, **({} if readers else {"says": "nobody is subscribed, and SNS keeps nothing"})
        )
        for subscription in readers:
            if subscription.wants(message):
                self.deliveries.deliver(subscription, message)
            else:
                self.totals["filtered"] += 1
                kept = {"target": topic.title, "reader": self.deliveries.title(subscription)}
                self.deliveries.note(
                    "filter", subscription, message, says="its filter policy does not let it pass", **kept
                )

    def _queue_arn(self, queue: str) -> str:
        shown = self._queues().get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])
        return str(shown["Attributes"]["QueueArn"])

    def _named(self, title: str) -> Topic:
        return next(topic for topic in self.topics.values() if topic.title == title)


def _wire(value: Any) -> str:
    """Converts an attribute to the text that the API takes."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value) if isinstance(value, (dict, list)) else str(value)
