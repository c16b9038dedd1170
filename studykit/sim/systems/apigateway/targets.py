"""The targets of an API: a function, a server, a table, a queue, a stream, a state machine.

They are small stand-ins, not models of those services.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from studykit.sim.engine.service import Clock

Backend = Callable[[Mapping[str, Any]], dict[str, Any]]
"""Takes a request `{method, path, headers, body}`; returns `{status, headers, body}`, and `latency` (ms) if it takes
time.
"""
INVOKE = "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:123456789012:function:"
URIS = {
    "lambda": INVOKE + "{}/invocations",
    "ec2": "http://{}.example.com",
    "dynamodb": "arn:aws:apigateway:us-east-1:dynamodb:action/PutItem&TableName={}",
    "sqs": "arn:aws:apigateway:us-east-1:sqs:path/123456789012/{}",
    "kinesis": "arn:aws:apigateway:us-east-1:kinesis:action/PutRecord&StreamName={}",
    "stepfunctions": "arn:aws:apigateway:us-east-1:states:action/StartExecution&Name={}",
}
"""The URI of each kind of target in an integration (API model, `PutIntegrationRequest.uri`)."""
TYPES = {
    "lambda": "AWS_PROXY",
    "ec2": "HTTP_PROXY",
    "dynamodb": "AWS",
    "sqs": "AWS",
    "kinesis": "AWS",
    "stepfunctions": "AWS",
}
WORKING = ("lambda", "ec2")
"""Targets that work before they respond; the others accept the request and respond at once."""
QUICK = 20
"""ms that an AWS service takes to respond. An example: AWS guarantees no number."""


@dataclass(slots=True, kw_only=True)
class Target:
    """One target: its work time (s), the requests that it can take in a second, and whether it is private to a VPC."""

    name: str
    kind: str
    clock: Clock
    work: float = 0.1
    capacity: int | None = None
    private: bool = False
    fails: bool = False
    size: int = 0
    """Bytes of padding in its response."""
    value: str = ""
    asked: list[int] = field(default_factory=list)
    """The moments (ms) of all calls, so that their rate can be drawn."""
    served: list[int] = field(default_factory=list)
    """The moments (ms) of its responses in the last second."""
    done: list[int] = field(default_factory=list)
    """When each started piece of work is done (ms)."""

    @property
    def uri(self) -> str:
        return URIS[self.kind].format(self.name)

    def __call__(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """Does the work. An overloaded server responds with 503, a faulty one with 500."""
        now = self.clock()
        self.asked.append(now)
        if self.fails:
            return {"status": 500, "headers": {}, "body": "an error", "latency": QUICK}
        self.served = [at for at in self.served if now < at + 1000]
        if self.kind in WORKING and self.capacity is not None and len(self.served) >= self.capacity:
            return {"status": 503, "headers": {}, "body": "too busy", "latency": QUICK}
        self.served.append(now)
        latency = round(self.work * 1000) if self.kind in WORKING else QUICK
        self.done.append(now + latency)
        text = f"{self.value or self.name} {request['path']}" + " " * self.size
        return {"status": 200, "headers": {}, "body": text, "latency": latency}
