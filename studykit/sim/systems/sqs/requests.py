"""Checks that SQS makes before it looks at any message: sizes, names, characters, batches.

Limits are those of its API model (sqs 2012-11-05); error codes and messages are as recorded from AWS
(docs/decisions/0003-sqs-model.md).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from typing import Any

from studykit.sim.engine.service import ServiceError

BATCH = 10
"""Entries of a batch and messages of a receive (`SendMessageBatch`, `ReceiveMessageRequest.MaxNumberOfMessages`)."""
BATCH_BYTES = 1_048_576
"""Bytes of all messages of a batch (`SendMessageBatch`), independent of the queue's MaximumMessageSize."""
LONGEST_DELAY = 900
LONGEST_VISIBILITY = 43_200
LONGEST_WAIT = 20

NAME = re.compile(r"[A-Za-z0-9_-]{1,80}|[A-Za-z0-9_-]{1,75}\.fifo")
ENTRY_ID = re.compile(r"[A-Za-z0-9_-]{1,80}")
TOKEN = re.compile(r"[!-~]{1,128}")
FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Entry = Mapping[str, Any]
"""The parameters of one call, or one entry of a batch."""


def check_name(name: str, fifo: bool) -> None:
    """Checks a queue's name. The names of FIFO queues, and no others, end in .fifo."""
    if not NAME.fullmatch(name) or name.endswith(".fifo") != fifo:
        raise refused(
            "QueueName", name, "It can have up to 80 letters, digits, - and _; with FifoQueue it ends in .fifo."
        )


def check_message(entry: Entry, queue: Mapping[str, str]) -> None:
    """Checks a message for the queue with these attributes."""
    body, delay, most = entry["MessageBody"], entry.get("DelaySeconds"), int(queue["MaximumMessageSize"])
    if not body:
        raise ServiceError("MissingParameter", "The request must contain the parameter MessageBody.")
    if size(entry) > most:
        raise ServiceError(
            "InvalidParameterValue",
            f"One or more parameters are invalid. Reason: Message must be shorter than {most} bytes.",
        )
    if not body.isprintable() and FORBIDDEN.search(body):
        raise ServiceError("InvalidMessageContents", "The message contains characters outside the allowed set.")
    check_range("DelaySeconds", delay, 0, LONGEST_DELAY)
    check_ids(entry, queue)


def check_ids(entry: Entry, queue: Mapping[str, str]) -> None:
    """Checks that a FIFO message has a group, a deduplication ID (its own or by content), and no own delay."""
    fifo, alien = "FifoQueue" in queue, "The request include parameter that is not valid for this queue type."
    for name in ("MessageGroupId", "MessageDeduplicationId"):
        if name in entry and not TOKEN.fullmatch(entry[name]):
            raise refused(name, entry[name], "It can have up to 128 letters, digits and punctuation marks.")
    if not fifo and "MessageDeduplicationId" in entry:
        raise refused("MessageDeduplicationId", entry["MessageDeduplicationId"], alien)
    if fifo and entry.get("DelaySeconds"):
        raise refused("DelaySeconds", entry["DelaySeconds"], alien)
    if fifo and "MessageGroupId" not in entry:
        raise ServiceError("MissingParameter", "The request must contain the parameter MessageGroupId.")
    if fifo and not deduplication_id(entry, queue):
        raise ServiceError(
            "InvalidParameterValue",
            "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided"
            " explicitly",
        )


def deduplication_id(entry: Entry, queue: Mapping[str, str]) -> str:
    """Returns the explicit deduplication ID, else with ContentBasedDeduplication the body's SHA-256, else ""."""
    given = str(entry.get("MessageDeduplicationId", ""))
    if given or queue.get("ContentBasedDeduplication") != "true":
        return given
    return sha256(entry["MessageBody"].encode()).hexdigest()


def size(entry: Entry) -> int:
    """Returns the bytes of a message: its body, and the name, type and value of each attribute."""
    total = len(entry["MessageBody"].encode("utf-8", "surrogatepass"))
    for name, value in entry.get("MessageAttributes", {}).items():
        content = value.get("BinaryValue") or value.get("StringValue", "").encode()
        total += len(name.encode()) + len(value["DataType"].encode()) + len(content)
    return total


def check_receive(number: int, visibility: int | None, wait: int | None) -> None:
    """Checks the parameters of a receive; None means the queue's own setting."""
    check_range("MaxNumberOfMessages", number, 1, BATCH)
    check_range("VisibilityTimeout", visibility, 0, LONGEST_VISIBILITY)
    check_range("WaitTimeSeconds", wait, 0, LONGEST_WAIT)


def check_visibility(timeout: int | None) -> int:
    """Returns the new timeout (s) of ChangeMessageVisibility; raises MissingParameter if a batch entry has none."""
    if timeout is None:
        raise ServiceError("MissingParameter", "The request must contain the parameter VisibilityTimeout.")
    check_range("VisibilityTimeout", timeout, 0, LONGEST_VISIBILITY)
    return timeout


def check_batch(entries: Sequence[Entry]) -> None:
    """Checks a batch as a whole."""
    ids = [entry["Id"] for entry in entries]
    if not ids:
        raise ServiceError("EmptyBatchRequest", "There should be at least one entry in the request.")
    if len(ids) > BATCH:
        raise ServiceError(
            "TooManyEntriesInBatchRequest",
            f"Maximum number of entries per request are {BATCH}. You have sent {len(ids)}.",
        )
    if not all(map(ENTRY_ID.fullmatch, ids)):
        raise ServiceError(
            "InvalidBatchEntryId",
            "A batch entry id can only contain alphanumeric characters, hyphens and underscores."
            " It can be at most 80 letters long.",
        )
    if len(set(ids)) < len(ids):
        again = next(name for name in ids if ids.count(name) > 1)
        raise ServiceError("BatchEntryIdsNotDistinct", f"Id {again} repeated.")


def check_messages(entries: Sequence[Entry], queue: Mapping[str, str]) -> None:
    """Checks a batch of messages: its size, and groups and deduplication IDs."""
    sent = sum(map(size, entries))
    if sent > BATCH_BYTES:
        raise ServiceError(
            "BatchRequestTooLong",
            f"Batch requests cannot be longer than {BATCH_BYTES} bytes. You have sent {sent} bytes.",
        )
    for entry in entries:
        try:
            check_ids(entry, queue)
        except ServiceError as error:
            raise ServiceError("InvalidParameterValue", error.message) from None


def each(entries: Sequence[Entry], act: Callable[[Entry], Mapping[str, Any] | None]) -> dict[str, Any]:
    """Returns the result of a batch. Every entry succeeds or fails by itself."""
    successful: list[dict[str, Any]] = []
    failed: list[dict[str, Any]] = []
    for entry in entries:
        try:
            successful.append({"Id": entry["Id"], **(act(entry) or {})})
        except ServiceError as error:
            failed.append({"Id": entry["Id"], "SenderFault": True, "Code": error.code, "Message": error.message})
    return {"Successful": successful, "Failed": failed}


def check_range(name: str, value: int | None, least: int, most: int) -> None:
    """Checks that a number is in its range; None means that it was not given."""
    if value is not None and not least <= value <= most:
        raise refused(name, value, f"Must be between {least} and {most}, if provided.")


def refused(name: str, value: object, reason: str) -> ServiceError:
    """Returns the error for one parameter, in AWS's words."""
    return ServiceError("InvalidParameterValue", f"Value {value} for parameter {name} is invalid. Reason: {reason}")
