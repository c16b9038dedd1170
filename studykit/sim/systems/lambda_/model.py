"""Lambda as boto3 shows it: functions, their concurrency, asynchronous events, and event source mappings for SQS.

Sources: AWS's API model (lambda 2015-03-31) and the Lambda Developer Guide; docs/decisions/0028 says what is documented
and what is left open. A function's code is played by the model; or a role plays the function, and its events wait here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from studykit.sim.engine.service import (
    CallStory,
    Clock,
    Parked,
    Pick,
    Service,
    ServiceChange,
    ServiceError,
    first_option,
)
from studykit.sim.systems.lambda_ import limits
from studykit.sim.systems.lambda_.asynchronous import EventQueue
from studykit.sim.systems.lambda_.environments import Environments
from studykit.sim.systems.lambda_.event_source import EventSource, patterns
from studykit.sim.systems.lambda_.function import Code, Function, Invocation
from studykit.sim.systems.lambda_.queues import Queues
from studykit.sim.systems.lambda_.runtime import Runtime

ARN = "arn:aws:lambda:us-east-1:123456789012:function:"
UUID = "00000000-0000-4000-b000-{:012d}"
LATEST = "$LATEST"
ENDS = ("success", "failure", "dead-letters")


class Lambda(Service):
    """The functions of one account in one Region."""

    def __init__(self, clock: Clock, pick: Pick = first_option) -> None:
        super().__init__(clock, pick)
        self.runtime = Runtime(clock, pick)
        self.functions = self.runtime.functions
        self.events: dict[str, EventQueue] = {}
        self.sources: dict[str, EventSource] = {}
        self.waiting: dict[str, list[dict[str, Any]]] = {}
        """The events of functions that roles play."""
        self.queues = Queues(self.runtime, lambda: self.neighbors["sqs"])

    # Calls of the engine

    def provision(
        self,
        name: str,
        *,
        takes: float = 1,
        timeout: int = limits.DEFAULT_TIMEOUT,
        cold_start: float = 0,
        keep_warm: float = 600,
        memory_mb: int = 128,
        poison: str = "",
        fails_first: int = 0,
        down_at: float = 0,
        down_for: float = 0,
        unavailable_at: float = 0,
        unavailable_for: float = 0,
        duplicate: float = 0,
        account_concurrency: int | None = None,
        played: bool = False,
        **unknown: Any,
    ) -> None:
        """Creates a function that works `takes` seconds on each event or message. All times are in seconds.

        A new environment needs `cold_start`, and an idle one is kept for `keep_warm`. Items whose names begin with
        `poison` always fail; the first `fails_first` attempts at each item fail; work that starts while a dependency is
        down (from `down_at`, for `down_for`) fails. Lambda itself rejects invocations from `unavailable_at` for
        `unavailable_for`. With probability `duplicate` an asynchronous event is delivered twice. `account_concurrency`
        is the limit of the account. A function that is `played` runs in a role.
        """
        if unknown:
            raise ValueError(f"a function has no option {min(unknown)!r}")
        limits.within("Timeout", timeout, limits.TIMEOUT)
        code = Code(
            takes=_ms(takes), poison=poison, fails_first=int(fails_first), down_at=_ms(down_at), down_for=_ms(down_for)
        )
        function = Function(
            name=name,
            code=code,
            environments=Environments(_ms(keep_warm)),
            timeout=_ms(timeout),
            cold_start=_ms(cold_start),
            memory_mb=int(memory_mb),
            duplicate=duplicate,
            unavailable_at=_ms(unavailable_at),
            unavailable_for=_ms(unavailable_for),
            played=played,
        )
        self.functions[name] = function
        self.waiting[name] = []
        self.events[name] = EventQueue(self.runtime, function, self._deliver)
        if account_concurrency is not None:
            self.runtime.account_concurrency = int(account_concurrency)

    def link(self, source: str, target: str, on: str = "failure", **options: Any) -> None:
        """Makes a queue or a function the destination of events: `on` success, failure, or dead-letters."""
        function = self._find(source)
        if on not in ENDS or options:
            raise ValueError(f"a link of a function has on: {', '.join(ENDS)}")
        if target not in self.functions:
            self.queues.arn(target)
        setattr(function, {"success": "on_success", "failure": "on_failure"}.get(on, "dead_letters"), target)

    def available(self, resource: str) -> int:
        """Counts the events that a function played by a role has not yet taken."""
        return len(self.waiting[resource])

    def next_change(self) -> int | None:
        if any(source.is_ready() for source in self.sources.values()):
            return self.clock()
        return self.runtime.next_change()

    def drain_changes(self) -> list[ServiceChange]:
        self._catch_up()
        changes, self.runtime.changes = self.runtime.changes, []
        return changes

    def gauges(self) -> dict[str, float]:
        """Returns the concurrency of the first function and of all others, and the events in internal queues."""
        running = [function.environments.busy for function in self.functions.values() if not function.played]
        levels: dict[str, float] = {"concurrency": running[0]} if running else {}
        if len(running) > 1:
            levels["neighbors"] = sum(running[1:])
        return levels | ({"queued": sum(len(queue.events) for queue in self.events.values())} if running else {})

    def unaccounted(self) -> int:
        return sum(self.missing(name) for name in self.functions)

    def missing(self, name: str) -> int:
        """Counts asynchronous events of a function that vanished without being finished, kept or lost."""
        totals = self.functions[name].totals
        known = totals["finished"] + totals["kept"] + totals["lost"] + len(self.events[name].events)
        return totals["accepted"] + totals["copied"] - known

    def describe_call(self, operation: str, request: Mapping[str, Any], response: Any) -> list[CallStory]:
        name = _name(request.get("FunctionName", ""))
        if operation != "invoke":
            shown = {key: value for key, value in request.items() if key not in ("FunctionName", "Qualifier")}
            reserved = request.get("ReservedConcurrentExecutions")
            limit = {} if reserved is None else {"reserved": reserved}
            return [CallStory(name, {"target": name, "carries": _settings(shown), **limit})]
        event = _title(request["Payload"])
        if request.get("InvocationType") == "Event":
            queued = {} if self.functions[name].played else {"state": "visible"}
            return [CallStory(event, {"target": name, "kind": "Event", **queued})]
        failed = {"failed": True} if "FunctionError" in response else {}
        return [CallStory(event, {"target": name, "kind": "RequestResponse", "back": True, "state": "gone", **failed})]

    def take(self, name: str) -> dict[str, Any]:
        """Removes and returns the event that has waited longest; the role of the function runs with it."""
        return self.waiting[name].pop(0)

    # Invocations

    def invoke(
        self, *, FunctionName: str, Payload: str = "null", InvocationType: str = "RequestResponse", Qualifier: str = ""
    ) -> dict[str, Any] | Parked:
        """Invokes a function with JSON. `Event` queues it; `RequestResponse` waits for the end of the invocation.

        A caller that waits gets every error itself, because Lambda does not retry such an invocation.
        """
        function = self._find(FunctionName)
        is_event = InvocationType == "Event"
        most = limits.ASYNCHRONOUS_BYTES if is_event else limits.SYNCHRONOUS_BYTES
        if len(Payload.encode()) > most:
            raise ServiceError("RequestTooLargeException", f"Request must be smaller than {most} bytes.")
        if is_event:
            if function.played:
                self.waiting[function.name].append(json.loads(Payload))
            else:
                self.events[function.name].put(_title(Payload), Payload)
            return {"StatusCode": 202}
        if InvocationType != "RequestResponse" or function.played:
            raise limits.invalid(f"An invocation of type {InvocationType} is not played here.")
        self._catch_up()
        invocation = self.runtime.start(function, [_title(Payload)], lambda ended: None)
        return self._response(invocation)

    def _response(self, invocation: Invocation) -> dict[str, Any] | Parked:
        self._catch_up()
        if not invocation.is_over:
            return Parked(invocation.ends, lambda: self._response(invocation))
        error = {"FunctionError": "Unhandled"} if invocation.error else {}
        return {"StatusCode": 200, "ExecutedVersion": LATEST, "Payload": "null", **error}

    # Settings

    def put_function_concurrency(self, *, FunctionName: str, ReservedConcurrentExecutions: int) -> dict[str, Any]:
        """Reserves concurrency for a function, which is also its limit. 100 of the account must stay unreserved."""
        function = self._find(FunctionName)
        others = sum(f.reserved or 0 for f in self.functions.values() if f is not function)
        if self.runtime.account_concurrency - others - ReservedConcurrentExecutions < limits.UNRESERVED:
            raise limits.invalid(
                "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution "
                f"below its minimum value of [{limits.UNRESERVED}]."
            )
        if ReservedConcurrentExecutions < function.environments.provisioned:
            raise limits.invalid("Reserved concurrency cannot be less than the provisioned concurrency.")
        function.reserved = ReservedConcurrentExecutions
        return {"ReservedConcurrentExecutions": ReservedConcurrentExecutions}

    def put_provisioned_concurrency_config(
        self, *, FunctionName: str, Qualifier: str, ProvisionedConcurrentExecutions: int
    ) -> dict[str, Any]:
        """Keeps environments of an alias ready. Here they are ready at once; AWS needs a minute or two."""
        function = self._find(FunctionName)
        if Qualifier == LATEST:
            raise limits.invalid("Provisioned Concurrency Configs cannot be applied to unpublished function versions.")
        if function.reserved is not None:
            room = function.reserved
        else:
            room = self.runtime.unreserved() - limits.UNRESERVED + function.environments.provisioned
        if not 1 <= ProvisionedConcurrentExecutions <= room:
            raise limits.invalid("Requested Provisioned Concurrency exceeds what the function can get.")
        function.environments.provisioned = ProvisionedConcurrentExecutions
        function.provisioned_since = self.clock()
        return {
            "RequestedProvisionedConcurrentExecutions": ProvisionedConcurrentExecutions,
            "AvailableProvisionedConcurrentExecutions": ProvisionedConcurrentExecutions,
            "AllocatedProvisionedConcurrentExecutions": ProvisionedConcurrentExecutions,
            "Status": "READY",
        }

    def put_function_event_invoke_config(
        self,
        *,
        FunctionName: str,
        MaximumRetryAttempts: int = limits.RETRIES[1],
        MaximumEventAgeInSeconds: int = limits.MAX_AGE[1],
    ) -> dict[str, Any]:
        """Sets how often and how long Lambda retries the asynchronous events of a function."""
        function = self._find(FunctionName)
        limits.within("MaximumRetryAttempts", MaximumRetryAttempts, limits.RETRIES)
        limits.within("MaximumEventAgeInSeconds", MaximumEventAgeInSeconds, limits.MAX_AGE)
        function.retries = MaximumRetryAttempts
        function.max_age = MaximumEventAgeInSeconds * 1000
        return {
            "FunctionArn": ARN + function.name,
            "MaximumRetryAttempts": MaximumRetryAttempts,
            "MaximumEventAgeInSeconds": MaximumEventAgeInSeconds,
        }

    def create_event_source_mapping(
        self,
        *,
        EventSourceArn: str,
        FunctionName: str,
        BatchSize: int = limits.DEFAULT_BATCH,
        MaximumBatchingWindowInSeconds: int = 0,
        ScalingConfig: Mapping[str, int] | None = None,
        FunctionResponseTypes: list[str] | None = None,
        FilterCriteria: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        """Lets a function process the messages of a queue."""
        function, queue = self._find(FunctionName), EventSourceArn.rpartition(":")[2]
        limits.within("BatchSize", BatchSize, limits.BATCH)
        limits.within("MaximumBatchingWindowInSeconds", MaximumBatchingWindowInSeconds, limits.WINDOW)
        maximum = (ScalingConfig or {}).get("MaximumConcurrency")
        if maximum is not None:
            limits.within("MaximumConcurrency", maximum, limits.MAXIMUM_CONCURRENCY)
        if BatchSize > limits.DEFAULT_BATCH and (queue.endswith(".fifo") or not MaximumBatchingWindowInSeconds):
            raise limits.invalid("A batch size above 10 needs a standard queue and a batching window.")
        if self.queues.visibility_timeout(queue) < function.timeout:
            raise limits.invalid(
                f"Queue visibility timeout: {self.queues.visibility_timeout(queue) // 1000} seconds is less than "
                f"Function timeout: {function.timeout // 1000} seconds"
            )
        uuid = UUID.format(len(self.sources) + 1)
        self.sources[uuid] = EventSource(
            self.runtime,
            self.queues,
            queue,
            function,
            batch_size=BatchSize,
            window=MaximumBatchingWindowInSeconds * 1000,
            maximum=maximum,
            partial="ReportBatchItemFailures" in (FunctionResponseTypes or ()),
            patterns=patterns(FilterCriteria),
        )
        return {
            "UUID": uuid,
            "BatchSize": BatchSize,
            "MaximumBatchingWindowInSeconds": MaximumBatchingWindowInSeconds,
            "EventSourceArn": EventSourceArn,
            "FunctionArn": ARN + function.name,
            "State": "Enabled",
            "FunctionResponseTypes": list(FunctionResponseTypes or ()),
            **({"ScalingConfig": {"MaximumConcurrency": maximum}} if maximum is not None else {}),
        }

    # Inside

    def _catch_up(self) -> None:
        """Does what is due by now, and lets the mappings poll."""
        self.runtime.catch_up()
        for source in self.sources.values():
            source.poll()
        self.runtime.catch_up()

    def _deliver(self, function: str, destination: str, body: str, name: str) -> None:
        """Gives a destination of a function's events a body."""
        if destination in self.functions:
            self.events[destination].put(name, body)
        else:
            self.queues.send(function, destination, body, name)

    def _find(self, name: str) -> Function:
        function = self.functions.get(_name(name))
        if function is None:
            raise ServiceError("ResourceNotFoundException", f"Function not found: {ARN}{_name(name)}")
        return function


def _name(given: str) -> str:
    """Returns the name of a function that is given by name or ARN."""
    return given.rpartition(":")[2]


def _ms(value: float) -> int:
    """Converts seconds to milliseconds."""
    return round(value * 1000)


def _title(payload: str) -> str:
    """Returns the name of an event in a trace: its `id` or `key`, or that of its `detail`; else its JSON."""
    event = json.loads(payload)
    if isinstance(event, dict) and isinstance(event.get("detail"), dict):
        event = event["detail"] or event
    return str(event.get("id") or event.get("key") or payload) if isinstance(event, dict) else str(event)


def _settings(shown: Mapping[str, Any]) -> str:
    """Returns the settings of a call as a text."""
    return ", ".join(f"{key} {json.dumps(value)}" for key, value in shown.items())
