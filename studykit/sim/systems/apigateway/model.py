"""API Gateway: routes to targets, deployed snapshots, a cache, and throttling.

The control plane speaks boto3 (`apigateway`, REST APIs); `request` is the data plane, which boto3 does not have.
Sources: Developer Guide (api-gateway-request-throttling, api-gateway-caching, canary-release, how-to-cors,
supported-gateway-response-types), AWS's API model (apigateway 2015-07-09).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from studykit.sim.engine.service import CallStory, Clock, Pick, ServiceChange, first_option
from studykit.sim.systems.apigateway.backends import Backends
from studykit.sim.systems.apigateway.control import RestApi
from studykit.sim.systems.apigateway.limits import ACCOUNT_BURST, ACCOUNT_RATE, Bucket, UsagePlan, admit
from studykit.sim.systems.apigateway.routes import Route
from studykit.sim.systems.apigateway.stage import Stage
from studykit.sim.systems.apigateway.targets import Target

LARGEST_BODY = 10 * 2**20
"""Bytes of the largest request (Developer Guide, limits: 10 MB)."""


OVERHEAD = 10
"""ms that the gateway itself takes for any request. An example: AWS guarantees no number."""
FAILED = 400
"""The lowest status of a failure. Failures are not cached here; AWS leaves it open."""
STRICT = "FAIL_WITH_403"
"""With this strategy a stage refuses an unauthorized request to bypass the cache; otherwise it ignores the header."""
LONGEST_SHOWN = 80
OPENING, CLOSING = '{"message":"', '"}'
Answer = Mapping[str, Any]


def _said(status: int, message: str, error: str = "") -> dict[str, Any]:
    """Returns a response of the gateway itself (Developer Guide, supported-gateway-response-types)."""
    return {"status": status, "headers": {}, "body": OPENING + message + CLOSING, **({"error": error} if error else {})}


FORBIDDEN = _said(403, "Forbidden", "ForbiddenException")
NO_ROUTE = _said(403, "Missing Authentication Token", "MissingAuthenticationTokenException")
TOO_LARGE = _said(413, "Request Too Long", "RequestTooLarge")
TOO_MANY = _said(429, "Too Many Requests", "TooManyRequestsException")
NO_QUOTA = _said(429, "Limit Exceeded", "LimitExceededException")
NO_TARGET = _said(502, "Internal server error", "InternalServerErrorException")
UNREACHABLE = _said(504, "Network error communicating with endpoint", "IntegrationFailure")
TIMED_OUT = _said(504, "Endpoint request timed out", "IntegrationTimeout")


class ApiGateway(Backends):
    """The REST APIs of one account in one Region, and the account's throttle."""

    def __init__(self, clock: Clock, pick: Pick = first_option) -> None:
        super().__init__(clock, pick)
        self.account = Bucket(ACCOUNT_RATE, ACCOUNT_BURST)

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
        """Serves one client request: returns `{status, headers, body, from, latency}`.

        `from` is `gateway`, `cache` or the URI of the target; `latency` is in ms.
        """
        api = self._api(restApiId)
        now, place = self.clock(), api.stages.get(stage)
        if place is None:
            return self._answer(api, path, "gateway", FORBIDDEN)
        canary = self._to_canary(place)
        deployment = place.canary if canary and place.canary else place.deployment
        route = deployment.route(method, path)
        if route is None:
            return self._answer(api, path, "gateway", NO_ROUTE)
        if len(body.encode()) > LARGEST_BODY:
            return self._answer(api, path, "gateway", TOO_LARGE)
        refused = self._refusal(api, place, route, apiKey, now)
        if refused:
            return self._answer(api, path, "gateway", refused)
        sent = {name.lower(): value for name, value in (headers or {}).items()}
        ttl = 0 if canary and not place.canary_cached else place.ttl(route, method)
        key = (deployment.id, *route.cache_key(method, path, sent))
        fresh = ttl and "max-age=0" in sent.get("cache-control", "")
        may = fresh and self._may_refresh(place, route, sent)
        if fresh and not may and place.setting(route, "caching/unauthorizedCacheControlHeaderStrategy") == STRICT:
            return self._answer(api, path, "gateway", FORBIDDEN)
        kept = None if not ttl or may else place.cache.find(key, now)
        if kept:
            return self._answer(api, path, "cache", {**kept.response, "latency": 0}, now - kept.at)
        given = self._invoke(api, place, canary, route, {"method": method, "path": path, "headers": sent, "body": body})
        if given["status"] < FAILED:
            place.cache.keep(key, now, ttl, given)
        return self._answer(api, path, route.uri or "mock", given)

    # Inside

    def _to_canary(self, stage: Stage) -> bool:
        """True if the request goes to the canary. AWS leaves open which requests do: the pick decides."""
        if stage.canary is None or not stage.canary_percent:
            return False
        return self.pick("canary", (True, False), (stage.canary_percent, 100 - stage.canary_percent))

    def _refusal(self, api: RestApi, stage: Stage, route: Route, value: str, now: int) -> Answer | None:
        """Returns the response to a request without a key, a token or quota; None if it can continue."""
        plan = self._plan(api, stage, value) if route.api_key_required else None
        if route.api_key_required and plan is None:
            return FORBIDDEN
        key = self.keys[value].id if plan else ""
        own = [plan.buckets[key]] if plan else []
        if not admit([*own, *stage.throttles(route), self.account], now):
            return TOO_MANY
        if plan and not plan.spend(key, now):
            return NO_QUOTA
        return None

    def _may_refresh(self, stage: Stage, route: Route, sent: Mapping[str, str]) -> bool:
        """True if a request can bypass the cache: no authorization is required, or the request has it."""
        needs = stage.setting(route, "caching/requireAuthorizationForCacheControl") == "true"
        return not needs or "authorization" in sent

    def _invoke(
        self, api: RestApi, stage: Stage, canary: bool, route: Route, request: Mapping[str, Any]
    ) -> dict[str, Any]:
        if route.type == "MOCK":
            return {"status": 200, "headers": dict(route.headers), "body": ""}
        variables = {**stage.variables, **(stage.canary_variables if canary else {})}
        uri = re.sub(r"\$\{stageVariables\.(\w+)\}", lambda found: variables.get(found[1], ""), route.uri)
        backend = self.backends.get(uri)
        if backend is None:
            return NO_TARGET
        if isinstance(backend, Target):
            if backend.private and route.connection != "VPC_LINK":
                return UNREACHABLE
            detail = {"target": backend.name}
            self.news.append(ServiceChange(self.clock(), "invoke", request["path"], detail, api.name))
        given = backend(request)
        if given.get("latency", 0) > route.timeout:
            return {**TIMED_OUT, "latency": route.timeout}
        added = {} if route.type.endswith("_PROXY") else route.headers
        return {**given, "headers": {**given.get("headers", {}), **added}}

    def _plan(self, api: RestApi, stage: Stage, value: str) -> UsagePlan | None:
        key = self.keys.get(value)
        if key is None or not key.enabled:
            return None
        where = (api.id, stage.name)
        return next((p for p in self.plans.values() if key.id in p.buckets and where in p.stages), None)

    def _shown(self, source: str) -> str:
        """Returns the name of a target instead of its URI."""
        target = self.backends.get(source)
        return target.name if isinstance(target, Target) else source

    def _answer(
        self, api: RestApi, path: str, source: str, given: Mapping[str, Any], age: int | None = None
    ) -> dict[str, Any]:
        status, latency = given["status"], given.get("latency", 0) + OVERHEAD
        error = given.get("error")
        shown = {
            "target": api.name,
            "status": status,
            "from": self._shown(source),
            "latency": latency / 1000,
            "body": given["body"],
        }
        seen = {key: value for key, value in shown.items() if key != "body" or len(value) < LONGEST_SHOWN}
        refused = {"error": error} if error else {}
        says = {"carries": _line(status, source, given["body"], age)}
        old = {} if age is None else {"age": age / 1000}
        self.story = [CallStory(path, {**seen, **says, **refused, **old})]
        headers = dict(given.get("headers", {}))
        return {"status": status, "headers": headers, "body": given["body"], "from": source, "latency": latency}


def _line(status: int, source: str, body: str, age: int | None) -> str:
    """Returns the text below the arrow: the status, the source and age of the response, or the gateway's message."""
    if source == "gateway" or status >= FAILED:
        return f"{status} {body.removeprefix(OPENING).removesuffix(CLOSING)}"
    known = "" if age is None else f", from the cache, {age / 1000:g} s old"
    return f"{status} {body.partition(' ')[0]}{known}".strip()
