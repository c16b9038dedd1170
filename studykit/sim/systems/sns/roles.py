"""Roles around Amazon SNS."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from heapq import heappop, heappush
from typing import Any

from studykit.sim.engine.actor import Actor, role
from studykit.sim.engine.service import ServiceError
from studykit.sim.engine.waiting import FOREVER, Process
from studykit.sim.systems.sns.model import AT
from studykit.sim.systems.sqs.consumer_roles import consumer


@role
def announcer(
    me: Actor,
    topic: str,
    events: Sequence[Mapping[str, Any]] = (),
    attributes: bool = True,
    words: Mapping[str, str] | None = None,
    own: Sequence[str] = (),
    default: bool = True,
    structured: bool = True,
    at: float = 1,
    every: float = 1,
) -> Process:
    """Publishes `events`, called o1, o2 and so on, with their fields as JSON body and, if set, as `attributes`.

    Or it publishes one announcement in `words`: the texts of the protocols in `own`, and with `default` that of all
    others. Without `structured` the JSON is published as plain text.
    """
    yield from me.sleep_until(round(at * 1000))
    if words is not None:
        yield from _announce(me, topic, words, own, default, structured)
    for number, event in enumerate(events, start=1):
        yield from me.sleep_until(round((at + (number - 1) * every) * 1000))
        request: dict[str, Any] = {"Message": json.dumps(dict(event)), "Subject": f"o{number}"}
        if attributes:
            request["MessageAttributes"] = {key: _attribute(value) for key, value in event.items()}
        yield from me.call("sns", "publish", TopicArn=arn(me, topic), **request)


def _announce(
    me: Actor, topic: str, words: Mapping[str, str], own: Sequence[str], default: bool, structured: bool
) -> Process:
    chosen = {key: text for key, text in words.items() if key in own or (key == "default" and default)}
    request = {"Message": json.dumps(chosen)}
    request["Subject"] = "o17"
    if structured:
        request["MessageStructure"] = "json"
    try:
        yield from me.call("sns", "publish", TopicArn=arn(me, topic), **request)
    except ServiceError:
        me.count("refused")


def _attribute(value: Any) -> dict[str, str]:
    kind = "Number" if isinstance(value, (int, float)) else "String"
    return {"DataType": kind, "StringValue": str(value)}


@role
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
) -> Process:
    """Publishes `name`1, `name`2 and so on, the first at second `at`, one every `every` seconds.

    `entry` says where: the `topic`, the `queue` (also for `copier`), or with `each` one call to each of the queues
    `inbox`-1 to `inbox`-n. With `fifo` a message has a deduplication ID and goes to `groups` message groups in turn. A
    call to the topic has `batch` messages and is made when the last of them is due. The first message is published
    again `retry_after` seconds after the last, as by a publisher that misses a response (0: never).
    """
    bodies = [f"{name}{number}" for number in range(1, int(messages) + 1)]
    size = int(batch) if entry == "topic" else 1
    for place in range(0, len(bodies), size):
        chunk = bodies[place : place + size]
        yield from me.sleep_until(round((at + (place + len(chunk) - 1) * every) * 1000))
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
    """Returns the ARN of a topic of the run, as in an app's configuration."""
    sns: Any = me.world.services["sns"]
    return next((one.arn for one in sns.topics.values() if one.title == topic), topic)


def _publish(me: Actor, topic: str, entries: list[dict[str, Any]]) -> Process:
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


@role
def subscriber(
    me: Actor,
    queue: str = "",
    entry: str = "topic",
    shared: str = "",
    own: bool = True,
    topic: str = "",
    protocol: str = "https",
    policy: str = "",
    scope: str = "MessageAttributes",
    at: float = 0,
    confirms: bool = True,
    confirm_after: float = 0,
    gone_until: float = 0,
    last: int = 0,
    down: bool = True,
    processing: float = 0,
    gap: float = 1,
    wait: float = 0,
    wants: Mapping[str, Any] | None = None,
) -> Process:
    """Works `processing` seconds on everything that reaches it.

    It receives from its `queue` (`queue`-1 for the first of several), `gap` seconds apart, or if `entry` is a queue
    from the `shared` one. Without a queue of its `own` the topic calls it, under its name. With a `topic` it subscribes
    itself at second `at`, with a filter `policy` if there is one, and confirms. The `last` of several is `down` until
    second `gone_until`. It counts pushed messages that have the fields it `wants`, and the others.
    """
    away = gone_until if down and (not last or me.number == last) else 0
    if queue and (own or entry != "topic"):
        mine = shared if entry == "queue" else f"{queue}-{me.number}" if last else queue
        yield from consumer(me, mine, from_=max(at, away), processing=processing, gap=gap, wait=wait)
        return
    sns: Any = me.world.services["sns"]
    if away:
        sns.down.add(me.name)
    if topic:
        yield from me.sleep_until(round(at * 1000))
        yield from _subscribe(me, topic, protocol, policy, scope, confirms, confirm_after)
    if away:
        yield from me.sleep_until(round(away * 1000))
        sns.down.discard(me.name)
        me.narrate("back", "up again")
    yield from _answer(me, sns, processing, wants)


def _subscribe(
    me: Actor, topic: str, protocol: str, policy: str, scope: str, confirms: bool, confirm_after: float
) -> Process:
    endpoint = AT[protocol].format(me.name)
    attributes = {"FilterPolicy": policy, "FilterPolicyScope": scope} if policy else {}
    try:
        yield from me.call(
            "sns",
            "subscribe",
            TopicArn=arn(me, topic),
            Protocol=protocol,
            Endpoint=endpoint,
            Attributes=attributes,
        )
        token = me.world.services["sns"].asked.get(endpoint)  # type: ignore[attr-defined] # the model's own
        if token and confirms:
            yield from me.sleep(confirm_after)
            yield from me.call("sns", "confirm_subscription", TopicArn=arn(me, topic), Token=token)
    except ServiceError:
        me.count("refused")


def _answer(me: Actor, sns: Any, processing: float, wants: Mapping[str, Any] | None) -> Process:
    """Starts on every message as soon as it is pushed, however many there are."""
    busy: list[tuple[int, str]] = []
    while True:
        yield me.world.wait(me.rank, busy[0][0] if busy else FOREVER, lambda: sns.available(me.name))
        while busy and busy[0][0] <= me.now:
            me.narrate("done", heappop(busy)[1], target=me.name)
        while sns.pushed[me.name]:
            name, body = sns.pushed[me.name].popleft()
            me.count("pushed")
            if wants is not None:
                me.count(
                    "wanted"
                    if all(f'"{key}": "{value}"' in _plain(body) for key, value in wants.items())
                    else "unwanted"
                )
            me.narrate("work", name, target=me.name, until=(me.now + processing * 1000) / 1000)
            heappush(busy, (me.now + round(processing * 1000), name))


def _plain(body: str) -> str:
    """Returns a body with the quotes of its inner JSON unescaped."""
    return body.replace('\\"', '"')
