"""The part of a scenario around API Gateway: APIs with routes to targets, usage plans with keys for clients.

`services` name APIs, targets and plans (`kind`), and `links` join them. Everything is built with the control plane's
own calls before the run begins.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import Any

from studykit.sim.engine.params import BadParam
from studykit.sim.engine.service import CallStory, Clock, Pick, ServiceChange, first_option
from studykit.sim.systems.apigateway.control import ControlPlane, RestApi
from studykit.sim.systems.apigateway.stage import CACHED_METHOD
from studykit.sim.systems.apigateway.targets import TYPES, Backend, Target

STAGE = "prod"
KINDS = ("api", "plan", *TYPES)
SECOND = 1_000
CACHE_KEYS = ("querystring.", "header.", "path.")
"""Where a cache key comes from; API Gateway rejects any other parameter."""


class Backends(ControlPlane):
    """The control plane, and the targets and usage plans of a scenario."""

    def __init__(self, clock: Clock, pick: Pick = first_option) -> None:
        super().__init__(clock, pick)
        self.backends: dict[str, Backend] = {}
        self.targets: dict[str, Target] = {}
        self.given: dict[str, dict[str, Any]] = {}
        self.story: list[CallStory] = []
        self.news: list[ServiceChange] = []

    def provision(self, name: str, *, kind: str = "api", **options: Any) -> None:
        """Creates an `api`, a `plan`, or a target (a kind of `TYPES`)."""
        if kind not in KINDS:
            raise BadParam(f"the kind {kind!r} is none of {', '.join(KINDS)}")
        if kind in TYPES:
            self.targets[name] = Target(name=name, kind=kind, clock=self.clock, **options)
            self.behind(self.targets[name].uri, self.targets[name])
            return
        self.given[name] = options
        if kind == "api":
            self.longest_timeout = round(options.get("longest_timeout", 29) * SECOND)
            self.create_rest_api(name=name, endpointConfiguration={"types": [options.get("endpoint", "REGIONAL")]})

    def link(self, source: str, target: str, **options: Any) -> None:
        """Adds routes of an API to a target (`routes`: such as "GET /orders lambda"), or a plan's keys to an API."""
        if source in self.targets or target not in {*self.targets, *self.given}:
            raise BadParam(f"{source} cannot be linked to {target}: an API leads to targets, a plan to an API")
        if target in self.targets:
            self._routes(self.named(source), self.targets[target], **options)
        else:
            self._keys(source, self.named(target), **options)

    def behind(self, uri: str, backend: Backend) -> None:
        """Puts a function, a server or a table behind the integrations with this `uri`."""
        self.backends[uri] = backend

    def store(self, target: str, value: str) -> None:
        """Writes to a target from outside; it responds with this value from now on."""
        self.targets[target].value = value

    def uri_of(self, target: str) -> str:
        """Returns the URI of a target in an integration."""
        return self.targets[target].uri

    def named(self, name: str) -> RestApi:
        """Returns the API of a name."""
        found = [api for api in self.apis.values() if api.name == name]
        if not found:
            raise BadParam(f"there is no API {name!r}")
        return found[0]

    def drain_changes(self) -> list[ServiceChange]:
        """Returns the calls of targets that requests caused."""
        news, self.news = self.news, []
        return news

    def gauges(self) -> Mapping[str, float]:
        """Returns `backend`, the calls that reached targets in the last second."""
        since = self.clock() - SECOND
        return {"backend": sum(len(t.asked) - bisect_right(t.asked, since) for t in self.targets.values())}

    def describe_call(self, operation: str, request: Mapping[str, Any], response: Any) -> list[CallStory]:
        """Returns where the latest request went: refused, served from the cache, or passed to a target."""
        story, self.story = self.story, []
        if story:
            return story
        api = self.apis.get(str(request.get("restApiId")))
        what = request.get("stageName") or str(request.get("uri", "")).rpartition("function:")[2].partition("/")[0]
        canary = (request.get("canarySettings") or {}).get("percentTraffic")
        ends = [f"{patch['op']} {patch['path']}" for patch in request.get("patchOperations", ())]
        carries = "; ".join(ends) if canary is None else f"canary: {canary:g} % of the requests"
        shown = {"target": api.name if api else "", **({"carries": carries} if carries else {})}
        return [CallStory(str(what) or None, shown)]

    # Inside

    def _routes(self, api: RestApi, target: Target, routes: Sequence[str] = (), **options: Any) -> None:
        """Saves the routes that end at this target, and deploys the API."""
        for route in routes:
            words = route.split()
            if len(words) != 3 or not words[1].startswith("/"):
                raise BadParam(f"a route is a method, a path and a target, as GET /orders lambda; not {route!r}")
            if words[2] == target.name:
                self._save(api, words[0], words[1], target, **options)
        if api.routes:
            self.create_deployment(restApiId=api.id, stageName=STAGE)
            self._settings(api)

    def _save(self, api: RestApi, method: str, path: str, target: Target, vpc_link: bool = False) -> None:
        given = self.given[api.name]
        place = {"restApiId": api.id, "resourceId": self._resource(api, path), "httpMethod": method}
        declared = [f"method.request.{name}" for name in given.get("cache_keys", ())]
        for name in given.get("cache_keys", ()):
            if not name.startswith(CACHE_KEYS):
                raise BadParam(f"the cache key {name!r} must begin with {', '.join(CACHE_KEYS)}")
        self.put_method(
            **place,
            apiKeyRequired=bool(given.get("key_required")),
            requestParameters=dict.fromkeys(declared, False),
        )
        self.put_integration(
            **place,
            type=TYPES[target.kind],
            uri=target.uri,
            connectionType="VPC_LINK" if vpc_link else "INTERNET",
            timeoutInMillis=round(given.get("timeout", 29) * SECOND),
            cacheKeyParameters=declared,
        )

    def _resource(self, api: RestApi, path: str) -> str:
        """Returns the ID of the resource of a path; creates the missing resources on the way."""
        found = next(number for number, known in api.resources.items() if known == "/")
        for part in path.strip("/").split("/"):
            here = f"{api.resources[found].rstrip('/')}/{part}"
            below = next((number for number, known in api.resources.items() if known == here), None)
            if part and below is None:
                below = self.create_resource(restApiId=api.id, parentId=found, pathPart=part)["id"]
            found = below or found
        return found

    def _settings(self, api: RestApi) -> None:
        """Sets the stage's cache and throttle, for all its methods (`*/*`)."""
        given = self.given[api.name]
        patches = {"/cacheClusterEnabled": "true" if given.get("cache") else "false"}
        names = {"ttl": "caching/ttlInSeconds", "rate": "throttling/rateLimit", "burst": "throttling/burstLimit"}
        patches |= {f"/*/*/{name}": f"{given[key]:g}" for key, name in names.items() if given.get(key) is not None}
        if given.get("authorized_refresh"):
            patches["/*/*/caching/requireAuthorizationForCacheControl"] = "true"
        for route in api.routes.values():
            if given.get("cache_all") and route.method != CACHED_METHOD:
                patches[f"/{route.path.replace('/', '~1')}/{route.method}/caching/enabled"] = "true"
        changes = [{"op": "replace", "path": path, "value": value} for path, value in patches.items()]
        self.update_stage(restApiId=api.id, stageName=STAGE, patchOperations=changes)

    def _keys(self, plan: str, api: RestApi, clients: int = 1, shared: bool = False) -> None:
        """Creates a usage plan for the API's stage with a key for each client (`key-1` and so on), or with one."""
        given = self.given[plan]
        throttle = {name: given[key] for key, name in (("rate", "rateLimit"), ("burst", "burstLimit")) if key in given}
        quota = {"limit": given["quota"], "period": given.get("period", "DAY")} if given.get("quota") else {}
        stages = [{"apiId": api.id, "stage": STAGE}]
        made = self.create_usage_plan(name=plan, apiStages=stages, throttle=throttle, quota=quota)
        for number in range(1, 2 if shared else int(clients) + 1):
            key = self.create_api_key(name=f"client-{number}", value=f"key-{number}")
            self.create_usage_plan_key(usagePlanId=made["id"], keyId=key["id"])
