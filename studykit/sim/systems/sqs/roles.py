"""Roles that actors play around Amazon SQS."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from studykit.sim.engine.actor import Actor, role
from studykit.sim.engine.service import ServiceError
from studykit.sim.engine.waiting import Process

# Consumer

REPEATS = 12
"""Deliveries of one message after which a run that would go on for ever is cut; a redrive policy ends it by itself."""
PASSING = ("OverLimit", "RequestThrottled")
"""Refusals of a receive that a later ask may not meet; any other ends the worker."""
Message = Mapping[str, Any]


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
    poison: str = "",
    asks: int = 0,
    rate: float = 0,
    fetches: str = "",
) -> Process:
    """Asks `queue` from second `from_` on, works `processing` seconds on each message, then deletes it.

    An empty answer is followed by another ask after `gap` seconds; `wait` is the long poll's WaitTimeSeconds;
    `batch` the most messages of one ask, worked on one after another. `deletes`: `after` the work, `before` it, or
    `never`. With a `heartbeat` the visibility timeout is set to `extends_to` (or twice the heartbeat) seconds anew
    every so many seconds. The first of several workers may crash after a share of its work. An `idempotent` worker
    does its side effect once a message. A message named `poison` always fails: it is worked on and never deleted.
    After so many `asks` that were answered it goes home (0: never). `rate` says the work as messages a second. What
    lies in the bucket `fetches` is got first. All workers but the first take `others` seconds, where that is said.
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
            if poison and body.startswith(poison):
                me.narrate("failed", body, target=queue)
                continue
            _effect(me, body, idempotent)
            me.narrate("done", body, target=queue)
            if deletes == "after":
                yield from _delete(me, queue, message)


def _redrives(me: Actor, queue: str) -> bool:
    """Whether a redrive policy ends what is received again and again."""
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
        if refused.code not in PASSING:
            raise
        answer = {}
    return answer.get("Messages", [])


def _work(me: Actor, queue: str, message: Message, seconds: float, heartbeat: float, extends_to: float) -> Process:
    """Works, and while at it renews the visibility timeout; a renewal that is refused is not tried again."""
    end = me.now + round(seconds * 1000)
    while heartbeat and me.now + round(heartbeat * 1000) < end:
        yield from me.sleep(heartbeat)
        try:
            yield from me.call(
                "sqs",
                "change_message_visibility",
                QueueUrl=queue,
                ReceiptHandle=message["ReceiptHandle"],
                VisibilityTimeout=int(extends_to or 2 * heartbeat),
            )
            me.count("extensions")
        except ServiceError:
            break
    yield from me.sleep_until(end)


def _delete(me: Actor, queue: str, message: Message) -> Process:
    try:
        yield from me.call("sqs", "delete_message", QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
    except ServiceError:
        me.count("late_deletes")


def _effect(me: Actor, body: str, idempotent: bool) -> None:
    """What the work leaves in the world; a worker that knows what was done before does it once."""
    if idempotent and me.world.counts[f"effect of {body}"]:
        me.narrate("skipped", body, says="done before")
        return
    me.count(f"effect of {body}")
    me.count("side_effects")


# Producer

BATCH_LIMIT = 10


@role
def producer(
    me: Actor,
    queue: str,
    sends: Sequence[str] = (),
    messages: int = 0,
    name: str = "m",
    at: float = 0,
    every: float = 0,
    rate: float = 0,
    fifo: bool = False,
    groups: int = 1,
    batch: int = 1,
    offered: float = 0,
    seconds: float = 1,
    per_hour: float = 0,
    hours: float = 0,
    delay: float = -1,
    deduplicated: bool = True,
    deliver: str = "",
) -> Process:
    """Sends `sends`, then `messages` more called `name`-1, `name`-2 ..., the first at second `at`.

    One call every `every` seconds, or `rate` calls a second, each with `batch` messages; or `offered` messages a
    second for so many `seconds`; or `per_hour` messages spread evenly over so many `hours`. On FIFO they are dealt
    to `groups` message groups in turn (0: a group for each message), with an ID of their own unless not `deduplicated`.
    `delay` (s) is asked for each message where it is not negative.
    """
    gap = 1 / rate if rate else every
    if int(per_hour * hours):
        messages, gap, at = int(per_hour * hours), 3600 / per_hour, 1800 / per_hour + 0.4
    if offered:
        messages, gap = int(offered * seconds), batch / offered
    bodies = _bodies(sends, name, int(messages))
    start = me.now + round(at * 1000)
    for place, chunk in enumerate(_chunks(bodies, max(1, batch))):
        yield from me.sleep_until(start + round(place * gap * 1000))
        entries = [
            _entry(body, place * batch + offset, fifo, groups, delay, deduplicated) for offset, body in enumerate(chunk)
        ]
        try:
            if batch > 1:
                answer = yield from me.call("sqs", "send_message_batch", QueueUrl=queue, Entries=_numbered(entries))
                me.count("accepted", len(answer.get("Successful", ())))
                me.count("rejected", len(answer.get("Failed", ())))
            else:
                yield from me.call("sqs", "send_message", QueueUrl=queue, **entries[0])
                me.count("accepted")
        except ServiceError:
            me.count("rejected", len(chunk))
            me.count("throttled", len(chunk))


def _entry(body: str, place: int, fifo: bool, groups: int, delay: float, deduplicated: bool) -> dict[str, Any]:
    entry: dict[str, Any] = {"MessageBody": body}
    if fifo:
        entry["MessageGroupId"] = f"g{place % groups + 1}" if groups else f"g{place + 1}"
        if deduplicated:
            entry["MessageDeduplicationId"] = body
    if delay >= 0:
        entry["DelaySeconds"] = int(delay)
    return entry


def _numbered(entries: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [{"Id": str(number), **entry} for number, entry in enumerate(entries)]


def _bodies(sends: Sequence[str], name: str, messages: int) -> Iterator[str]:
    """One after the other: a pack may ask for more than a memory holds, and the run is cut long before."""
    yield from sends
    for number in range(1, messages + 1):
        yield f"{name}-{number}"


def _chunks(bodies: Iterable[str], size: int) -> Iterator[list[str]]:
    """Up to `size` at a time (Python 3.12 has this as itertools.batched)."""
    rest = iter(bodies)
    while chunk := list(islice(rest, size)):
        yield chunk


# Direct


@role
def direct(me: Actor, rate: float, out_rate: float, messages: int, at: float = 0) -> Process:
    """Offers `messages` jobs, `rate` a second, to one worker that takes 1 / `out_rate` seconds for each."""
    free = start = me.now + round(at * 1000)
    for place in range(int(messages)):
        yield from me.sleep_until(start + round(place * 1000 / rate))
        body = f"job-{place + 1}"
        if me.now < free:
            me.narrate("rejected", body, says="the worker is busy, and nobody keeps it")
            me.count("rejected")
            me.count("lost")
            continue
        free = me.now + round(1000 / out_rate)
        me.narrate("work", body, until=free / 1000)
        me.count("accepted")
    yield from me.sleep_until(free)


# Retrier


@role
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
) -> Process:
    """Sends `name` at second `at` and again `retry_after` seconds later.

    The ID is explicit (`same_id`: the retry's too) or, `content_based`, left to the queue. The retry changes
    nothing, its `body`, or an `attribute`; it may go to another message group.
    """
    yield from me.sleep(at)
    yield from me.call(
        "sqs", "send_message", QueueUrl=queue, **_first_entry(name, "first", "g1", content_based, "id-1")
    )
    yield from me.sleep(retry_after)
    body = f"{name}-changed" if changes == "body" else name
    mark = "second" if changes == "attribute" else "first"
    entry = _first_entry(body, mark, "g1" if same_group else "g2", content_based, "id-1" if same_id else "id-2")
    yield from me.call("sqs", "send_message", QueueUrl=queue, **entry)


def _first_entry(body: str, mark: str, group: str, content_based: bool, token: str) -> dict[str, Any]:
    attributes = {"mark": {"DataType": "String", "StringValue": mark}}
    explicit = {} if content_based else {"MessageDeduplicationId": token}
    return {"MessageBody": body, "MessageGroupId": group, "MessageAttributes": attributes, **explicit}


# Copier


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


# Uploader

MIB = 1_048_576
LONGEST_TRIED = MIB + 1
"""Bytes of the body that stands for anything above the limit: one too many is refused like two billion."""


@role
def uploader(
    me: Actor,
    queue: str,
    bucket: str,
    size_mib: float,
    extended: bool,
    shrink: float = 1,
    at: float = 0,
    name: str = "video",
) -> Process:
    """Sends `size_mib` MiB, made `shrink` times smaller, at second `at`; `extended`: by a pointer to an object in
    `bucket`.

    The pointer is what the SQS Extended Client Library sends (Developer Guide, sqs-managing-large-messages).
    """
    yield from me.sleep(at)
    size = round(size_mib * MIB / shrink)
    try:
        if extended:
            yield from me.call("s3", "put_object", Bucket=bucket, Key=name, ContentLength=size)
            body = json.dumps({"s3BucketName": bucket, "s3Key": name})
        else:
            body = "x" * min(size, LONGEST_TRIED)
        yield from me.call("sqs", "send_message", QueueUrl=queue, MessageBody=body)
        me.count("accepted")
    except ServiceError:
        me.count("rejected")
