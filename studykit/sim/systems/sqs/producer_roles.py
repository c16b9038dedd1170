"""Roles that send to a queue, or work without one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from studykit.sim.engine.actor import Actor, role
from studykit.sim.engine.service import ServiceError
from studykit.sim.engine.waiting import Process

MIB = 1_048_576
LONGEST_TRIED = MIB + 1
"""Most bytes of a body. A larger one is cut to this: one byte too many is refused like two billion."""


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
    """Sends `sends`, then `messages` more called `name`-1, `name`-2 and so on, the first at second `at`.

    It makes one call every `every` seconds, or `rate` calls a second, with `batch` messages in each. Or it sends
    `offered` messages a second for `seconds` seconds, or `per_hour` messages an hour, evenly, for `hours` hours. In
    FIFO the messages go to `groups` message groups in turn (0: a group for each message), each with its own ID if
    `deduplicated`. A `delay` (s) that is not negative is set for each message.
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
    """Yields the bodies one by one: a pack can ask for more than fits in memory, and the run is cut long before."""
    yield from sends
    for number in range(1, messages + 1):
        yield f"{name}-{number}"


def _chunks(bodies: Iterable[str], size: int) -> Iterator[list[str]]:
    """Yields lists of up to `size` bodies (itertools.batched in Python 3.12)."""
    rest = iter(bodies)
    while chunk := list(islice(rest, size)):
        yield chunk


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

    The deduplication ID is explicit (with `same_id` the retry has it too), or with `content_based` left to the queue.
    The retry `changes` nothing (`none`), its `body`, or an `attribute`; without `same_group` it goes to another message
    group.
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


@role
def order_events(
    me: Actor,
    queue: str,
    customers: int,
    orders: int,
    events: int,
    group_by: str = "customer",
    at: float = 0,
) -> Process:
    """Sends `events` events for each of `orders` orders of each of `customers` customers to a FIFO queue.

    The first event of every order comes first, then the second of every order. A body such as `c2/o1/e3` names
    customer, order and event. Messages are grouped by `customer`, by `order`, by `event`, or `together` in one group.
    """
    yield from me.sleep(at)
    parts = {"together": 0, "customer": 1, "order": 2, "event": 3}[group_by]
    for event in range(1, int(events) + 1):
        for order in range(1, int(orders) + 1):
            for customer in range(1, int(customers) + 1):
                body = f"c{customer}/o{order}/e{event}"
                group = "/".join(body.split("/")[:parts]) or "all"
                entry = {"MessageBody": body, "MessageGroupId": group, "MessageDeduplicationId": body}
                yield from me.call("sqs", "send_message", QueueUrl=queue, **entry)


@role
def resender(
    me: Actor, queue: str, second: str, after: float, id_from: str = "content", fifo: bool = True, at: float = 0
) -> Process:
    """Sends order 7 of shop a at second `at`, and a `second` message `after` seconds later.

    The second message is a `retry` with the same body, a retry `stamped` with a new time, a retry `moved` to another
    message group, or the order of another shop with the same number, its `namesake`. Without `fifo` no deduplication ID
    is sent. It comes from the order `number`, or is left to the queue (`content`). The shop is the message group.
    """
    yield from me.sleep(at)
    again = {"retry": "a7/1", "stamped": "a7/2", "moved": "a7/1", "namesake": "b7/1"}[second]
    explicit = {"MessageDeduplicationId": "7"} if fifo and id_from == "number" else {}
    for body, group, wait in (("a7/1", "a", 0.0), (again, "a" if second in ("retry", "stamped") else "b", after)):
        yield from me.sleep(wait)
        yield from me.call("sqs", "send_message", QueueUrl=queue, MessageBody=body, MessageGroupId=group, **explicit)


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
    """Sends `size_mib` MiB at second `at`; `extended` stores an object in `bucket` and sends a pointer to it.

    The message is `shrink` times smaller than the file. The pointer is that of the SQS Extended Client Library
    (Developer Guide, sqs-managing-large-messages).
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
