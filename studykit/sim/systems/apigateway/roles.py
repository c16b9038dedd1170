"""Roles around Amazon API Gateway."""

from __future__ import annotations

from collections.abc import Sequence
from heapq import heapify, heappop, heappush
from math import ceil
from typing import Any

from studykit.sim.engine.actor import Actor, role
from studykit.sim.engine.waiting import Process

THROTTLED = 429
SECOND = 1_000
SLACK = 1e-9
"""Tolerance for floats, so that ten seconds at ten a second are a hundred requests."""
STAGE = "prod"


@role
def api_client(
    me: Actor,
    api: str,
    calls: Sequence[str] = (),
    stage: str = "prod",
    method: str = "GET",
    path: str = "/orders",
    requests: int | None = None,
    over: float = 1,
    every: float | None = None,
    offered: float = 1,
    lasts: float | None = None,
    items: int = 1,
    retries: int = 0,
    keyed: bool = False,
    shared_key: bool = False,
    fresh: bool = False,
    signed: bool = False,
    noisy: int = 0,
    noisy_rate: float = 1,
) -> Process:
    """Calls `method path`, or each of `calls` ("GET /orders"), one a second.

    It makes `requests` requests, every `every` s or evenly within `over` s. Or it makes `offered` requests a second (or
    one every `every` s) for `lasts` s, and the first `noisy` clients make `noisy_rate` a second. The query's `item` has
    `items` values in turn (1: no query). A throttled request is retried up to `retries` times, after 1, 2, 4 s and so
    on. `keyed`: with the API key of the client's number; `shared_key`: with one key for all clients. `fresh`: bypasses
    the cache; `signed`: with Authorization.
    """
    where = me.inspect("apigateway", "named", name=api).id
    if requests is not None:
        gap = over / requests if every is None else every
    else:
        gap = every or 1 / (noisy_rate if me.number <= noisy else offered)
    number = len(calls) or requests or max(1, ceil((lasts or 1) / gap - SLACK))
    value = f"key-{1 if shared_key else me.number}" if keyed else ""
    headers = {**({"Cache-Control": "max-age=0"} if fresh else {}), **({"Authorization": "signed"} if signed else {})}
    due = [(round(place * gap * SECOND), place, 0) for place in range(int(number))]
    heapify(due)
    while due:
        moment, place, tries = heappop(due)
        yield from me.sleep_until(moment)
        verb, _, called = (calls[place] if calls else f"{method} {path}").partition(" ")
        called += f"?item={place % int(items) + 1}" if items > 1 else ""
        asked: dict[str, Any] = {"method": verb, "path": called, "headers": headers, "apiKey": value}
        answer = yield from me.call("apigateway", "request", restApiId=where, stage=stage, **asked)
        if answer["status"] == THROTTLED and tries < retries:
            heappush(due, (me.now + SECOND * 2**tries, place, tries + 1))
        elif answer["status"] == THROTTLED:
            me.count("given up")


@role
def deployer(
    me: Actor,
    api: str,
    target: str,
    save_at: float = 30,
    deploy_at: float = 60,
    canary_percent: float = 10,
    how: str = "canary",
    then: str = "waits",
    then_at: float = 90,
) -> Process:
    """Points the API's methods at `target` at second `save_at`, and deploys at second `deploy_at`.

    `how`: `canary` (a share of the stage's requests), `all`, `save` (no deployment) or `stage` (a new stage, beta).
    `then`, at second `then_at`: `waits`, `promotes` the canary, or `removes` it. A deployment before the save contains
    the old target.
    """
    found = me.inspect("apigateway", "named", name=api)
    place = {"restApiId": found.id}

    def save() -> Process:
        uri = me.inspect("apigateway", "uri_of", target=target)
        for (resource, method), route in list(found.routes.items()):
            way: dict[str, Any] = {"resourceId": resource, "httpMethod": method, "integrationHttpMethod": "POST"}
            yield from me.call("apigateway", "put_integration", **place, **way, type=route.type, uri=uri)

    def deploy() -> Process:
        share = {"canarySettings": {"percentTraffic": float(canary_percent)}} if how == "canary" else {}
        stage = "beta" if how == "stage" else STAGE
        made = yield from me.call("apigateway", "create_deployment", **place, stageName=stage, **share)
        if how != "canary" or then == "waits":
            return
        yield from me.sleep_until(round(max(deploy_at, then_at) * 1000))
        end = {"op": "remove", "path": "/canarySettings"}
        copy = {"op": "copy", "from": "/canarySettings/deploymentId", "path": "/deploymentId", "value": made["id"]}
        patches = [copy, end] if then == "promotes" else [end]
        yield from me.call("apigateway", "update_stage", **place, stageName=STAGE, patchOperations=patches)

    steps = [(save_at, save), *([] if how == "save" else [(deploy_at, deploy)])]
    for moment, step in sorted(steps, key=lambda pair: pair[0]):
        yield from me.sleep_until(round(moment * 1000))
        yield from step()


@role
def price_writer(me: Actor, target: str, api: str, at: float = 100, value: str = "new", flush: bool = False) -> Process:
    """Writes `value` to `target` at second `at`; with `flush` it also flushes the stage cache."""
    yield from me.sleep_until(round(at * 1000))
    me.inspect("apigateway", "store", target=target, value=value)
    me.narrate("write", value, target=target)
    if flush:
        where = me.inspect("apigateway", "named", name=api).id
        yield from me.call("apigateway", "flush_stage_cache", restApiId=where, stageName=STAGE)
