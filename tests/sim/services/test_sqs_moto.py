"""Random calls to moto's SQS backend, with its clock replaced, and to the model: they answer alike."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from moto.sqs import models as moto

from tests.sim.services.sqs_world import ACTS, SECOND, Act, World

EXCLUDED = {
    # what is not asked: (what moto does, what holds instead, whose word that is)
    "several of a FIFO group at once": (
        "of messages whose timeouts ended it returns the last only",
        "all of them, in order",
        "trace fifo-timeout-redelivers-in-order, evidence validated on AWS",
    ),
    "a FIFO receive with timeout zero": (
        "it loses the head of the group",
        "the group again, from its head",
        "trace fifo-vt0-keeps-order",
    ),
    "a deduplication id whose message is no longer there": (
        "it forgets deleted messages",
        "five minutes regardless",
        "API model, SendMessageRequest.MessageDeduplicationId; trace fifo-dedup-survives-delete, validated on AWS",
    ),
    "the id that a repeated send is answered with": (
        "a new one",
        "that of the first send",
        "Developer Guide, using-messagededuplicationid-property",
    ),
    "messages older than the retention period": (
        "they stay counted and end a receive",
        "gone",
        "API model, DeleteMessage; trace std-retention-keeps-newer",
    ),
    "a FIFO delete with an expired handle": (
        "accepted",
        "InvalidParameterValue",
        "trace fifo-late-delete-refused, recorded on AWS",
    ),
    "a change of a message not in flight, or with an older handle": (
        "it hides a visible message again, and calls the handle of a deleted one bad",
        "no effect, or an error",
        "API model, ChangeMessageVisibility: might result in an error",
    ),
    "an extension past twelve hours from the send": (
        "refused, counted from the send",
        "counted from the receive",
        "Developer Guide, sqs-visibility-timeout",
    ),
    "the very millisecond at which a timeout ends": (
        "still hidden",
        "visible",
        "DESIGN of this program: now >= deadline",
    ),
    "a handle whose message was dead-lettered": (
        "ReceiptHandleIsInvalid",
        "a delete without effect",
        "left open by AWS",
    ),
}
