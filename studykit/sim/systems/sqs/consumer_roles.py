"""Roles that receive from a queue."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from studykit.sim.engine.actor import Actor, role
from studykit.sim.engine.service import ServiceError
from studykit.sim.engine.waiting import Process

REPEATS = 12
"""Deliveries of one message after which a run without a redrive policy is cut, because it would never end."""
TRANSIENT = ("OverLimit", "RequestThrottled")
"""Errors of a receive that can be gone at the next poll. Any other error ends the worker."""


@role
def consumer(
    me: Actor,
    queue: str,
    from_: float = 0,
    processing: float = 0,
    wait: float = 0,
    gap: float = 1,
    batch: int = 1,
    deletes: str = "after",
    others: float | None = None,
    heartbeat: float = 0,
    extends_to: float = 0,
    first_crashes: bool = False,
    crash_after: float = 0.5,
    idempotent: bool = False,
    knows_by: str = "",
    poison: str = "",
    fails_until: float = 0,
    backoff: float = -1,
    asks: int = 0,
    rate: float = 0,
    fetches: str = "",
) -> Process:
    """Polls `queue` from second `from_` on, works `processing` seconds on each message, then deletes it.

    After an empty response it polls again `gap` seconds later. `wait` is the WaitTimeSeconds of its long polls. `batch`
    is the most messages of one receive; it works on them one after another. It `deletes` each `after` the work,
    `before` it, or `never`. Every `heartbeat` seconds it sets the visibility timeout to `extends_to` seconds (default:
    twice the heartbeat).

    With `first_crashes` the first of several workers crashes after the share `crash_after` of its work. An `idempotent`
    worker has its side effect once for each message; if `knows_by` is set, messages are the same if their names are the
    same up to it. A message whose name begins with `poison` always fails and is never deleted. Before second
    `fails_until` the work on every message fails. After a failure the worker sets the visibility timeout of the message
    to `backoff` seconds (negative: it leaves it as it is).

    After `asks` responses the worker stops (0: never). `rate` gives the work as messages a second. An object that the
    message points to is read from the bucket `fetches`. Workers after the first take `others` seconds, if it is set.
    """
    yield from me.sleep_until(round(from_ * 1000))
    processing = 1 / rate if rate else processing
    if others is not None and me.number > 1:
        processing = others
    asked = 0
    while not asks or asked < asks:
        yield from me.wait_for_work("sqs", queue, gap, wait)
        messages = yield from _receive(me, queue, wait, batch)
        asked += 1
        if not messages:
            yield from me.sleep(gap)
        for message in messages:
            body = message["Body"]
            if int(message["Attributes"]["ApproximateReceiveCount"]) > REPEATS and not _redrives(me, queue):
                me.cut_run(body)
                return
            if deletes == "before":
                yield from _delete(me, queue, message)
            if fetches and body.startswith("{"):
                yield from me.call("s3", "get_object", Bucket=fetches, Key=json.loads(body)["s3Key"])
            dies = first_crashes and me.number == 1
            me.narrate("work", body, target=queue, until=(me.now + processing * 1000) / 1000, of=processing)
            yield from _work(me, queue, message, processing * (crash_after if dies else 1), heartbeat, extends_to)
            if dies:
                me.narrate("crash", body, target=queue)
                return
            if (poison and body.startswith(poison)) or me.now < fails_until * 1000:
                me.narrate("failed", body, target=queue)
                if backoff >= 0:
                    yield from _hide(me, queue, message, backoff)
                continue
            _effect(me, body.split(knows_by)[0] if knows_by else body, idempotent)
            me.narrate("done", body, target=queue)
            if deletes == "after":
                yield from _delete(me, queue, message)


def _redrives(me: Actor, queue: str) -> bool:
    """True if a redrive policy removes a message that is received again and again."""
    known = me.inspect("sqs", "get_queue_attributes", QueueUrl=queue, AttributeNames=["RedrivePolicy"])
    return "RedrivePolicy" in known.get("Attributes", {})


def _receive(me: Actor, queue: str, wait: float, batch: int) -> Process:
    try:
        answer = yield from me.call(
            "sqs",
            "receive_message",
            QueueUrl=queue,
            MaxNumberOfMessages=int(batch),
            WaitTimeSeconds=int(wait),
            MessageSystemAttributeNames=["ApproximateReceiveCount"],
        )
    except ServiceError as refused:
        if refused.code not in TRANSIENT:
            raise
        answer = {}
    return answer.get("Messages", [])


def _work(
    me: Actor, queue: str, message: Mapping[str, Any], seconds: float, heartbeat: float, extends_to: float
) -> Process:
    """Works, and extends the visibility timeout meanwhile. After a refused extension it does not try again."""
    end = me.now + round(seconds * 1000)
    while heartbeat and me.now + round(heartbeat * 1000) < end:
        yield from me.sleep(heartbeat)
        extended = yield from _hide(me, queue, message, extends_to or 2 * heartbeat)
        if not extended:
            break
        me.count("extensions")
    yield from me.sleep_until(end)


def _hide(me: Actor, queue: str, message: Mapping[str, Any], seconds: float) -> Process:
    """Sets the visibility timeout of a received message. Returns False if the call was refused."""
    try:
        yield from me.call(
            "sqs",
            "change_message_visibility",
            QueueUrl=queue,
            ReceiptHandle=message["ReceiptHandle"],
            VisibilityTimeout=int(seconds),
        )
    except ServiceError:
        return False
    return True


def _delete(me: Actor, queue: str, message: Mapping[str, Any]) -> Process:
    try:
        yield from me.call("sqs", "delete_message", QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
    except ServiceError:
        me.count("late_deletes")


def _effect(me: Actor, body: str, idempotent: bool) -> None:
    """Has the side effect of the work. An idempotent worker skips it for a message that was done before."""
    if idempotent and me.world.counts[f"effect of {body}"]:
        me.narrate("skipped", body, says="done before")
        return
    me.count(f"effect of {body}")
    me.count("side_effects")


@role
def copier(me: Actor, queue: str, to: str, copies: int, gap: float = 1) -> Process:
    """Receives from `queue`, sends to each of `to`-1 to `to`-n, and deletes."""
    me.count("programs")
    while True:
        yield from me.wait_for_work("sqs", queue, gap, 0)
        answer = yield from me.call("sqs", "receive_message", QueueUrl=queue)
        for message in answer.get("Messages", ()):
            for number in range(1, int(copies) + 1):
                yield from me.call("sqs", "send_message", QueueUrl=f"{to}-{number}", MessageBody=message["Body"])
            yield from me.call("sqs", "delete_message", QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
