"""Roles around Amazon EventBridge: an application that puts events, and an engineer who starts a replay."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from studykit.sim.engine.actor import Actor, role
from studykit.sim.engine.service import ServiceError
from studykit.sim.engine.waiting import Process
from studykit.sim.systems.eventbridge.model import ARN


@role
def bus_publisher(
    me: Actor,
    bus: str,
    events: Sequence[Mapping[str, Any]] = (),
    number: int = 0,
    name: str = "order",
    source: str = "shop",
    kind: str = "order placed",
    rest: Mapping[str, Any] | None = None,
    wanted: Sequence[str] = (),
    at: float = 1,
    every: float = 1,
    batch: int = 1,
) -> Process:
    """Puts `events` on a bus, and then `number` more called `name`-1, `name`-2, ..., with the fields in `rest`.

    An event is its detail; its fields `source` and `kind` (the detail type) are taken out of it. One call with `batch`
    events is made every `every` seconds from second `at`. `wanted` are the IDs that the first rule should match.
    """
    me.count("wanted events", len(wanted))
    for each in wanted:
        me.count(f"wanted {each}")
    details = [*events, *({"id": f"{name}-{place}", **(rest or {})} for place in range(1, int(number) + 1))]
    size = max(1, int(batch))
    for place in range(0, len(details), size):
        yield from me.sleep_until(round((at + place // size * every) * 1000))
        entries = [_entry(bus, dict(detail), source, kind) for detail in details[place : place + size]]
        try:
            answer = yield from me.call("eventbridge", "put_events", Entries=entries)
            me.count("refused", answer["FailedEntryCount"])
        except ServiceError:
            me.count("refused", len(entries))


def _entry(bus: str, detail: dict[str, Any], source: str, kind: str) -> dict[str, Any]:
    return {
        "EventBusName": bus,
        "Source": detail.pop("source", source),
        "DetailType": detail.pop("kind", kind),
        "Detail": json.dumps(detail),
    }


@role
def event_replayer(
    me: Actor, bus: str, at: float, rule: str = "", from_: float = 0, to: float = 0, archive: str = ""
) -> Process:
    """Starts a replay of the bus's archive at second `at`, of the events from second `from_` to `to` (0: now).

    With a `rule` only that rule gets the events.
    """
    yield from me.sleep_until(round(at * 1000))
    destination: dict[str, Any] = {"Arn": f"{ARN}event-bus/{bus}"}
    if rule:
        destination["FilterArns"] = [f"{ARN}rule/{bus}/{rule}"]
    try:
        yield from me.call(
            "eventbridge",
            "start_replay",
            ReplayName="replay-1",
            EventSourceArn=f"{ARN}archive/{archive or f'{bus}-archive'}",
            EventStartTime=from_,
            EventEndTime=to or at,
            Destination=destination,
        )
    except ServiceError:
        me.count("no replay")
