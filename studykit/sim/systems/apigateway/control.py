"""The control plane of API Gateway in boto3's words: APIs, methods, integrations, deployments, stages, usage plans.

A saved change reaches no client before it is deployed. Source: AWS's API model (apigateway 2015-07-09).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

from studykit.sim.engine.service import Clock, Pick, Service, ServiceError, first_option
from studykit.sim.systems.apigateway.limits import PERIODS, ApiKey, UsagePlan
from studykit.sim.systems.apigateway.routes import DEFAULT_TIMEOUT, SHORTEST_TIMEOUT, Deployment, Route
from studykit.sim.systems.apigateway.stage import Stage

INTEGRATIONS = ("HTTP", "AWS", "MOCK", "HTTP_PROXY", "AWS_PROXY")


@dataclass(slots=True, kw_only=True)
class RestApi:
    """An API as it is saved: resources by ID, their methods, deployments and stages."""

    id: str
    name: str
    endpoint: str = "REGIONAL"
    resources: dict[str, str]
    routes: dict[tuple[str, str], Route] = field(default_factory=dict)
    deployments: dict[str, Deployment] = field(default_factory=dict)
    stages: dict[str, Stage] = field(default_factory=dict)


class ControlPlane(Service):
    """The calls that developers make. They save and deploy; none of them serves a client."""

    def __init__(self, clock: Clock, pick: Pick = first_option) -> None:
        super().__init__(clock, pick)
        self.apis: dict[str, RestApi] = {}
        self.keys: dict[str, ApiKey] = {}
        self.plans: dict[str, UsagePlan] = {}
        self.longest_timeout = DEFAULT_TIMEOUT
        """Timeout quota in ms. AWS raises it on request for Regional and private APIs (API model, `timeoutInMillis`).
        """
        self.numbers = count(1)

    def create_rest_api(
        self, *, name: str, description: str = "", endpointConfiguration: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        types = (endpointConfiguration or {}).get("types", ["REGIONAL"])
        api = RestApi(id=self._id(), name=name, endpoint=types[0], resources={})
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
        requestParameters: Mapping[str, bool] | None = None,
    ) -> dict[str, Any]:
        """Adds a method to a resource, with the parameters that it declares."""
        api = self._api(restApiId)
        if resourceId not in api.resources:
            raise _missing("resource")
        api.routes[resourceId, httpMethod] = Route(
            path=api.resources[resourceId],
            method=httpMethod,
            api_key_required=apiKeyRequired,
            parameters=tuple(requestParameters or ()),
        )
        return {"httpMethod": httpMethod, "authorizationType": authorizationType, "apiKeyRequired": apiKeyRequired}

    def put_integration(
        self,
        *,
        restApiId: str,
        resourceId: str,
        httpMethod: str,
        type: str,
        uri: str = "",
        integrationHttpMethod: str = "",
        connectionType: str = "INTERNET",
        connectionId: str = "",
        timeoutInMillis: int = DEFAULT_TIMEOUT,
        cacheKeyParameters: list[str] | None = None,
    ) -> dict[str, Any]:
        """Sets the integration of a method.

        AWS_PROXY and HTTP_PROXY pass on the response as it is; AWS and HTTP let the gateway add headers; MOCK has no
        target.
        """
        api, keys = self._api(restApiId), tuple(cacheKeyParameters or ())
        longest = DEFAULT_TIMEOUT if api.endpoint == "EDGE" else self.longest_timeout
        if type not in INTEGRATIONS:
            raise ServiceError("BadRequestException", f"{type} is none of {', '.join(INTEGRATIONS)}")
        if not SHORTEST_TIMEOUT <= timeoutInMillis <= longest:
            raise ServiceError("BadRequestException", f"Timeout should be between 50 ms and {longest} ms")
        declared = self._route(api, resourceId, httpMethod).parameters
        if not set(keys) <= set(declared):
            raise ServiceError("BadRequestException", "Invalid cache key parameter specified")
        self._change(
            api,
            resourceId,
            httpMethod,
            type=type,
            uri=uri,
            connection=connectionType,
            timeout=timeoutInMillis,
            cache_keys=keys,
        )
        return {"type": type, "uri": uri}

    def put_integration_response(
        self,
        *,
        restApiId: str,
        resourceId: str,
        httpMethod: str,
        statusCode: str,
        responseParameters: Mapping[str, str] | None = None,
    ) -> dict[str, Any]:
        """Sets headers that the gateway adds: `method.response.header.NAME` to a quoted value."""
        prefix = "method.response.header."
        given = responseParameters or {}
        headers = {name.removeprefix(prefix): value.strip("'") for name, value in given.items()}
        self._change(self._api(restApiId), resourceId, httpMethod, headers=headers)
        return {"statusCode": statusCode, "responseParameters": dict(given)}

    def create_deployment(
        self, *, restApiId: str, stageName: str = "", canarySettings: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """Takes a snapshot of the saved API and serves it at the stage, if one is named.

        If the stage has a canary, or `canarySettings` are given, the snapshot becomes its canary.
        """
        api = self._api(restApiId)
        if not api.routes:
            raise ServiceError("BadRequestException", "The REST API doesn't contain any methods")
        made = Deployment(id=self._id(), routes=tuple(api.routes.values()))
        api.deployments[made.id] = made
        stage = api.stages.get(stageName)
        if stage and (canarySettings or stage.canary):
            self._canary(stage, made, canarySettings or {})
        elif stage:
            stage.deployment = made
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
        cacheClusterSize: str = "0.5",
        variables: Mapping[str, str] | None = None,
        canarySettings: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        api = self._api(restApiId)
        if stageName in api.stages:
            raise ServiceError("ConflictException", "Stage already exists")
        stage = Stage(name=stageName, deployment=_deployment(api, deploymentId), variables=dict(variables or {}))
        stage.cache_on = cacheClusterEnabled
        if canarySettings:
            self._canary(stage, _deployment(api, canarySettings["deploymentId"]), canarySettings)
        api.stages[stageName] = stage
        return {"stageName": stageName, "deploymentId": deploymentId, "cacheClusterEnabled": cacheClusterEnabled}

    def update_stage(
        self, *, restApiId: str, stageName: str, patchOperations: Sequence[Mapping[str, str]]
    ) -> dict[str, Any]:
        """Changes method settings, stage variables, the cache, or the canary.

        `remove /canarySettings` ends the canary; `copy` to `/deploymentId` from `/canarySettings/deploymentId` promotes
        it.
        """
        api = self._api(restApiId)
        stage = self._stage(api, stageName)
        for patch in patchOperations:
            path, value = patch["path"], patch.get("value", "")
            if path == "/canarySettings" and patch["op"] == "remove":
                stage.canary, stage.canary_percent = None, 0.0
            elif path == "/canarySettings/percentTraffic":
                stage.canary_percent = float(value)
            elif path == "/canarySettings/deploymentId":
                stage.canary = _deployment(api, value)
            elif path == "/deploymentId" and patch["op"] == "copy" and stage.canary:
                stage.deployment = stage.canary
            elif path == "/deploymentId" and stage.canary:
                raise ServiceError("BadRequestException", "A stage with a canary takes no other deployment")
            elif path == "/deploymentId":
                stage.deployment = _deployment(api, value)
            elif path == "/cacheClusterEnabled":
                stage.cache_on = value == "true"
            elif path.startswith("/variables/"):
                stage.variables[path.removeprefix("/variables/")] = value
            else:
                stage.change(path, value)
        return {"stageName": stageName, "deploymentId": stage.deployment.id}

    def flush_stage_cache(self, *, restApiId: str, stageName: str) -> None:
        self._stage(self._api(restApiId), stageName).cache.entries.clear()

    def create_api_key(self, *, name: str, enabled: bool = True, value: str = "") -> dict[str, Any]:
        made = ApiKey(id=self._id(), value=value, enabled=enabled)
        made.value = value or made.id
        if made.value in self.keys:
            raise ServiceError("ConflictException", "API Key already exists")
        self.keys[made.value] = made
        return {"id": made.id, "name": name, "value": made.value, "enabled": enabled}

    def create_usage_plan(
        self,
        *,
        name: str,
        apiStages: Sequence[Mapping[str, str]] | None = None,
        throttle: Mapping[str, Any] | None = None,
        quota: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        """Creates a plan: its stages, and the rate, burst and quota of each of its keys."""
        limits, allowance = throttle or {}, quota or {}
        if allowance.get("period", "MONTH") not in PERIODS:
            raise ServiceError("BadRequestException", f"a quota's period is one of {', '.join(PERIODS)}")
        plan = UsagePlan(
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
        """Adds a key to a plan; a key can have only one plan for each stage."""
        if usagePlanId not in self.plans or keyId not in {key.id for key in self.keys.values()}:
            raise _missing("usage plan or key")
        plan = self.plans[usagePlanId]
        if any(keyId in other.buckets and other.stages & plan.stages for other in self.plans.values()):
            raise ServiceError("ConflictException", "The key is in a usage plan of this stage already")
        plan.join(keyId)
        return {"id": keyId, "type": keyType}

    # Inside

    def _canary(self, stage: Stage, deployment: Deployment, settings: Mapping[str, Any]) -> None:
        stage.canary = deployment
        stage.canary_percent = float(settings.get("percentTraffic", stage.canary_percent))
        stage.canary_variables = dict(settings.get("stageVariableOverrides", stage.canary_variables))
        stage.canary_cached = bool(settings.get("useStageCache", stage.canary_cached))

    def _route(self, api: RestApi, resource: str, method: str) -> Route:
        if (resource, method) not in api.routes:
            raise _missing("method")
        return api.routes[resource, method]

    def _change(self, api: RestApi, resource: str, method: str, **changes: Any) -> None:
        api.routes[resource, method] = replace(self._route(api, resource, method), **changes)

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


def _deployment(api: RestApi, number: str) -> Deployment:
    if number not in api.deployments:
        raise _missing("deployment")
    return api.deployments[number]


def _missing(what: str) -> ServiceError:
    return ServiceError("NotFoundException", f"Invalid {what} identifier specified")
