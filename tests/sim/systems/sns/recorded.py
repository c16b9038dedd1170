"""Plays recorded SNS cases: one topic per case, queues of the SQS model behind it, webhooks that confirm at once."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from studykit.sim.engine.service import ServiceError
from studykit.sim.systems.sns.model import SNS
from studykit.sim.systems.sqs.model import SQS

FILE = "sns.json"
TOPIC = "arn:aws:sns:us-east-1:123456789012:t"
QUEUE = "arn:aws:sqs:us-east-1:123456789012:q"
SHOWN = ("Type", "TopicArn", "Subject", "Message", "MessageAttributes")


def check(case: Mapping[str, Any], model: Callable[..., Any] = SNS) -> None:
    """Plays a case. Raises AssertionError at the first outcome that differs from the recorded one."""
    player = Player(model)
    if "subscription" in case:
        player.filtered(case["subscription"])
    for step in case["steps"]:
        player.now = round(step["t"] * 1000)
        params = {key.lstrip("$"): repeated(value) for key, value in step["params"].items()}
        try:
            outcome: dict[str, Any] = {"ok": getattr(player, step["op"])(params)}
        except ServiceError as error:
            outcome = {"err": error.code.removesuffix("Exception")}
        if "delivered" in step["outcome"]:
            outcome = {"delivered": player.delivered()}
        assert outcome == step["outcome"], f"{case['id']}: {step['op']}"


def repeated(value: Any) -> Any:
    match value:
        case {"$repeat": [text, times]}:
            return text * times
    return value


class Player:
    """One case on one model, with a queue model next to it."""

    def __init__(self, model: Callable[..., Any]) -> None:
        self.now = 0
        self.sqs = SQS(lambda: self.now)
        self.sns = model(lambda: self.now)
        self.sns.neighbors["sqs"] = self.sqs
        self.arns: dict[str, str] = {}
        self.copies = 0

    def filtered(self, attributes: Mapping[str, Any]) -> None:
        """Creates one topic with one subscription of these attributes."""
        self.create_topic({"Name": "t"})
        self.sqs.create_queue(QueueName="q")
        policy = {
            "FilterPolicyScope": attributes["FilterPolicyScope"],
            "FilterPolicy": json.dumps(attributes["FilterPolicy"]),
        }
        self.sns.subscribe(TopicArn=TOPIC, Protocol="sqs", Endpoint=QUEUE, Attributes=policy)

    def delivered(self) -> bool:
        """True if the last publish reached the subscription."""
        before, self.copies = self.copies, self.sns.totals["copies"]
        return self.copies > before

    def create_topic(self, params: dict[str, Any]) -> bool:
        self.sns.create_topic(**params)
        return True

    def delete_topic(self, params: dict[str, Any]) -> bool:
        self.sns.delete_topic(TopicArn=TOPIC)
        return True

    def publish(self, params: dict[str, Any]) -> bool:
        self.sns.publish(TopicArn=TOPIC, **{"Message": "any", **params})
        return True

    def subscribe(self, params: dict[str, Any]) -> bool:
        name = params.pop("as")
        made = self.sns.subscribe(TopicArn=TOPIC, ReturnSubscriptionArn=True, **params)
        self.arns[name] = made["SubscriptionArn"]
        if params["Protocol"] in ("http", "https"):
            self.sns.confirm_subscription(TopicArn=TOPIC, Token=self.sns.asked[params["Endpoint"]])
        return True

    def unsubscribe(self, params: dict[str, Any]) -> bool:
        self.sns.unsubscribe(SubscriptionArn=self.arns[params["sub"]])
        return True

    def set_filter(self, params: dict[str, Any]) -> bool:
        policy = json.dumps(params["FilterPolicy"])
        arn = self.arns[params["sub"]]
        self.sns.set_subscription_attributes(SubscriptionArn=arn, AttributeName="FilterPolicy", AttributeValue=policy)
        return True

    def create_queue(self, params: dict[str, Any]) -> bool:
        self.sqs.create_queue(**params)
        return True

    def http_log(self, params: dict[str, Any]) -> list[list[str]]:
        return [list(entry) for entry in self.sns.log]

    def read(self, params: dict[str, Any]) -> list[dict[str, Any]]:
        got = self.sqs.receive_message(QueueUrl=params["Queue"], MaxNumberOfMessages=10, MessageAttributeNames=["All"])
        return [shown(message) for message in got.get("Messages", [])]


def shown(message: Mapping[str, Any]) -> dict[str, Any]:
    """Returns a received message as the format writes it: the envelope's fields, or the raw body with its attributes."""
    body = message["Body"]
    if body.startswith('{"Type"'):
        envelope = json.loads(body)
        return {"envelope": {key: envelope[key] for key in SHOWN if key in envelope}, "has": sorted(envelope)}
    attributes = {"MessageAttributes": message["MessageAttributes"]} if "MessageAttributes" in message else {}
    return {"raw": body, **attributes}
