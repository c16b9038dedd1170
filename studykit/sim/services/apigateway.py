"""API Gateway: one address, each path its own target; deployed snapshots, caches that forget, buckets that refuse.

The control plane speaks boto3 (`apigateway`, REST APIs); `request` is the data plane, which boto3 does not have.
Sources: Developer Guide (api-gateway-request-throttling, api-gateway-caching, canary-release, how-to-cors), AWS's API
model (apigateway 2015-07-09).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

from studykit.sim.service import Clock, Pick, Service, ServiceError, Told, first
from studykit.sim.services._apigateway_stage import (
    ACCOUNT_BURST,
    ACCOUNT_RATE,
    CACHED_METHOD,
    DEFAULT_TTL,
    LONGEST_TTL,
    Bucket,
    Cache,
    Deployment,
    Plan,
    Route,
    Stage,
    admit,
)

PERIODS = {"DAY": 86_400_000, "WEEK": 7 * 86_400_000, "MONTH": 30 * 86_400_000}
"""ms of a usage plan's quota; a month is taken as 30 days, since a run has no calendar."""

Backend = Callable[[Mapping[str, Any]], dict[str, Any]]
"""What stands behind an integration: a request `{method, path, headers, body}` to `{status, headers, body}`."""


@dataclass(slots=True, kw_only=True)
class RestApi:
    """An API as it is saved: resources by id, methods on them, and what was deployed where."""

    id: str
    name: str
    resources: dict[str, str]
    routes: dict[tuple[str, str], Route] = field(default_factory=dict)
    deployments: dict[str, Deployment] = field(default_factory=dict)
    stages: dict[str, Stage] = field(default_factory=dict)


class ApiGateway(Service):
    """The REST APIs of one account in one Region, and the account's own throttle."""

    def __init__(self, clock: Clock, pick: Pick = first) -> None:
        super().__init__(clock, pick)
        self.apis: dict[str, RestApi] = {}
        self.keys: dict[str, str] = {}
        self.plans: dict[str, Plan] = {}
        self.backends: dict[str, Backend] = {}
        self.account = Bucket(ACCOUNT_RATE, ACCOUNT_BURST)
        self.numbers = count(1)
        self.story: list[Told] = []

    def tell(self, operation: str, request: Mapping[str, Any], response: Any) -> list[Told]:
        """Where the latest request went: refused, answered from the cache, or passed to a target."""
        story, self.story = self.story, []
        return story or [Told(None, {"queue": str(request.get("restApiId", ""))})]

    def behind(self, uri: str, backend: Backend) -> None:
        """Puts a function, a server or a table behind the integrations that name `uri`."""
        self.backends[uri] = backend

    # Control plane

    def create_rest_api(self, *, name: str, description: str = "") -> dict[str, Any]:
        api = RestApi(id=self._id(), name=name, resources={})
        root = self._id()
        api.resources[root] = "/"
        self.apis[api.id] = api
        return {"id": api.id, "name": name, "rootResourceId": root}

    def create_resource(self, *, restApiId: str, parentId: str, pathPart: str) -> dict[str, Any]:
        api = self._api(restApiId)
        if parentId not in api.resources:
            raise _missing("resource")
        path = f"{api.resources[parentId].rstrip('/')}/{pathPart}"
        if path in api.resources.values():
            raise ServiceError("ConflictException", f"Another resource with the same path exists: {path}")
        made = self._id()
        api.resources[made] = path
        return {"id": made, "parentId": parentId, "pathPart": pathPart, "path": path}

    def put_method(
        self,
        *,
        restApiId: str,
        resourceId: str,
        httpMethod: str,
        authorizationType: str = "NONE",
        apiKeyRequired: bool = False,
    ) -> dict[str, Any]:
        api = self._api(restApiId)
        if resourceId not in api.resources:
            raise _missing("resource")
        route = Route(path=api.resources[resourceId], method=httpMethod, api_key_required=apiKeyRequired)
        api.routes[resourceId, httpMethod] = route
        return {"httpMethod": httpMethod, "authorizationType": authorizationType, "apiKeyRequired": apiKeyRequired}

    def put_integration(
        self, *, restApiId: str, resourceId: str, httpMethod: str, type: str, uri: str = ""
    ) -> dict[str, Any]:
        """AWS_PROXY and HTTP_PROXY pass the answer on as it is; AWS and HTTP let the gateway add headers; MOCK."""
        return {"type": type, "uri": self._change(restApiId, resourceId, httpMethod, type=type, uri=uri).uri}

    def put_integration_response(
        self,
        *,
        restApiId: str,
        resourceId: str,
        httpMethod: str,
        statusCode: str,
        responseParameters: Mapping[str, str] | None = None,
    ) -> dict[str, Any]:
        """Headers that the gateway adds: `method.response.header.NAME` to a quoted value."""
        prefix = "method.response.header."
        given = responseParameters or {}
        headers = {name.removeprefix(prefix): value.strip("'") for name, value in given.items()}
        self._change(restApiId, resourceId, httpMethod, headers=headers)
        return {"statusCode": statusCode, "responseParameters": dict(given)}

    def create_deployment(self, *, restApiId: str, stageName: str = "") -> dict[str, Any]:
        """Freezes the API as it is saved now, and serves that at the stage, if one is named."""
        api = self._api(restApiId)
        if not api.routes:
            raise ServiceError("BadRequestException", "The REST API doesn't contain any methods")
        made = Deployment(id=self._id(), routes=tuple(api.routes.values()))
        api.deployments[made.id] = made
        if stageName and stageName in api.stages:
            api.stages[stageName].deployment = made
        elif stageName:
            api.stages[stageName] = Stage(name=stageName, deployment=made)
        return {"id": made.id}

    def create_stage(
        self,
        *,
        restApiId: str,
        stageName: str,
        deploymentId: str,
        cacheClusterEnabled: bool = False,
        canarySettings: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        api = self._api(restApiId)
        if deploymentId not in api.deployments:
            raise _missing("deployment")
        if stageName in api.stages:
            raise ServiceError("ConflictException", "Stage already exists")
        stage = Stage(name=stageName, deployment=api.deployments[deploymentId])
        stage.cache = Cache(DEFAULT_TTL if cacheClusterEnabled else 0)
        if canarySettings:
            stage.canary = api.deployments[canarySettings["deploymentId"]]
            stage.canary_percent = float(canarySettings.get("percentTraffic", 0))
        api.stages[stageName] = stage
        return {"stageName": stageName, "deploymentId": deploymentId, "cacheClusterEnabled": cacheClusterEnabled}

    def update_stage(
        self, *, restApiId: str, stageName: str, patchOperations: list[Mapping[str, str]]
    ) -> dict[str, Any]:
        """The settings of a stage that a run shows: cache ttl, throttle, canary, promotion."""
        stage = self._stage(self._api(restApiId), stageName)
        rate, burst = (stage.bucket.rate, stage.bucket.burst) if stage.bucket else (ACCOUNT_RATE, ACCOUNT_BURST)
        for patch in patchOperations:
            name, value = patch["path"].rpartition("/*/*/")[2] or patch["path"], patch.get("value", "")
            if name == "caching/ttlInSeconds":
                if not 0 <= int(value) <= LONGEST_TTL:
                    raise ServiceError("BadRequestException", f"ttlInSeconds is {value}; 0 to {LONGEST_TTL}.")
                stage.cache = Cache(int(value))
            elif name == "throttling/rateLimit":
                rate = float(value)
                stage.bucket = Bucket(rate, burst)
            elif name == "throttling/burstLimit":
                burst = int(value)
                stage.bucket = Bucket(rate, burst)
            elif name == "/canarySettings/percentTraffic":
                stage.canary_percent = float(value)
            elif name == "/canarySettings/deploymentId":
                stage.canary = self._api(restApiId).deployments[value]
            elif name == "/deploymentId":
                stage.deployment, stage.canary, stage.canary_percent = (
                    self._api(restApiId).deployments[value],
                    None,
                    0.0,
                )
            else:
                raise ServiceError("BadRequestException", f"Invalid patch path {patch['path']}")
        return {"stageName": stageName, "deploymentId": stage.deployment.id}

    def flush_stage_cache(self, *, restApiId: str, stageName: str) -> None:
        self._stage(self._api(restApiId), stageName).cache.entries.clear()

    def create_api_key(self, *, name: str, enabled: bool = True, value: str = "") -> dict[str, Any]:
        made = self._id()
        self.keys[value or made] = made
        return {"id": made, "name": name, "value": value or made, "enabled": enabled}

    def create_usage_plan(
        self,
        *,
        name: str,
        apiStages: list[Mapping[str, str]] | None = None,
        throttle: Mapping[str, Any] | None = None,
        quota: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        limits, allowance = throttle or {}, quota or {}
        plan = Plan(
            id=self._id(),
            name=name,
            rate=limits.get("rateLimit"),
            burst=limits.get("burstLimit"),
            quota=allowance.get("limit"),
            period=allowance.get("period", "MONTH"),
            stages={(stage["apiId"], stage["stage"]) for stage in apiStages or ()},
        )
        self.plans[plan.id] = plan
        return {"id": plan.id, "name": name}

    def create_usage_plan_key(self, *, usagePlanId: str, keyId: str, keyType: str = "API_KEY") -> dict[str, Any]:
        if usagePlanId not in self.plans or keyId not in self.keys.values():
            raise _missing("usage plan or key")
        plan = self.plans[usagePlanId]
        plan.buckets[keyId] = Bucket(plan.rate or ACCOUNT_RATE, plan.burst or ACCOUNT_BURST)
        return {"id": keyId, "type": keyType}

    # Data plane

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
        now = self.clock()
        place = self._stage(api, stage)
        deployment = self._deployed(place)
        routes = [(route.matches(method, path), route) for route in deployment.routes]
        score, route = max(routes, key=lambda pair: pair[0])
        if not score:
            return self._answer(api, path, 403, "gateway", '{"message":"Missing Authentication Token"}')
        plan = self._plan(api, place, apiKey)
        if route.api_key_required and plan is None:
            return self._answer(api, path, 403, "gateway", '{"message":"Forbidden"}')
        if plan is not None and not self._within_quota(plan, apiKey, now):
            return self._answer(api, path, 429, "gateway", '{"message":"Limit Exceeded"}')
        if not admit([self.account, *_present(place.bucket), *self._key_bucket(plan, apiKey)], now):
            return self._answer(api, path, 429, "gateway", '{"message":"Too Many Requests"}')
        sent = {name.lower(): value for name, value in (headers or {}).items()}
        key = (deployment.id, method, path)
        invalidates = "max-age=0" in sent.get("cache-control", "")
        kept = None if invalidates or method != CACHED_METHOD else place.cache.find(key, now)
        if kept:
            response = kept[1]
            return self._answer(
                api, path, response["status"], "cache", response["body"], response["headers"], now - kept[0]
            )
        response = self._invoke(route, {"method": method, "path": path, "headers": sent, "body": body})
        if method == CACHED_METHOD:
            place.cache.keep(key, now, response)
        return self._answer(api, path, response["status"], route.uri or "mock", response["body"], response["headers"])

    # Inside

    def _deployed(self, stage: Stage) -> Deployment:
        """A canary takes its share of the requests, which ones is left open: the pick decides."""
        if stage.canary is None or not stage.canary_percent:
            return stage.deployment
        weights = (stage.canary_percent, 100 - stage.canary_percent)
        return self.pick("canary", (stage.canary, stage.deployment), weights)

    def _invoke(self, route: Route, request: Mapping[str, Any]) -> dict[str, Any]:
        if route.type == "MOCK":
            return {"status": 200, "headers": dict(route.headers), "body": ""}
        if route.uri not in self.backends:
            return {"status": 502, "headers": {}, "body": '{"message":"Internal server error"}'}
        given = self.backends[route.uri](request)
        added = {} if route.type.endswith("_PROXY") else route.headers
        return {"status": given["status"], "headers": {**given.get("headers", {}), **added}, "body": given["body"]}

    def _plan(self, api: RestApi, stage: Stage, value: str) -> Plan | None:
        key = self.keys.get(value)
        plans = (plan for plan in self.plans.values() if key in plan.buckets and (api.id, stage.name) in plan.stages)
        return next(plans, None) if key else None

    def _key_bucket(self, plan: Plan | None, value: str) -> list[Bucket]:
        return [plan.buckets[self.keys[value]]] if plan else []

    def _within_quota(self, plan: Plan, value: str, now: int) -> bool:
        if plan.quota is None:
            return True
        slot = (value, now // PERIODS[plan.period])
        plan.used[slot] = plan.used.get(slot, 0) + 1
        return plan.used[slot] <= plan.quota

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
        self.story.append(Told(path, {**shown, **refused, **old}))
        return {"status": status, "headers": dict(headers or {}), "body": body, "from": source}

    def _change(self, api_id: str, resource: str, method: str, **changes: Any) -> Route:
        routes = self._api(api_id).routes
        if (resource, method) not in routes:
            raise _missing("method")
        routes[resource, method] = replace(routes[resource, method], **changes)
        return routes[resource, method]

    def _api(self, api_id: str) -> RestApi:
        if api_id not in self.apis:
            raise _missing("API")
        return self.apis[api_id]

    def _stage(self, api: RestApi, name: str) -> Stage:
        if name not in api.stages:
            raise _missing("stage")
        return api.stages[name]

    def _id(self) -> str:
        return f"{next(self.numbers):010x}"


def _present(bucket: Bucket | None) -> list[Bucket]:
    return [bucket] if bucket else []


def _missing(what: str) -> ServiceError:
    return ServiceError("NotFoundException", f"Invalid {what} identifier specified")
