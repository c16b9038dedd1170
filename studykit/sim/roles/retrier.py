"""Sends a message, misses the answer, and sends again later: what a network does to a producer."""

from __future__ import annotations

from typing import Any

from studykit.sim.acting import Actor
from studykit.sim.turns import Act


def retrier(
    me: Actor,
    queue: str,
    retry_after: float,
    at: float = 0,
    same_id: bool = True,
    content_based: bool = False,
    changes: str = "none",
    same_group: bool = True,
    name: str = "parcel",
) -> Act:
    """Sends `name` at second `at` and again `retry_after` seconds later.

    The ID is explicit (`same_id`: the retry's too) or, `content_based`, left to the queue. The retry changes
    nothing, its `body`, or an `attribute`; it may go to another message group.
    """
    yield from me.sleep(at)
    yield from me.call("sqs", "send_message", QueueUrl=queue, **_entry(name, "first", "g1", content_based, "id-1"))
    yield from me.sleep(retry_after)
    body = f"{name}-changed" if changes == "body" else name
    mark = "second" if changes == "attribute" else "first"
    entry = _entry(body, mark, "g1" if same_group else "g2", content_based, "id-1" if same_id else "id-2")
    yield from me.call("sqs", "send_message", QueueUrl=queue, **entry)


def _entry(body: str, mark: str, group: str, content_based: bool, token: str) -> dict[str, Any]:
    attributes = {"mark": {"DataType": "String", "StringValue": mark}}
    explicit = {} if content_based else {"MessageDeduplicationId": token}
    return {"MessageBody": body, "MessageGroupId": group, "MessageAttributes": attributes, **explicit}
