"""The data of SNS: topics, their subscriptions, and the copies that wait for a retry."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from studykit.sim.engine.service import ServiceError
from studykit.sim.systems.sns import filters, retries

OWNER = "123456789012"
ARN = f"arn:aws:sns:us-east-1:{OWNER}:"
STARTS = {
    "application": "arn:aws:sns:",
    "firehose": "arn:aws:firehose:",
    "http": "http://",
    "https": "https://",
    "lambda": "arn:aws:lambda:",
    "sms": "+",
    "sqs": "arn:aws:sqs:",
}
"""How an endpoint of each protocol begins. An email address has an @ instead (API model, `Subscribe`)."""
PROTOCOLS = (*STARTS, "email", "email-json")
CONFIRMED_AT_ONCE = ("application", "firehose", "lambda", "sms", "sqs")
LARGE = ("firehose", "lambda", "sqs")
"""Protocols that a topic with messages above 256 KiB allows (API model, `MaximumMessageSize`)."""
USUAL_SIZE, SMALLEST_SIZE, LARGEST_SIZE = 262_144, 1_024, 1_048_576
MOST_SUBSCRIPTIONS_OF_LARGE = 100
DEDUPLICATION = 300_000
"""ms for which a FIFO topic remembers a deduplication ID (API model, `PublishInput`)."""


@dataclass(frozen=True, slots=True, eq=False)
class PublishedMessage:
    """A published message: a text for each protocol, and its attributes."""

    id: str
    texts: Mapping[str, str]
    subject: str | None = None
    attributes: Mapping[str, Any] = field(default_factory=dict)
    group: str | None = None
    deduplication_id: str | None = None

    @property
    def name(self) -> str:
        """Returns its name in a replay: the subject, or the text."""
        return self.subject or self.texts["default"]

    def text(self, protocol: str) -> str:
        """Returns the protocol's own text, else the default one."""
        return self.texts.get(protocol, self.texts["default"])


@dataclass(slots=True, eq=False)
class Topic:
    """One topic. In FIFO it remembers deduplication IDs, each with the moment (ms) and ID of its first message."""

    arn: str
    attributes: dict[str, str]
    remembered: dict[tuple[str, str], tuple[int, str]] = field(default_factory=dict)

    @property
    def fifo(self) -> bool:
        return self.attributes.get("FifoTopic") == "true"

    @property
    def title(self) -> str:
        return self.arn.removeprefix(ARN).removesuffix(".fifo")

    @property
    def most_bytes(self) -> int:
        return int(self.attributes.get("MaximumMessageSize", USUAL_SIZE))

    def deduplication_id(self, body: str, given: str | None) -> str | None:
        """Returns the explicit ID, else with ContentBasedDeduplication the SHA-256 of the body."""
        if given is None and self.attributes.get("ContentBasedDeduplication") == "true":
            return sha256(body.encode()).hexdigest()
        return given

    def first(self, message: PublishedMessage, now: int) -> str:
        """Returns the ID of the message that has this one's deduplication ID, perhaps its own."""
        grouped = self.attributes.get("FifoThroughputScope") == "MessageGroup"
        key = (message.group or "" if grouped else "", message.deduplication_id or "")
        at, known = self.remembered.get(key, (now, message.id))
        if now >= at + DEDUPLICATION:
            at, known = now, message.id
        self.remembered[key] = (at, known)
        return known


@dataclass(slots=True, eq=False)
class Subscription:
    """One endpoint of a topic and its settings. `token` confirms it for two days from `asked` (ms)."""

    arn: str
    topic: Topic
    protocol: str
    endpoint: str
    asked: int
    token: str
    confirmed: bool
    attributes: dict[str, str] = field(default_factory=dict)
    policy: dict[str, Any] = field(default_factory=dict)
    phases: retries.Phases = ()

    @property
    def title(self) -> str:
        """Returns the endpoint's name in a replay: the name of a queue or function, a host, an address."""
        return self.endpoint.rpartition(":")[2].removeprefix("//").removesuffix(".fifo")

    @property
    def raw(self) -> bool:
        return self.attributes.get("RawMessageDelivery") == "true"

    @property
    def dead_letters(self) -> str:
        """Returns the name of the queue for undeliverable copies, or an empty text."""
        target = json.loads(self.attributes.get("RedrivePolicy") or "{}").get("deadLetterTargetArn", "")
        return str(target).rpartition(":")[2]

    def set(self, name: str, value: str) -> None:
        """Sets an attribute; raises InvalidParameter if SNS would refuse it."""
        if name == "FilterPolicy":
            self.policy = filters.read(value or "{}", self._scope())
        if name == "FilterPolicyScope":
            if value not in ("MessageAttributes", "MessageBody"):
                raise invalid(
                    f"FilterPolicyScope: Invalid value [{value}]. Please use either MessageBody or MessageAttributes"
                )
            filters.read(self.attributes.get("FilterPolicy") or "{}", value)
        if (
            name == "RawMessageDelivery"
            and value == "true"
            and self.protocol not in ("sqs", "http", "https", "firehose")
        ):
            raise invalid(f"Delivery protocol [{self.protocol}] does not support raw message delivery.")
        if name == "RedrivePolicy" and value:
            target = str(json.loads(value).get("deadLetterTargetArn", ""))
            if target.endswith(".fifo") != self.topic.fifo or not target.startswith(STARTS["sqs"]):
                raise invalid(
                    "RedrivePolicy: must use a FIFO queue as DLQ for a FIFO topic, and a standard one otherwise"
                )
        if name == "DeliveryPolicy" and self.protocol not in ("http", "https"):
            raise invalid("DeliveryPolicy: it applies to HTTP/S endpoints only")
        if name == "DeliveryPolicy":
            self.phases = retries.read(value)
        self.attributes[name] = value

    def wants(self, message: PublishedMessage) -> bool:
        """True if the filter policy accepts a message, or if there is none."""
        if self._scope() == "MessageBody":
            return not self.policy or filters.accepts_body(self.policy, message.text(self.protocol))
        return filters.accepts_attributes(self.policy, message.attributes)

    def _scope(self) -> str:
        return self.attributes.get("FilterPolicyScope", "MessageAttributes")


@dataclass(slots=True, eq=False)
class Delivery:
    """A copy that is not delivered yet. After `failed` tries, the next one is due at `at` (ms)."""

    at: int
    number: int
    subscription: Subscription
    message: PublishedMessage
    failed: int = 0


def check_endpoint(topic: Topic, protocol: str, endpoint: str) -> None:
    """Checks that an endpoint can be subscribed to a topic."""
    if protocol not in PROTOCOLS:
        raise invalid(f"Does not support this protocol string: {protocol}")
    if not (endpoint.startswith(STARTS[protocol]) if protocol in STARTS else "@" in endpoint):
        raise invalid(f"Endpoint: {endpoint} is none of {protocol}")
    if topic.fifo and protocol != "sqs":
        raise invalid(f"Invalid protocol type: {protocol}; a FIFO topic delivers to SQS queues")
    if protocol == "sqs" and endpoint.endswith(".fifo") and not topic.fifo:
        raise invalid("Endpoint: FIFO SQS Queues can not be subscribed to standard SNS topics")
    if topic.most_bytes > USUAL_SIZE and protocol not in LARGE:
        raise invalid(f"a topic with messages above {USUAL_SIZE} bytes takes no {protocol} subscription")


def check_topic(name: str, wanted: Mapping[str, str]) -> None:
    """Checks the name and attributes of a new topic."""
    if name.endswith(".fifo") != (wanted.get("FifoTopic") == "true"):
        raise invalid("Topic Name: a FIFO topic's name ends in .fifo, and no other's.")
    if not SMALLEST_SIZE <= int(wanted.get("MaximumMessageSize", USUAL_SIZE)) <= LARGEST_SIZE:
        raise invalid(f"MaximumMessageSize: between {SMALLEST_SIZE} and {LARGEST_SIZE} bytes")
    alien = {"ContentBasedDeduplication", "FifoThroughputScope", "ArchivePolicy"} & set(wanted)
    if alien and wanted.get("FifoTopic") != "true":
        raise invalid(f"{min(alien)} applies to FIFO topics only")


def invalid(what: str) -> ServiceError:
    return ServiceError("InvalidParameter", f"Invalid parameter: {what}")
