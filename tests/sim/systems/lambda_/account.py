"""An account with a function, its queues, and a clock that a check sets."""

from __future__ import annotations

import json
from typing import Any

from studykit.sim.engine.service import Parked
from studykit.sim.systems.sqs.model import SQS
from tests.sim.checks import Model, code
from tests.sim.shapes import Validated

SECOND, MINUTE, HOUR = 1_000, 60_000, 3_600_000
ARN = "arn:aws:sqs:us-east-1:123456789012:"


class Account:
    """A function `f` (and others) of a Lambda model, queues `q` and `dead`, and a clock (ms)."""

    def __init__(self, model: Model, queue: dict[str, Any] | None = None, pick: Any = None, **options: Any) -> None:
        self.now = 0
        self.changes: list[Any] = []
        self.functions = model(lambda: self.now, pick) if pick else model(lambda: self.now)
        self.sqs = SQS(lambda: self.now)
        self.functions.neighbors["sqs"] = self.sqs
        self.sqs.provision("q", **(queue or {"VisibilityTimeout": 60}))
        self.sqs.provision("dead")
        self.functions.provision("f", **options)
        self.api = Validated("lambda", self.functions)

    def to(self, at: float) -> None:
        """Lets time pass until a second. Every change happens on time."""
        for _ in range(5_000):
            moments = [each.next_change() for each in (self.functions, self.sqs)]
            due = min((moment for moment in moments if moment is not None), default=None)
            if due is None or due > at * SECOND:
                self.now = round(at * SECOND)
                return
            self.now = max(self.now, due)
            self.drain()
        raise AssertionError("something stays due for ever")

    def drain(self) -> None:
        self.changes += self.functions.drain_changes()
        self.changes += self.sqs.drain_changes()

    def event(self, name: str = "e", function: str = "f") -> None:
        """Invokes a function asynchronously."""
        payload = json.dumps({"id": name})
        assert self.api.invoke(FunctionName=function, InvocationType="Event", Payload=payload) == {"StatusCode": 202}
        self.drain()

    def call(self, name: str = "c", function: str = "f") -> Any:
        """Invokes a function and returns the response, which can be a Parked."""
        answer = self.functions.invoke(FunctionName=function, Payload=json.dumps({"id": name}))
        self.drain()
        return answer

    def calls(self, number: int, function: str = "f") -> list[str]:
        """Invokes a function a number of times at once; returns the error codes, `ok` for those that run."""
        invoke = self.functions.invoke
        return [code(invoke, FunctionName=function, Payload='{"id": "c"}') for _ in range(number)]

    def response(self, waits: Any) -> Any:
        """Returns the response of a call that waits, after its time."""
        assert isinstance(waits, Parked)
        self.to(waits.until / SECOND)
        return waits.again()

    def configure(self, **config: Any) -> None:
        self.api.put_function_event_invoke_config(FunctionName="f", **config)

    def map(self, queue: str = "q", **options: Any) -> Any:
        """Creates an event source mapping."""
        return self.api.create_event_source_mapping(EventSourceArn=ARN + queue, FunctionName="f", **options)

    def send(self, *bodies: str, queue: str = "q", **options: Any) -> None:
        for body in bodies:
            self.sqs.send_message(QueueUrl=queue, MessageBody=body, **options)

    def said(self, action: str) -> list[tuple[float, str]]:
        """Returns when (s) an action happened, and to what."""
        return [(change.at / SECOND, change.subject) for change in self.changes if change.action == action]

    def at(self, action: str) -> list[float]:
        return [at for at, _ in self.said(action)]

    def total(self, name: str, function: str = "f") -> int:
        return int(self.functions.functions[function].totals[name])

    def bodies(self, queue: str) -> list[str]:
        """Returns what a queue holds."""
        return [message.body for _, _, message in self.sqs.queues[queue].stored]
