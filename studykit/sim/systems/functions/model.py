"""Lambda as far as other systems use it: functions that events invoke. A role plays the function; its events wait here.

An invocation by an event is asynchronous: the sender does not wait for the function (Lambda Developer Guide,
invocation-async).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from studykit.sim.engine.service import CallStory, Clock, Pick, Service, ServiceError, first_option


class Functions(Service):
    """The functions of one account, each with the events that it has not yet taken."""

    def __init__(self, clock: Clock, pick: Pick = first_option) -> None:
        super().__init__(clock, pick)
        self.waiting: dict[str, list[dict[str, Any]]] = {}

    def provision(self, name: str, **options: Any) -> None:
        """Creates a function that waits for events."""
        self.waiting[name] = []

    def available(self, resource: str) -> int:
        """Counts the events that a function has not yet taken."""
        return len(self.waiting[resource])

    def invoke(self, *, FunctionName: str, Payload: str, InvocationType: str = "Event") -> dict[str, Any]:
        """Gives a function an event (JSON) without waiting for it."""
        if FunctionName not in self.waiting:
            raise ServiceError("ResourceNotFoundException", f"Function not found: {FunctionName}")
        if InvocationType != "Event":
            raise ServiceError("InvalidParameterValueException", "Only invocations by an event are played here.")
        self.waiting[FunctionName].append(json.loads(Payload))
        return {"StatusCode": 202}

    def describe_call(self, operation: str, request: Mapping[str, Any], response: Any) -> list[CallStory]:
        return [CallStory(json.loads(request["Payload"])["key"], {"target": request["FunctionName"]})]

    def take(self, name: str) -> dict[str, Any]:
        """Removes and returns the event that has waited longest; the function runs with it."""
        return self.waiting[name].pop(0)
