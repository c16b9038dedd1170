"""Tells the world of an event: through a topic, through one queue, or by a call to each queue."""

from __future__ import annotations

from typing import Any

from studykit.sim.acting import Actor
from studykit.sim.service import ServiceError
from studykit.sim.turns import Act


def publisher(
    me: Actor,
    topic: str,
    messages: int = 1,
    name: str = "o",
    at: float = 1,
    every: float = 1,
    entry: str = "topic",
    queue: str = "",
    inbox: str = "",
    inboxes: int = 0,
    groups: int = 0,
    fifo: bool = False,
    batch: int = 1,
    retry_after: float = 0,
) -> Act:
    """Publishes `name`1, `name`2 ..., the first at second `at`, one each `every` seconds.

    `entry` is where they go: the `topic`; the `queue` (the same for `copier`); or, with `each`, by one call to each of
    the queues `inbox`-1 to `inbox`-n. A `fifo` topic gets a deduplication ID, and `groups` message groups in turn.
    `batch`: so many messages in one call to the topic, made when the last of them is there. The first is published once
    more `retry_after` seconds after the last, as who misses an answer does (0: never).
    """
    bodies = [f"{name}{number}" for number in range(1, int(messages) + 1)]
    size = int(batch) if entry == "topic" else 1
    for place in range(0, len(bodies), size):
        chunk = bodies[place : place + size]
        yield from me.until(round((at + (place + len(chunk) - 1) * every) * 1000))
        try:
            if entry == "topic":
                entries = [_entry(body, place + n, groups if fifo else 0) for n, body in enumerate(chunk)]
                yield from _publish(me, topic, entries)
                continue
            targets = [queue] if entry != "each" else [f"{inbox}-{n}" for n in range(1, int(inboxes) + 1)]
            for target in targets:
                me.count("publish_calls")
                yield from me.call("sqs", "send_message", QueueUrl=target, MessageBody=bodies[place])
        except ServiceError:
            me.count("refused")
    if retry_after:
        yield from me.sleep(retry_after)
        yield from _publish(me, topic, [_entry(bodies[0], 0, groups if fifo else 0)])


def arn(me: Actor, topic: str) -> str:
    """The ARN of a topic of the run, as it stands in an app's configuration."""
    sns: Any = me.stage.services["sns"]
    return next((one.arn for one in sns.topics.values() if one.title == topic), topic)


def _publish(me: Actor, topic: str, entries: list[dict[str, Any]]) -> Act:
    me.count("publish_calls")
    if len(entries) == 1:
        yield from me.call("sns", "publish", TopicArn=arn(me, topic), **entries[0])
        return
    numbered = [{"Id": str(number), **entry} for number, entry in enumerate(entries)]
    yield from me.call("sns", "publish_batch", TopicArn=arn(me, topic), PublishBatchRequestEntries=numbered)


def _entry(body: str, place: int, groups: int) -> dict[str, Any]:
    if not groups:
        return {"Message": body}
    return {"Message": body, "MessageGroupId": f"g{place % int(groups) + 1}", "MessageDeduplicationId": body}
