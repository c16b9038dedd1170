"""Sends messages to a queue: a list of them, or so many at a steady rate."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from studykit.sim.acting import Actor
from studykit.sim.service import ServiceError
from studykit.sim.turns import Act

BATCH_LIMIT = 10


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
) -> Act:
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
        yield from me.until(start + round(place * gap * 1000))
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
