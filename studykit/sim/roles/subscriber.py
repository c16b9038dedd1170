"""A service behind a topic: it reads a queue of its own, or is called by SNS when something is published."""

from __future__ import annotations

from collections.abc import Mapping
from heapq import heappop, heappush
from typing import Any

from studykit.sim.acting import Actor
from studykit.sim.roles.consumer import consumer
from studykit.sim.roles.publisher import arn
from studykit.sim.service import ServiceError
from studykit.sim.services.sns import AT
from studykit.sim.turns import FOREVER, Act


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
) -> Act:
    """Works `processing` seconds on everything that reaches it.

    From its `queue` (`queue`-1 for the first of several) it receives, `gap` seconds apart; where `entry` is a queue,
    from the one that is `shared`. Without one of its `own`, it is called by the topic, under its name. With a
    `topic` it subscribes itself at second `at`, with a filter `policy` where there is one, and confirms. The `last` of
    several is `down` until second `gone_until`. What it `wants`, by field, it tells from the rest.
    """
    away = gone_until if down and (not last or me.number == last) else 0
    if queue and (own or entry != "topic"):
        mine = shared if entry == "queue" else f"{queue}-{me.number}" if last else queue
        yield from consumer(me, mine, from_=max(at, away), processing=processing, gap=gap, wait=wait)
        return
    sns: Any = me.stage.services["sns"]
    if away:
        sns.down.add(me.name)
    if topic:
        yield from me.until(round(at * 1000))
        yield from _subscribe(me, topic, protocol, policy, scope, confirms, confirm_after)
    if away:
        yield from me.until(round(away * 1000))
        sns.down.discard(me.name)
        me.say("back", "up again")
    yield from _answer(me, sns, processing, wants)


def _subscribe(
    me: Actor, topic: str, protocol: str, policy: str, scope: str, confirms: bool, confirm_after: float
) -> Act:
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
        token = me.stage.services["sns"].asked.get(endpoint)  # type: ignore[attr-defined] # the model's own
        if token and confirms:
            yield from me.sleep(confirm_after)
            yield from me.call("sns", "confirm_subscription", TopicArn=arn(me, topic), Token=token)
    except ServiceError:
        me.count("refused")


def _answer(me: Actor, sns: Any, processing: float, wants: Mapping[str, Any] | None) -> Act:
    """Begins with everything at the moment it is pushed, however much that is."""
    busy: list[tuple[int, str]] = []
    while True:
        yield me.stage.wait(me.rank, busy[0][0] if busy else FOREVER, lambda: sns.available(me.name))
        while busy and busy[0][0] <= me.now:
            me.say("done", heappop(busy)[1], queue=me.name)
        while sns.pushed[me.name]:
            name, body = sns.pushed[me.name].popleft()
            me.count("pushed")
            if wants is not None:
                me.count(
                    "wanted"
                    if all(f'"{key}": "{value}"' in _plain(body) for key, value in wants.items())
                    else "unwanted"
                )
            me.say("work", name, queue=me.name, until=(me.now + processing * 1000) / 1000)
            heappush(busy, (me.now + round(processing * 1000), name))


def _plain(body: str) -> str:
    """A body with the quotes of its inner JSON as they were written."""
    return body.replace('\\"', '"')
