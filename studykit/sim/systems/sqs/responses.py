"""Responses of SQS in the shapes of its API model (sqs 2012-11-05). Moments count from the start of the run."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import md5
from typing import Any

from studykit.sim.systems.sqs.messages import Message
from studykit.sim.systems.sqs.queue import Queue

SENDER = "AIDAEXAMPLE"


def sent(message: Message, body: str) -> dict[str, Any]:
    """Returns the response of SendMessage for `body`, which was sent even if it repeats another message."""
    answer = {"MessageId": message.id, "MD5OfMessageBody": _md5(body)}
    return answer | ({"SequenceNumber": _sequence(message)} if message.deduplication_id else {})


def received(message: Message, system: Sequence[str], attributes: Sequence[str]) -> dict[str, Any]:
    """Returns one message of a ReceiveMessage response, with the system and message attributes that were requested."""
    answer: dict[str, Any] = {
        "MessageId": message.id,
        "ReceiptHandle": message.handle,
        "MD5OfBody": _md5(message.body),
        "Body": message.body,
    }
    if system and (chosen := _chosen(_system(message), system)):
        answer["Attributes"] = chosen
    if attributes and (wanted := _matching(message, attributes)):
        answer["MessageAttributes"] = wanted
    return answer


def described(queue: Queue, arn: str, names: Sequence[str]) -> dict[str, Any]:
    """Returns the response of GetQueueAttributes; it is empty if no name was given."""
    known = {
        **queue.attributes,
        "QueueArn": arn,
        "CreatedTimestamp": str(queue.created // 1000),
        "LastModifiedTimestamp": str(queue.modified // 1000),
        "ApproximateNumberOfMessages": str(queue.counts["visible"]),
        "ApproximateNumberOfMessagesNotVisible": str(queue.counts["hidden"]),
        "ApproximateNumberOfMessagesDelayed": str(queue.counts["delayed"]),
    }
    chosen = _chosen(known, names)
    return {"Attributes": chosen} if chosen else {}


def _system(message: Message) -> dict[str, str]:
    known = {
        "SenderId": SENDER,
        "SentTimestamp": str(message.sent),
        "ApproximateReceiveCount": str(message.receives),
        "ApproximateFirstReceiveTimestamp": str(message.first_received),
    }
    if message.group:
        known["MessageGroupId"] = message.group
    if message.deduplication_id:
        known["MessageDeduplicationId"] = message.deduplication_id
        known["SequenceNumber"] = _sequence(message)
    return known


def _chosen(known: dict[str, str], names: Sequence[str]) -> dict[str, str]:
    return {name: value for name, value in known.items() if name in names or "All" in names}


def _matching(message: Message, names: Sequence[str]) -> dict[str, Any]:
    """Returns message attributes by name, `All`, or a prefix that ends in `.*`."""
    prefixes = tuple("" if name == "All" else name[:-2] for name in names if name == "All" or name.endswith(".*"))
    return {name: value for name, value in message.attributes.items() if name in names or name.startswith(prefixes)}


def _sequence(message: Message) -> str:
    return f"{message.number:020d}"


def _md5(text: str) -> str:
    return md5(text.encode(), usedforsecurity=False).hexdigest()
