"""A program that calls an API of API Gateway: one request after another, or a list of calls."""

from __future__ import annotations

from collections.abc import Sequence
from heapq import heapify, heappop, heappush
from math import ceil
from typing import Any

from studykit.sim.acting import Actor
from studykit.sim.turns import Act

THROTTLED = 429
SECOND = 1_000
SLACK = 1e-9
"""So that ten seconds at ten a second are a hundred requests, whatever floats make of a tenth."""


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
) -> Act:
    """Calls `method path`, or each of `calls` ("GET /orders"), one a second.

    `requests` of them every `every` s, else evenly within `over` s; or `offered` a second (else every `every` s) for
    `lasts` s; the first `noisy` clients `noisy_rate` a second. `items`: how many values of the query's `item` are asked
    for in turn (1: no query). A throttled call is tried again up to `retries` times, after 1, 2, 4 ... s. `keyed`: with
    the key of the client's number, or with one that all share. `fresh`: past the cache; `signed`: with Authorization.
    """
    where = me.knows("apigateway", "named", name=api).id
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
        yield from me.until(moment)
        verb, _, called = (calls[place] if calls else f"{method} {path}").partition(" ")
        called += f"?item={place % int(items) + 1}" if items > 1 else ""
        asked: dict[str, Any] = {"method": verb, "path": called, "headers": headers, "apiKey": value}
        answer = yield from me.call("apigateway", "request", restApiId=where, stage=stage, **asked)
        if answer["status"] == THROTTLED and tries < retries:
            heappush(due, (me.now + SECOND * 2**tries, place, tries + 1))
        elif answer["status"] == THROTTLED:
            me.count("given up")
