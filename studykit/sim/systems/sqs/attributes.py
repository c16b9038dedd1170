"""Checks and defaults of queue attributes, as the API names them. Values are text, as they are sent.

Names, ranges and defaults: API model sqs 2012-11-05, `CreateQueueRequest.Attributes`. Error codes and messages are as
recorded from AWS (docs/decisions/0003-sqs-model.md).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from studykit.sim.engine.service import ServiceError
from studykit.sim.systems.sqs import requests

NUMBERS = {  # least, most, default
    "DelaySeconds": (0, 900, 0),
    "MaximumMessageSize": (1_024, 1_048_576, 1_048_576),
    "MessageRetentionPeriod": (60, 1_209_600, 345_600),
    "ReceiveMessageWaitTimeSeconds": (0, 20, 0),
    "VisibilityTimeout": (0, 43_200, 30),
}
FIFO_CHOICES = {  # the first is the default
    "ContentBasedDeduplication": ("false", "true"),
    "DeduplicationScope": ("queue", "messageGroup"),
    "FifoThroughputLimit": ("perQueue", "perMessageGroupId"),
}
CARRIED = ("KmsDataKeyReusePeriodSeconds", "KmsMasterKeyId", "Policy", "RedriveAllowPolicy", "SqsManagedSseEnabled")
"""Attributes that are accepted and returned. Access and encryption change nothing in a run."""
MEASURED = (
    "ApproximateNumberOfMessages",
    "ApproximateNumberOfMessagesDelayed",
    "ApproximateNumberOfMessagesNotVisible",
    "CreatedTimestamp",
    "LastModifiedTimestamp",
    "QueueArn",
)
"""Attributes that can be read but not set."""
RECEIVES = (1, 1_000, 10)
"""Least, most and default maxReceiveCount of a redrive policy (Developer Guide, sqs-dead-letter-queues)."""


def defaults(fifo: bool) -> dict[str, str]:
    """Returns the attributes of a new queue."""
    numbers = {name: str(default) for name, (_, _, default) in NUMBERS.items()}
    choices = {name: allowed[0] for name, allowed in FIFO_CHOICES.items()}
    return {**numbers, "FifoQueue": "true", **choices} if fifo else numbers


def changed(old: Mapping[str, str], new: Mapping[str, str]) -> dict[str, str]:
    """Returns a queue's attributes after a change; raises InvalidAttributeName or InvalidAttributeValue."""
    fifo = "FifoQueue" in old
    for name, value in new.items():
        if name in NUMBERS:
            least, most, _ = NUMBERS[name]
            if not value.isdecimal() or not least <= int(value) <= most:
                raise refused(name)
        elif name in FIFO_CHOICES and fifo:
            if value not in FIFO_CHOICES[name]:
                raise refused(name)
        elif name == "FifoQueue" and fifo:
            if value != "true":
                raise refused(name, " Reason: Modifying queue type is not supported.")
        elif name not in CARRIED and name != "RedrivePolicy":
            raise ServiceError("InvalidAttributeName", f"Unknown Attribute {name}.")
    after = {name: value for name, value in {**old, **new}.items() if value}
    if after.get("FifoThroughputLimit") == "perMessageGroupId" and after["DeduplicationScope"] != "messageGroup":
        raise refused("FifoThroughputLimit")
    return after


def redrive(policy: str) -> tuple[str, int]:
    """Returns the ARN and the number of receives of a RedrivePolicy; raises InvalidParameterValue."""
    least, most, default = RECEIVES
    try:
        wanted = json.loads(policy)
        arn, receives = str(wanted["deadLetterTargetArn"]), int(wanted.get("maxReceiveCount", default))
    except (AttributeError, KeyError, TypeError, ValueError):
        raise requests.refused("RedrivePolicy", policy, "It names no deadLetterTargetArn.") from None
    requests.check_range("maxReceiveCount", receives, least, most)
    return arn, receives


def check_names(names: Sequence[str]) -> None:
    """Raises InvalidAttributeName for an unknown name (API model, `QueueAttributeName`)."""
    known = {"All", "FifoQueue", "RedrivePolicy", *NUMBERS, *FIFO_CHOICES, *CARRIED, *MEASURED}
    if unknown := [name for name in names if name not in known]:
        raise ServiceError("InvalidAttributeName", f"Unknown Attribute {unknown[0]}.")


def refused(name: str, reason: str = "") -> ServiceError:
    """Returns the error for a wrong attribute value."""
    return ServiceError("InvalidAttributeValue", f"Invalid value for the parameter {name}.{reason}")


def wire(value: Any) -> str:
    """Converts a scenario's value (a flag, a number, a text) to the text that the API takes."""
    if isinstance(value, bool):
        return str(value).lower()
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
