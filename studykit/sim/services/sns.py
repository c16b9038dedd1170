"""SNS: publish once, and every subscription gets its copy, now; there is no memory behind a topic.

Sources: AWS's API model (sns 2010-03-31) and the SNS Developer Guide; what is documented, recorded and left open is
told in docs/decisions/0010-sns-model.md. Deliveries to queues go to the run's SQS model; all other endpoints keep what
reached them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from itertools import count
from typing import Any

from studykit.sim.service import Change, Clock, Pick, Service, ServiceError, Told, first
from studykit.sim.services import _sns_retries as retries
from studykit.sim.services import _sns_texts as texts
from studykit.sim.services import _sns_topic as topics
from studykit.sim.services import _sqs_requests as requests
from studykit.sim.services._sns_courier import Courier
from studykit.sim.services._sns_topic import ARN, Message, Subscription, Topic, invalid
from studykit.sim.services.sqs import SQS

LONGEST_SUBJECT = 100
"""Characters of a subject (API model, `PublishInput`)."""
TOKEN_LIVES = 172_800_000
"""ms in which a subscription can be confirmed: two days (API model, `Subscribe`)."""
AT = {"http": "http://{}", "https": "https://{}", "email": "{}@example.com", "email-json": "{}@example.com"}
AT |= {"sms": "+1555{}", "lambda": "arn:aws:lambda:us-east-1:123456789012:function:{}"}
AT |= {"firehose": "arn:aws:firehose:us-east-1:123456789012:deliverystream/{}"}
AT |= {"application": "arn:aws:sns:us-east-1:123456789012:endpoint/APNS/{}"}
"""The endpoint that a name of a scenario stands for."""


class SNS(Service):
    """The topics of one account. `down`, `closed` and `pushed` are the courier's world outside."""

    def __init__(self, clock: Clock, pick: Pick = first) -> None:
        super().__init__(clock, pick)
        self.topics: dict[str, Topic] = {}
        self.subscriptions: dict[str, Subscription] = {}
        self.asked: dict[str, str] = {}
        """Tokens that were sent to endpoints, to confirm their subscriptions with."""
        self.courier = Courier(clock, self._queues)
        self.log, self.pushed, self.totals = self.courier.log, self.courier.pushed, self.courier.totals
        self.down, self.closed = self.courier.down, self.courier.closed
        self.numbers = count(1)
        self.story: list[Told] = []

    # What the stage asks for

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

        A list of targets names protocols (`push` for mobile push), with an endpoint for each; that of SQS is `inbox`.

        `dead` names the queue for what cannot be delivered, unless there is to be no `dlq`; `retries` the number for
        HTTP(S), 20 s apart. An endpoint is `confirmed`, and its owner has `admitted` the topic, unless it is said
        otherwise.
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
            self.courier.titles[endpoint] = title
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
        self.courier.changes.clear()

    def _join(self, source: str, channel: str, confirmed: bool, raw: bool) -> None:
        protocol = "application" if channel == "push" else channel
        attributes: dict[str, Any] = {"RawMessageDelivery": True} if raw and protocol == "sqs" else {}
        target = "inbox" if protocol == "sqs" else channel
        self.link(source, target, protocol, confirmed=confirmed, **attributes)

    def tell(self, operation: str, request: Mapping[str, Any], response: Any) -> list[Told]:
        story, self.story = self.story, []
        return story or [Told(None)]

    def next_change(self) -> int | None:
        return self.courier.next_change()

    def settle(self) -> list[Change]:
        return self.courier.settle()

    def available(self, resource: str) -> int:
        return len(self.pushed[resource])

    def gauges(self) -> dict[str, float]:
        """Copies that wait for their next try, and copies that were delivered so far."""
        return {"waiting": len(self.courier.pending), "delivered": self.totals["copies"]}

    # Topics and subscriptions

    def create_topic(self, *, Name: str, Attributes: Mapping[str, str] | None = None) -> dict[str, Any]:
        """The same name twice is one topic."""
        wanted = dict(Attributes or {})
        topics.check_topic(Name, wanted)
        self.topics.setdefault(ARN + Name, Topic(ARN + Name, wanted))
        return {"TopicArn": ARN + Name}

    def delete_topic(self, *, TopicArn: str) -> None:
        """A topic that does not exist can be deleted as well (API model)."""
        self.topics.pop(TopicArn, None)
        self.subscriptions = {arn: s for arn, s in self.subscriptions.items() if s.topic.arn != TopicArn}

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
        topics.check_endpoint(topic, Protocol, Endpoint)
        mine = self._of(topic)
        made = next((s for s in mine if (s.protocol, s.endpoint) == (Protocol, Endpoint)), None)
        if made is None:
            if topic.most_bytes > topics.USUAL_SIZE and len(mine) >= topics.MOST_SUBSCRIPTIONS_OF_LARGE:
                raise ServiceError("SubscriptionLimitExceeded", "A topic with large messages has 100 subscriptions.")
            made = self._subscription(topic, Protocol, Endpoint, Attributes or {})
        shown = made.confirmed or ReturnSubscriptionArn
        self._tell(f"{Protocol} {self.courier.title(made)}", topic, carries=_carried(made))
        return {"SubscriptionArn": made.arn if shown else "pending confirmation"}

    def confirm_subscription(self, *, TopicArn: str, Token: str) -> dict[str, Any]:
        """`Token` is what reached the endpoint, not more than two days ago."""
        topic = self._topic(TopicArn)
        for subscription in self._of(topic):
            if subscription.token == Token and self.clock() < subscription.asked + TOKEN_LIVES:
                subscription.confirmed = True
                self._tell(self.courier.title(subscription), topic, carries=Token)
                return {"SubscriptionArn": subscription.arn}
        raise invalid("Token")

    def unsubscribe(self, *, SubscriptionArn: str) -> None:
        gone = self.subscriptions.pop(SubscriptionArn, None)
        if gone:
            self._tell(self.courier.title(gone), gone.topic)

    def set_subscription_attributes(self, *, SubscriptionArn: str, AttributeName: str, AttributeValue: str) -> None:
        """In force at once, where a new filter policy takes AWS up to 15 minutes."""
        if SubscriptionArn not in self.subscriptions:
            raise ServiceError("NotFound", "Subscription does not exist")
        subscription = self.subscriptions[SubscriptionArn]
        subscription.set(AttributeName, AttributeValue)
        self._tell(self.courier.title(subscription), subscription.topic, carries=f"{AttributeName} {AttributeValue}")

    def list_subscriptions_by_topic(self, *, TopicArn: str) -> dict[str, Any]:
        """A subscription that is not confirmed shows no ARN."""
        return {
            "Subscriptions": [
                {
                    "SubscriptionArn": s.arn if s.confirmed else "PendingConfirmation",
                    "Owner": topics.OWNER,
                    "Protocol": s.protocol,
                    "Endpoint": s.endpoint,
                    "TopicArn": TopicArn,
                }
                for s in self._of(self._topic(TopicArn))
            ]
        }

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
        made = topics.Message(
            f"00000000-0000-4000-8000-{number:012d}",
            texts.read(Message, MessageStructure),
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
            self._tell(made.name, topic, says="its deduplication ID is remembered, and nobody gets it again")
        return {"MessageId": original, "SequenceNumber": f"1{number:019d}"}

    def publish_batch(
        self, *, TopicArn: str, PublishBatchRequestEntries: Sequence[Mapping[str, Any]]
    ) -> dict[str, Any]:
        """Up to ten messages in one call; each is accepted or refused by itself."""
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

    def _fan_out(self, topic: Topic, message: Message) -> None:
        self.totals["published"] += 1
        readers = [s for s in self._of(topic) if s.confirmed]
        self._tell(message.name, topic, **({} if readers else {"says": "nobody is subscribed, and SNS keeps nothing"}))
        for subscription in readers:
            if subscription.wants(message):
                self.courier.deliver(subscription, message)
            else:
                self.totals["filtered"] += 1
                kept = {"queue": topic.title, "reader": self.courier.title(subscription)}
                self.courier.note(
                    "filter", subscription, message, says="its filter policy does not let it pass", **kept
                )

    def _subscription(self, topic: Topic, protocol: str, endpoint: str, attributes: Mapping[str, str]) -> Subscription:
        number = next(self.numbers)
        at_once = protocol in topics.CONFIRMED_AT_ONCE
        made = Subscription(
            f"{topic.arn}:{number:08d}", topic, protocol, endpoint, self.clock(), f"token-{number}", at_once
        )
        made.phases = retries.policy_of(protocol)
        for name in sorted(attributes, key=lambda name: name != "FilterPolicyScope"):
            made.set(name, attributes[name])
        self.subscriptions[made.arn] = made
        if not at_once:
            self.asked[endpoint] = made.token
            self.courier.note("ask_to_confirm", made, None, carries=made.token)
        return made

    def _tell(self, subject: str, topic: Topic, **detail: Any) -> None:
        """Adds to the story of a call."""
        self.story.append(Told(subject, {"queue": topic.title, **{k: v for k, v in detail.items() if v}}))

    def _queues(self) -> SQS:
        queues = self.neighbours.get("sqs")
        if not isinstance(queues, SQS):
            raise ServiceError("InvalidParameter", "no queue exists in this run")
        return queues

    def _queue_arn(self, queue: str) -> str:
        shown = self._queues().get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])
        return str(shown["Attributes"]["QueueArn"])

    def _of(self, topic: Topic) -> list[Subscription]:
        return [s for s in self.subscriptions.values() if s.topic is topic]

    def _named(self, title: str) -> Topic:
        return next(topic for topic in self.topics.values() if topic.title == title)

    def _topic(self, arn: str) -> Topic:
        if arn not in self.topics:
            raise ServiceError("NotFound", "Topic does not exist")
        return self.topics[arn]


def _wire(value: Any) -> str:
    """An attribute as the API takes it: a text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value) if isinstance(value, (dict, list)) else str(value)


def _carried(subscription: Subscription) -> str:
    return " ".join(f"{name} {value}" for name, value in subscription.attributes.items())
