"""The control plane of SNS in boto3's words: topics and subscriptions.

Source: AWS's API model (sns 2010-03-31).
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count
from typing import Any

from studykit.sim.engine.service import CallStory, Clock, Pick, Service, ServiceError, first_option
from studykit.sim.systems.sns import retries, topics
from studykit.sim.systems.sns.delivery import Deliveries
from studykit.sim.systems.sns.topics import ARN, Subscription, Topic, invalid
from studykit.sim.systems.sqs.model import SQS

TOKEN_LIVES = 172_800_000
"""ms in which a subscription can be confirmed: two days (API model, `Subscribe`)."""


class ControlPlane(Service):
    """Topics, their subscriptions, and the state of the endpoints (`down`, `closed`, `pushed`)."""

    def __init__(self, clock: Clock, pick: Pick = first_option) -> None:
        super().__init__(clock, pick)
        self.topics: dict[str, Topic] = {}
        self.subscriptions: dict[str, Subscription] = {}
        self.asked: dict[str, str] = {}
        """Confirmation tokens that were sent to endpoints."""
        self.deliveries = Deliveries(clock, self._queues)
        self.log, self.pushed, self.totals = self.deliveries.log, self.deliveries.pushed, self.deliveries.totals
        self.down, self.closed = self.deliveries.down, self.deliveries.closed
        self.numbers = count(1)
        self.story: list[CallStory] = []

    def create_topic(self, *, Name: str, Attributes: Mapping[str, str] | None = None) -> dict[str, Any]:
        """Creates a topic; a second call with the same name returns the same topic."""
        wanted = dict(Attributes or {})
        topics.check_topic(Name, wanted)
        self.topics.setdefault(ARN + Name, Topic(ARN + Name, wanted))
        return {"TopicArn": ARN + Name}

    def delete_topic(self, *, TopicArn: str) -> None:
        """Deletes a topic; a topic that does not exist can be deleted as well (API model)."""
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
        """Subscribes an endpoint; a second call with the same endpoint returns the same subscription.

        Email and HTTP(S) subscriptions wait for their confirmation.
        """
        topic = self._topic(TopicArn)
        topics.check_endpoint(topic, Protocol, Endpoint)
        mine = self._of(topic)
        made = next((s for s in mine if (s.protocol, s.endpoint) == (Protocol, Endpoint)), None)
        if made is None:
            if topic.most_bytes > topics.USUAL_SIZE and len(mine) >= topics.MOST_SUBSCRIPTIONS_OF_LARGE:
                raise ServiceError("SubscriptionLimitExceeded", "A topic with large messages has 100 subscriptions.")
            made = self._subscription(topic, Protocol, Endpoint, Attributes or {})
        shown = made.confirmed or ReturnSubscriptionArn
        self._narrate(f"{Protocol} {self.deliveries.title(made)}", topic, carries=_carried(made))
        return {"SubscriptionArn": made.arn if shown else "pending confirmation"}

    def confirm_subscription(self, *, TopicArn: str, Token: str) -> dict[str, Any]:
        """Confirms a subscription with the token that reached its endpoint in the last two days."""
        topic = self._topic(TopicArn)
        for subscription in self._of(topic):
            if subscription.token == Token and self.clock() < subscription.asked + TOKEN_LIVES:
                subscription.confirmed = True
                self._narrate(self.deliveries.title(subscription), topic, carries=Token)
                return {"SubscriptionArn": subscription.arn}
        raise invalid("Token")

    def unsubscribe(self, *, SubscriptionArn: str) -> None:
        gone = self.subscriptions.pop(SubscriptionArn, None)
        if gone:
            self._narrate(self.deliveries.title(gone), gone.topic)

    def set_subscription_attributes(self, *, SubscriptionArn: str, AttributeName: str, AttributeValue: str) -> None:
        """Changes an attribute. It takes effect at once; with AWS a new filter policy takes up to 15 minutes."""
        if SubscriptionArn not in self.subscriptions:
            raise ServiceError("NotFound", "Subscription does not exist")
        subscription = self.subscriptions[SubscriptionArn]
        subscription.set(AttributeName, AttributeValue)
        self._narrate(
            self.deliveries.title(subscription), subscription.topic, carries=f"{AttributeName} {AttributeValue}"
        )

    def list_subscriptions_by_topic(self, *, TopicArn: str) -> dict[str, Any]:
        """Lists the subscriptions of a topic; one that is not confirmed shows no ARN."""
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

    # Inside

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
            self.deliveries.note("ask_to_confirm", made, None, carries=made.token)
        return made

    def _narrate(self, subject: str, topic: Topic, **detail: Any) -> None:
        """Adds to the story of a call."""
        self.story.append(CallStory(subject, {"target": topic.title, **{k: v for k, v in detail.items() if v}}))

    def _queues(self) -> SQS:
        queues = self.neighbors.get("sqs")
        if not isinstance(queues, SQS):
            raise ServiceError("InvalidParameter", "no queue exists in this run")
        return queues

    def _of(self, topic: Topic) -> list[Subscription]:
        return [s for s in self.subscriptions.values() if s.topic is topic]

    def _topic(self, arn: str) -> Topic:
        if arn not in self.topics:
            raise ServiceError("NotFound", "Topic does not exist")
        return self.topics[arn]


def _carried(subscription: Subscription) -> str:
    return " ".join(f"{name} {value}" for name, value in subscription.attributes.items())
