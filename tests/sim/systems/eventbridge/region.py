"""A bus with a function, queues and an HTTP endpoint as targets, and a clock that a check sets."""

from __future__ import annotations

import json
from typing import Any

from studykit.sim.systems.lambda_.model import Lambda
from studykit.sim.systems.sqs.model import SQS
from tests.sim.checks import Model
from tests.sim.shapes import Validated

SECOND = 1_000
ARN = "arn:aws:events:us-east-1:123456789012:"
SQS_ARN = "arn:aws:sqs:us-east-1:123456789012:"


class Region:
    """The bus `b` of an EventBridge model, a function `f`, queues `q` and `dead`, and a clock (ms)."""

    def __init__(self, model: Model, pick: Any = None, f: dict[str, Any] | None = None, **bus: Any) -> None:
        self.now = 0
        self.changes: list[Any] = []
        self.bridge = model(lambda: self.now, pick) if pick else model(lambda: self.now)
        self.functions, self.sqs = Lambda(lambda: self.now), SQS(lambda: self.now)
        self.services = [self.bridge, self.functions, self.sqs]
        self.bridge.neighbors.update({"lambda": self.functions, "sqs": self.sqs})
        self.functions.neighbors["sqs"] = self.sqs
        for queue in ("q", "dead"):
            self.sqs.provision(queue, MessageRetentionPeriod=1_209_600)
        self.functions.provision("f", **(f or {}))
        self.bridge.provision("b", **bus)
        self.api = Validated("events", self.bridge)

    def to(self, at: float) -> None:
        """Lets time pass until a second. Every change happens on time."""
        for _ in range(5_000):
            moments = [service.next_change() for service in self.services]
            due = min((moment for moment in moments if moment is not None), default=None)
            if due is None or due > at * SECOND:
                self.now = round(at * SECOND)
                return
            self.now = max(self.now, due)
            self.drain()
        raise AssertionError("something stays due for ever")

    def drain(self) -> None:
        for service in self.services:
            self.changes += service.drain_changes()

    def put(self, name: str = "e", bus: str = "b", source: str = "shop", kind: str = "placed", **detail: Any) -> Any:
        """Puts one event on a bus and returns its result."""
        entry = {
            "EventBusName": bus,
            "Source": source,
            "DetailType": kind,
            "Detail": json.dumps({"id": name, **detail}),
        }
        answer = self.api.put_events(Entries=[entry])
        self.bridge.describe_call("put_events", {}, answer)
        self.drain()
        return answer["Entries"][0]

    def replay(self, name: str = "r", start: float = 0, end: float = 10**6, rules: tuple[str, ...] = ()) -> Any:
        """Starts a replay of the archive of `b`."""
        chosen = {"FilterArns": [f"{ARN}rule/b/{rule}" for rule in rules]} if rules else {}
        return self.api.start_replay(
            ReplayName=name,
            EventSourceArn=f"{ARN}archive/b-archive",
            EventStartTime=start,
            EventEndTime=end,
            Destination={"Arn": f"{ARN}event-bus/b", **chosen},
        )

    def said(self, action: str) -> list[tuple[float, str]]:
        """Returns when (s) an action happened, and to what."""
        return [(change.at / SECOND, change.subject) for change in self.changes if change.action == action]

    def at(self, action: str) -> list[float]:
        return [at for at, _ in self.said(action)]

    def bodies(self, queue: str) -> list[str]:
        """Returns what a queue holds."""
        return [message.body for _, _, message in self.sqs.queues[queue].stored]

    def total(self, name: str) -> int:
        return int(self.bridge.deliveries.totals[name])
