"""The text that a subscriber receives: that of its protocol, bare or in the JSON envelope of SNS."""

from __future__ import annotations

import json
from typing import Any

from studykit.sim.systems.sns.topics import PROTOCOLS, PublishedMessage, Subscription, invalid

HOST = "https://sns.us-east-1.amazonaws.com/"
ENVELOPED = ("email-json", "firehose", "http", "https", "lambda", "sqs")
"""Protocols whose endpoints get JSON. Email and SMS get the bare text, mobile push the format of its platform."""


def read(message: str, structure: str | None) -> dict[str, str]:
    """Returns the text for each protocol of a published message; raises InvalidParameter for a broken message.

    Keys that name no protocol, and values that are not text, are ignored (API model, `PublishInput.Message`).
    """
    if structure is None:
        return {"default": message}
    if structure != "json":
        raise invalid("Message Structure")
    try:
        texts = json.loads(message)
    except ValueError:
        raise invalid("Message Structure - JSON message body failed to parse") from None
    if not isinstance(texts, dict) or not isinstance(texts.get("default"), str):
        raise invalid("Message Structure - No default entry in JSON message body")
    return {key: text for key, text in texts.items() if key in ("default", *PROTOCOLS) and isinstance(text, str)}


def body(subscription: Subscription, message: PublishedMessage) -> str:
    """Returns the text that the endpoint receives."""
    text = message.text(subscription.protocol)
    bare = subscription.raw or subscription.protocol not in ENVELOPED
    return text if bare else envelope(subscription, message, text)


def envelope(subscription: Subscription, message: PublishedMessage, text: str) -> str:
    """Returns the JSON of a delivery that is not raw. The signature is a placeholder that no subscriber verifies."""
    known: dict[str, Any] = {
        "Type": "Notification",
        "MessageId": message.id,
        "TopicArn": subscription.topic.arn,
        "Subject": message.subject,
        "Message": text,
        "Timestamp": "2026-01-01T00:00:00.000Z",
        "SignatureVersion": "1",
        "Signature": "c2lnbmF0dXJl",
        "SigningCertURL": f"{HOST}SimpleNotificationService.pem",
        "UnsubscribeURL": f"{HOST}?Action=Unsubscribe&SubscriptionArn={subscription.arn}",
        "MessageAttributes": {
            name: {"Type": a["DataType"], "Value": a.get("StringValue", "")} for name, a in message.attributes.items()
        },
    }
    return json.dumps({name: value for name, value in known.items() if value})
