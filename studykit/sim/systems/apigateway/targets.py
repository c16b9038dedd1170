"""What stands behind an API: a function, a server, a table. Small neighbours with just what the stories need."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from studykit.sim.engine.service import Clock

Backend = Callable[[Mapping[str, Any]], dict[str, Any]]
"""A request `{method, path, headers, body}` to `{status, headers, body}`; `latency` (ms) where it takes time."""
INVOKE = "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:123456789012:function:"
URIS = {
    "lambda": INVOKE + "{}/invocations",
    "ec2": "http://{}.example.com",
    "dynamodb": "arn:aws:apigateway:us-east-1:dynamodb:action/PutItem&TableName={}",
    "sqs": "arn:aws:apigateway:us-east-1:sqs:path/123456789012/{}",
}
"""How an integration names its target (API model, `PutIntegrationRequest.uri`)."""
TYPES = {"lambda": "AWS_PROXY", "ec2": "HTTP_PROXY", "dynamodb": "AWS", "sqs": "AWS"}
WORKING = ("lambda", "ec2")
"""What works on a request before it answers; the others take it and answer at once."""
QUICK = 20
"""ms that an AWS service takes to answer here: an example, AWS promises none."""


@dataclass(slots=True, kw_only=True)
class Target:
    """One backend: how long it works (s), how many requests it takes in a second, whether only its VPC reaches it."""

    name: str
    kind: str
    clock: Clock
    work: float = 0.1
    capacity: int | None = None
    private: bool = False
    fails: bool = False
    size: int = 0
    """Bytes that an answer has beyond its first words."""
    value: str = ""
    asked: list[int] = field(default_factory=list)
    """The moments (ms) of all calls, so that their rate can be drawn."""
    served: list[int] = field(default_factory=list)
    """The moments (ms) of what it answered in the latest second."""
    done: list[int] = field(default_factory=list)
    """When each piece of work that was begun is done (ms)."""

    @property
    def uri(self) -> str:
        return URIS[self.kind].format(self.name)

    def __call__(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """Does the work; a server that has more than it can take answers 503, a faulty one 500."""
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
