"""API Gateway: one address, each path its own target; deployed snapshots, caches that forget, buckets that refuse.

The control plane speaks boto3 (`apigateway`, REST APIs); `request` is the data plane, which boto3 does not have.
Sources: Developer Guide (api-gateway-request-throttling, api-gateway-caching, canary-release, how-to-cors,
supported-gateway-response-types), AWS's API model (apigateway 2015-07-09).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from studykit.sim.service import Clock, Pick, Told, first
from studykit.sim.services._apigateway_control import Control, RestApi
from studykit.sim.services._apigateway_limits import ACCOUNT_BURST, ACCOUNT_RATE, Bucket, Plan, admit
from studykit.sim.services._apigateway_route import Route
from studykit.sim.services._apigateway_stage import Stage
from studykit.sim.services._apigateway_target import Backend

LARGEST_BODY = 10 * 2**20
"""Bytes of the largest request (Developer Guide, limits: 10 MB)."""


class ApiGateway(Control):
    """The REST APIs of one account in one Region, and the account's own throttle."""

    def __init__(self, clock: Clock, pick: Pick = first) -> None:
        super().__init__(clock, pick)
        self.backends: dict[str, Backend] = {}
        self.account = Bucket(ACCOUNT_RATE, ACCOUNT_BURST)
        self.story: list[Told] = []

    def tell(self, operation: str, request: Mapping[str, Any], response: Any) -> list[Told]:
        """Where the latest request went: refused, answered from the cache, or passed to a target."""
        story, self.story = self.story, []
        return story or [Told(None, {"queue": str(request.get("restApiId", ""))})]

    def behind(self, uri: str, backend: Backend) -> None:
        """Puts a function, a server or a table behind the integrations that name `uri`."""
        self.backends[uri] = backend

    def request(
        self,
        *,
        restApiId: str,
        stage: str,
        method: str = "GET",
        path: str = "/",
        headers: Mapping[str, str] | None = None,
        body: str = "",
        apiKey: str = "",
    ) -> dict[str, Any]:
        """One call by a client: `{status, headers, body, from}`; `from` is `gateway`, `cache` or the target's uri."""
        api = self._api(restApiId)
        now, place = self.clock(), self._stage(api, stage)
        canary = self._to_canary(place)
        deployment = place.canary if canary and place.canary else place.deployment
        route = deployment.route(method, path)
        if route is None:
            return self._answer(api, path, 403, "gateway", '{"message":"Missing Authentication Token"}')
        if len(body.encode()) > LARGEST_BODY:
            return self._answer(api, path, 413, "gateway", '{"message":"Request Too Long"}')
        refused = self._refusal(api, place, route, apiKey, now)
        if refused:
            return self._answer(api, path, *refused)
        sent = {name.lower(): value for name, value in (headers or {}).items()}
        ttl = 0 if canary and not place.canary_cached else place.ttl(route, method)
        key = (deployment.id, *route.cache_key(method, path, sent))
        kept = None if not ttl or self._renews(place, route, sent) else place.cache.find(key, now)
        if kept:
            given = kept.response
            return self._answer(api, path, given["status"], "cache", given["body"], given["headers"], now - kept.at)
        given = self._invoke(place, canary, route, {"method": method, "path": path, "headers": sent, "body": body})
        place.cache.keep(key, now, ttl, given)
        return self._answer(api, path, given["status"], route.uri or "mock", given["body"], given["headers"])

    # Inside

    def _to_canary(self, stage: Stage) -> bool:
        """A canary takes its share of the requests, which ones is left open: the pick decides."""
        if stage.canary is None or not stage.canary_percent:
            return False
        return self.pick("canary", (True, False), (stage.canary_percent, 100 - stage.canary_percent))

    def _refusal(self, api: RestApi, stage: Stage, route: Route, value: str, now: int) -> tuple[int, str, str] | None:
        """Why a request goes no further: no key, no token, no quota left."""
        plan = self._plan(api, stage, value) if route.api_key_required else None
        if route.api_key_required and plan is None:
            return 403, "gateway", '{"message":"Forbidden"}'
        key = self.keys[value].id if plan else ""
        own = [plan.buckets[key]] if plan else []
        if not admit([*own, *stage.throttles(route), self.account], now):
            return 429, "gateway", '{"message":"Too Many Requests"}'
        if plan and not plan.spend(key, now):
            return 429, "gateway", '{"message":"Limit Exceeded"}'
        return None

    def _renews(self, stage: Stage, route: Route, sent: Mapping[str, str]) -> bool:
        """Whether a request may pass the cache by: it asks for that, and needs no authorization or brings it."""
        needs = stage.setting(route, "caching/requireAuthorizationForCacheControl") == "true"
        return "max-age=0" in sent.get("cache-control", "") and (not needs or "authorization" in sent)

    def _invoke(self, stage: Stage, canary: bool, route: Route, request: Mapping[str, Any]) -> dict[str, Any]:
        if route.type == "MOCK":
            return {"status": 200, "headers": dict(route.headers), "body": ""}
        variables = {**stage.variables, **(stage.canary_variables if canary else {})}
        uri = re.sub(r"\$\{stageVariables\.(\w+)\}", lambda found: variables.get(found[1], ""), route.uri)
        if uri not in self.backends:
            return {"status": 502, "headers": {}, "body": '{"message":"Internal server error"}'}
        given = self.backends[uri](request)
        if given.get("latency", 0) > route.timeout:
            body = '{"message":"Endpoint request timed out"}'
            return {"status": 504, "headers": {}, "body": body, "latency": route.timeout}
        added = {} if route.type.endswith("_PROXY") else route.headers
        return {**given, "headers": {**given.get("headers", {}), **added}}

    def _plan(self, api: RestApi, stage: Stage, value: str) -> Plan | None:
        key = self.keys.get(value)
        if key is None or not key.enabled:
            return None
        where = (api.id, stage.name)
        return next((p for p in self.plans.values() if key.id in p.buckets and where in p.stages), None)

    def _answer(
        self,
        api: RestApi,
        path: str,
        status: int,
        source: str,
        body: str,
        headers: Mapping[str, str] | None = None,
        age: int | None = None,
    ) -> dict[str, Any]:
        shown = {"queue": api.name, "status": status, "from": source}
        refused = {"error": "TooManyRequestsException"} if status == 429 else {}
        old = {} if age is None else {"age": age / 1000}
        self.story = [Told(path, {**shown, **refused, **old})]
        return {"status": status, "headers": dict(headers or {}), "body": body, "from": source}
