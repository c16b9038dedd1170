"""Roles around AWS Lambda: the team that configures functions, and those who invoke them."""

from __future__ import annotations

import json
from typing import Any

from studykit.sim.engine.actor import Actor, role
from studykit.sim.engine.service import ServiceError
from studykit.sim.engine.waiting import Process

SQS_ARN = "arn:aws:sqs:us-east-1:123456789012:"
ALIAS = "live"


@role
def function_deployer(
    me: Actor,
    function: str,
    reserved: int | None = None,
    provisioned: int = 0,
    retries: int | None = None,
    max_age: int | None = None,
    neighbor: str = "",
    neighbor_reserved: int | None = None,
    queue: str = "",
    batch: int = 10,
    window: int = 0,
    maximum: int | None = None,
    partial: bool = False,
    pattern: str = "",
    fifo: bool = False,
) -> Process:
    """Configures `function` before anything else happens; None (and 0 for `provisioned`) leaves a setting as it is.

    `reserved` and `provisioned` are concurrency, `retries` and `max_age` (s) concern asynchronous events. The function
    `neighbor` can get reserved concurrency too. With a `queue` it creates an event source mapping: `batch` size,
    `window` (s), `maximum` concurrency, `partial` batch responses, and a filter `pattern` for the body (JSON).
    """
    if reserved is not None:
        yield from _set(me, "put_function_concurrency", function, ReservedConcurrentExecutions=int(reserved))
    if neighbor_reserved is not None:
        yield from _set(me, "put_function_concurrency", neighbor, ReservedConcurrentExecutions=int(neighbor_reserved))
    if provisioned:
        yield from _set(
            me,
            "put_provisioned_concurrency_config",
            function,
            Qualifier=ALIAS,
            ProvisionedConcurrentExecutions=int(provisioned),
        )
    asynchronous = {"MaximumRetryAttempts": retries, "MaximumEventAgeInSeconds": max_age}
    if given := {name: int(value) for name, value in asynchronous.items() if value is not None}:
        yield from _set(me, "put_function_event_invoke_config", function, **given)
    if queue:
        wanted: dict[str, Any] = {"BatchSize": int(batch), "MaximumBatchingWindowInSeconds": int(window)}
        if maximum is not None:
            wanted["ScalingConfig"] = {"MaximumConcurrency": int(maximum)}
        if partial:
            wanted["FunctionResponseTypes"] = ["ReportBatchItemFailures"]
        if pattern:
            wanted["FilterCriteria"] = {"Filters": [{"Pattern": json.dumps({"body": json.loads(pattern)})}]}
        yield from _set(
            me,
            "create_event_source_mapping",
            function,
            EventSourceArn=f"{SQS_ARN}{queue}{'.fifo' if fifo else ''}",
            **wanted,
        )


def _set(me: Actor, operation: str, function: str, **request: Any) -> Process:
    try:
        yield from me.call("lambda", operation, FunctionName=function, **request)
    except ServiceError:
        me.count("refused settings")


@role
def event_sender(
    me: Actor, function: str, events: int = 1, name: str = "event", at: float = 1, every: float = 1
) -> Process:
    """Invokes `function` asynchronously with `name`-1, `name`-2, ..., one every `every` seconds from second `at`."""
    for number in range(1, int(events) + 1):
        yield from me.sleep_until(round((at + (number - 1) * every) * 1000))
        payload = json.dumps({"id": f"{name}-{number}"})
        try:
            yield from me.call("lambda", "invoke", FunctionName=function, InvocationType="Event", Payload=payload)
        except ServiceError:
            me.count("refused")


@role
def function_caller(
    me: Actor,
    function: str,
    calls: int = 1,
    name: str = "call",
    at: float = 1,
    every: float = 1,
    spread: float = 0,
    retries: int = 0,
    retry_after: float = 1,
) -> Process:
    """Invokes `function` and waits for each response: `calls` times, the next not before `every` seconds have passed.

    Each copy of the role starts `spread` seconds after the one before it. After a 429 it tries again up to `retries`
    times, `retry_after` seconds apart, as an AWS SDK does.
    """
    start = at + (me.number - 1) * spread
    for number in range(1, int(calls) + 1):
        yield from me.sleep_until(round((start + (number - 1) * every) * 1000))
        asked = me.now
        payload = json.dumps({"id": f"{name}-{me.number}-{number}"})
        for attempt in range(int(retries) + 1):
            try:
                answer = yield from me.call("lambda", "invoke", FunctionName=function, Payload=payload)
            except ServiceError:
                me.count("throttled calls")
                if attempt < int(retries):
                    yield from me.sleep(retry_after)
                    continue
                me.count("refused")
                me.count(f"{function} refused")
                break
            failed = "FunctionError" in answer
            me.count("failed calls" if failed else "answered")
            if not failed:
                me.count("latency", me.now - asked)
                me.world.counts["slowest"] = max(me.world.counts["slowest"], me.now - asked)
            break
