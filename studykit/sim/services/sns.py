"""SNS: publish once, and every subscription gets its copy, now; there is no memory behind a topic.

Sources: AWS's API model (sns 2010-03-31) and the SNS Developer Guide ("Message delivery retries", "Message filtering",
"FIFO topics"). Deliveries to queues go to the run's SQS model; all other endpoints keep a log of what reached them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from studykit.sim.service import Change, Clock, Pick, Service, ServiceError, Told, first
from studykit.sim.services import _sns_filter as filters
from studykit.sim.services._sns_retries import delays
from studykit.sim.services.sqs import SQS

ARN = "arn:aws:sns:us-east-1:123456789012:"
PROTOCOLS = ("application", "email", "email-json", "firehose", "http", "https", "lambda", "sms", "sqs")
CONFIRMED_AT_ONCE = ("application", "firehose", "lambda", "sms", "sqs")
LARGEST = 262_144
"""Bytes of a message with its attributes: 256 KiB (API model, `Publish`)."""
LONGEST_SUBJECT = 100
DEDUPLICATION = 300_000
"""ms in which a FIFO topic remembers a deduplication id (API model, `PublishInput`)."""


@dataclass(slots=True, eq=False)
class Subscription:
    """One endpoint of a topic: what it wants, and whether it can be reached."""

    arn: str
    topic: str
    protocol: str
    endpoint: str
    attributes: dict[str, str] = field(default_factory=dict)
    policy: dict[str, Any] = field(default_factory=dict)
    confirmed: bool = True


@dataclass(slots=True, eq=False)
class Delivery:
    """One copy on its way to an endpoint that could not be reached: the next try is due at `at` (ms)."""

    at: int
    number: int
    subscription: Subscription
    message: Mapping[str, Any]
    tries: int = 1


class SNS(Service):
    """The topics of one account. Methods, keywords and results are boto3's; `log` and `down` are the world outside."""

    def __init__(self, clock: Clock, pick: Pick = first) -> None:
        super().__init__(clock, pick)
        self.topics: dict[str, dict[str, str]] = {}
        self.subscriptions: dict[str, Subscription] = {}
        self.log: list[tuple[str, str]] = []
        """(endpoint, text) of every delivery that did not go to a queue."""
        self.down: set[str] = set()
        """Endpoints that answer nothing at present."""
        self.pending: list[Delivery] = []
        self.remembered: dict[tuple[str, str], tuple[int, str]] = {}
        self.numbers = count(1)
        self.story: list[Told] = []
        self.changes: list[Change] = []
        self.totals = dict.fromkeys(("published", "copies", "filtered", "discarded", "dead_lettered"), 0)

    # What the stage asks for

    def provision(self, name: str, fifo: bool = False, **options: Any) -> None:
        """Creates a topic."""
        self.create_topic(Name=f"{name}.fifo" if fifo else name, Attributes={"FifoTopic": "true"} if fifo else {})

    def link(self, source: str, target: str, protocol: str = "sqs", **options: Any) -> None:
        """Subscribes `target` (a queue of the run, or any endpoint) to the topic `source`, confirmed."""
        endpoint = self._arn(target) if protocol == "sqs" else target
        attributes = {
            key: json.dumps(value) if isinstance(value, dict) else str(value) for key, value in options.items()
        }
        topic = next(arn for arn in self.topics if arn.removeprefix(ARN).removesuffix(".fifo") == source)
        made = self.subscribe(TopicArn=topic, Protocol=protocol, Endpoint=endpoint, Attributes=attributes)
        self.subscriptions[self._handle(made, topic, protocol, endpoint)].confirmed = True

    def tell(self, operation: str, request: Mapping[str, Any], response: Any) -> list[Told]:
        """One entry for the call, then one for every copy of a publish."""
        story, self.story = self.story, []
        return story or [Told(request.get("Message"), {"queue": _name(str(request.get("TopicArn", "")))})]

    def next_change(self) -> int | None:
        return min((delivery.at for delivery in self.pending), default=None)

    def settle(self) -> list[Change]:
        """Tries again what is due, in the order of the moments."""
        now = self.clock()
        while due := min((d for d in self.pending if d.at <= now), key=lambda d: (d.at, d.number), default=None):
            self.pending.remove(due)
            self._try(due)
        changes, self.changes = self.changes, []
        return changes

    # Topics and subscriptions

    def create_topic(self, *, Name: str, Attributes: Mapping[str, str] | None = None) -> dict[str, Any]:
        wanted = dict(Attributes or {})
        if Name.endswith(".fifo") != (wanted.get("FifoTopic") == "true"):
            raise _invalid("Topic Name: a FIFO topic's name ends in .fifo, and no other's.")
        self.topics.setdefault(ARN + Name, wanted)
        return {"TopicArn": ARN + Name}

    def delete_topic(self, *, TopicArn: str) -> None:
        self.topics.pop(TopicArn, None)
        self.subscriptions = {arn: s for arn, s in self.subscriptions.items() if s.topic != TopicArn}

    def subscribe(
        self,
        *,
        TopicArn: str,
        Protocol: str,
        Endpoint: str,
        Attributes: Mapping[str, str] | None = None,
        ReturnSubscriptionArn: bool = False,
    ) -> dict[str, Any]:
        """The same endpoint twice is one subscription. Email and HTTP(S) wait for their confirmation."""
        topic = self._topic(TopicArn)
        if Protocol not in PROTOCOLS:
            raise _invalid(f"Does not support this protocol string: {Protocol}")
        if Protocol == "sqs" and Endpoint.endswith(".fifo") and topic.get("FifoTopic") != "true":
            raise _invalid("Endpoint: FIFO SQS Queues can not be subscribed to standard SNS topics")
        known = [
            s
            for s in self.subscriptions.values()
            if (s.topic, s.protocol, s.endpoint) == (TopicArn, Protocol, Endpoint)
        ]
        if not known:
            arn = f"{TopicArn}:{next(self.numbers):08d}"
            made = Subscription(arn, TopicArn, Protocol, Endpoint, confirmed=Protocol in CONFIRMED_AT_ONCE)
            for name, value in (Attributes or {}).items():
                _set(made, name, value)
            self.subscriptions[arn] = made
            known = [made]
        shown = known[0].confirmed or ReturnSubscriptionArn
        return {"SubscriptionArn": known[0].arn if shown else "pending confirmation"}

    def confirm_subscription(self, *, TopicArn: str, Token: str) -> dict[str, Any]:
        """`Token` is what reached the endpoint; here it is the endpoint's own address."""
        for subscription in self.subscriptions.values():
            if subscription.topic == TopicArn and subscription.endpoint == Token:
                subscription.confirmed = True
                return {"SubscriptionArn": subscription.arn}
        raise _invalid("Token")

    def unsubscribe(self, *, SubscriptionArn: str) -> None:
        self.subscriptions.pop(SubscriptionArn, None)

    def set_subscription_attributes(self, *, SubscriptionArn: str, AttributeName: str, AttributeValue: str) -> None:
        if SubscriptionArn not in self.subscriptions:
            raise ServiceError("NotFoundException", "Subscription does not exist")
        _set(self.subscriptions[SubscriptionArn], AttributeName, AttributeValue)

    # Publishing

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
        """Copies a message to every confirmed subscription whose filter accepts it. To nobody is a success too."""
        topic = self._topic(TopicArn)
        if len(Message.encode()) > LARGEST:
            raise _invalid("Message too long")
        if Subject is not None and len(Subject) > LONGEST_SUBJECT:
            raise _invalid("Subject")
        texts = _texts(Message) if MessageStructure == "json" else {"default": Message}
        number = next(self.numbers)
        made = f"00000000-0000-4000-8000-{number:012d}"
        if topic.get("FifoTopic") == "true":
            if MessageGroupId is None or MessageDeduplicationId is None:
                raise _invalid("The MessageGroupId and MessageDeduplicationId parameters are required for FIFO topics")
            before = self.remembered.get((TopicArn, MessageDeduplicationId))
            if before and self.clock() < before[0] + DEDUPLICATION:
                return {"MessageId": before[1]}
            self.remembered[TopicArn, MessageDeduplicationId] = (self.clock(), made)
        self.totals["published"] += 1
        message = {
            "id": made,
            "texts": texts,
            "subject": Subject,
            "attributes": dict(MessageAttributes or {}),
            "group": MessageGroupId,
            "deduplication": MessageDeduplicationId,
        }
        self.story.append(Told(Message, {"queue": _name(TopicArn)}))
        for subscription in [s for s in self.subscriptions.values() if s.topic == TopicArn and s.confirmed]:
            if _wants(subscription, message):
                self._try(Delivery(self.clock(), next(self.numbers), subscription, message))
            else:
                self.totals["filtered"] += 1
                self.story.append(Told(Message, {"queue": _name(subscription.endpoint), "filtered": True}))
        return {"MessageId": made}

    # Inside

    def _try(self, delivery: Delivery) -> None:
        """Hands a copy over, or plans the next try; after the last one it is dead-lettered or gone for good."""
        subscription, now = delivery.subscription, self.clock()
        text = _text(subscription, delivery.message)
        place = {"queue": _name(subscription.endpoint), "protocol": subscription.protocol, "try": delivery.tries}
        if subscription.endpoint not in self.down:
            self._hand_over(subscription, delivery.message, text)
            self.totals["copies"] += 1
            self._say(now, "delivered", text, {**place, "state": "gone"})
            return
        wait = next((gap for gap in delays(subscription.protocol, delivery.tries)), None)
        if wait is not None:
            delivery.at, delivery.tries = now + wait, delivery.tries + 1
            self.pending.append(delivery)
            self._say(now, "failed", text, {**place, "until": delivery.at / 1000})
            return
        target = json.loads(subscription.attributes.get("RedrivePolicy", "{}")).get("deadLetterTargetArn")
        if target:
            self._queues().send_message(
                QueueUrl=_name(target), MessageBody=_envelope(subscription, delivery.message, text)
            )
        self.totals["dead_lettered" if target else "discarded"] += 1
        self._say(now, "dead_lettered" if target else "discarded", text, {**place, "state": "gone"})

    def _hand_over(self, subscription: Subscription, message: Mapping[str, Any], text: str) -> None:
        raw = subscription.attributes.get("RawMessageDelivery") == "true"
        body = text if raw else _envelope(subscription, message, text)
        if subscription.protocol != "sqs":
            self.log.append((subscription.endpoint, text))
            return
        extra: dict[str, Any] = {"MessageAttributes": message["attributes"]} if raw and message["attributes"] else {}
        if subscription.endpoint.endswith(".fifo"):
            extra |= {"MessageGroupId": message["group"], "MessageDeduplicationId": message["deduplication"]}
        self._queues().send_message(QueueUrl=_name(subscription.endpoint), MessageBody=body, **extra)

    def _say(self, at: int, action: str, subject: str, detail: dict[str, Any]) -> None:
        self.changes.append(Change(at, action, subject, detail, "sns"))

    def _queues(self) -> SQS:
        queues = self.neighbours.get("sqs")
        if not isinstance(queues, SQS):
            raise ServiceError("InvalidParameter", "no queue exists in this run")
        return queues

    def _arn(self, queue: str) -> str:
        shown = self._queues().get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])
        return str(shown["Attributes"]["QueueArn"])

    def _handle(self, made: Mapping[str, str], topic: str, protocol: str, endpoint: str) -> str:
        same = (
            s.arn
            for s in self.subscriptions.values()
            if (s.topic, s.protocol, s.endpoint) == (topic, protocol, endpoint)
        )
        return next(same, made["SubscriptionArn"])

    def _topic(self, arn: str) -> dict[str, str]:
        if arn not in self.topics:
            raise ServiceError("NotFoundException", "Topic does not exist")
        return self.topics[arn]


def _set(subscription: Subscription, name: str, value: str) -> None:
    subscription.attributes[name] = value
    if name == "FilterPolicy":
        subscription.policy = filters.read(value)


def _wants(subscription: Subscription, message: Mapping[str, Any]) -> bool:
    if subscription.attributes.get("FilterPolicyScope") == "MessageBody":
        return not subscription.policy or filters.accepts_body(subscription.policy, _text(subscription, message))
    return filters.accepts_attributes(subscription.policy, message["attributes"])


def _texts(message: str) -> dict[str, str]:
    try:
        texts = json.loads(message)
    except ValueError:
        raise _invalid("Message Structure - JSON message body failed to parse") from None
    if not isinstance(texts, dict) or "default" not in texts:
        raise _invalid("Message Structure - No default entry in JSON message body")
    return texts


def _text(subscription: Subscription, message: Mapping[str, Any]) -> str:
    texts: Mapping[str, str] = message["texts"]
    return texts.get(subscription.protocol, texts["default"])


def _envelope(subscription: Subscription, message: Mapping[str, Any], text: str) -> str:
    """The JSON that a subscriber gets without raw delivery; the signature is a stand-in that nobody here verifies."""
    attributes = {
        name: {"Type": a["DataType"], "Value": a.get("StringValue", "")} for name, a in message["attributes"].items()
    }
    host = "https://sns.us-east-1.amazonaws.com/"
    return json.dumps(
        {
            "Type": "Notification",
            "MessageId": message["id"],
            "TopicArn": subscription.topic,
            **({"Subject": message["subject"]} if message["subject"] else {}),
            "Message": text,
            "Timestamp": "2026-01-01T00:00:00.000Z",
            "SignatureVersion": "1",
            "Signature": "c2lnbmF0dXJl",
            "SigningCertURL": f"{host}SimpleNotificationService.pem",
            "UnsubscribeURL": f"{host}?Action=Unsubscribe&SubscriptionArn={subscription.arn}",
            **({"MessageAttributes": attributes} if attributes else {}),
        }
    )


def _name(arn: str) -> str:
    return arn.rpartition(":")[2] if arn.startswith("arn:") else arn


def _invalid(what: str) -> ServiceError:
    return ServiceError("InvalidParameter", f"Invalid parameter: {what}")
