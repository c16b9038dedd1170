"""Plays recorded token buckets and caches through API Gateway's data plane: one proxy API and a backend that counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from studykit.sim.systems.apigateway.model import ApiGateway
from studykit.sim.systems.apigateway.routes import query

FILE = "apigateway.json"
PROXY = {"httpMethod": "ANY"}
PATH = "method.request.path.proxy"


def check(case: Mapping[str, Any], model: Callable[..., Any] = ApiGateway) -> None:
    """Plays a case. Raises AssertionError at the first response that differs from the recorded one."""
    now = 0
    gateway = model(lambda: now)
    calls: list[str] = []

    def backend(request: Mapping[str, Any]) -> dict[str, Any]:
        calls.append(request["path"])
        return {"status": 200, "headers": {}, "body": f"v{len(calls)}"}

    gateway.behind("function", backend)
    stages = sorted({step["params"].get("stage", "prod") for step in case["steps"]})
    keys = [PATH, *(f"method.request.querystring.{name}" for name in asked(case))]
    api = deploy(gateway, stages, keys, case["config"].get("cacheTtlInSeconds", 0), case["kind"] == "throttle")
    if case["kind"] == "throttle":
        key = gateway.create_api_key(name="k", value="k")
        where = [{"apiId": api, "stage": stage} for stage in stages]
        plan = gateway.create_usage_plan(name="plan", apiStages=where, throttle=case["config"])
        gateway.create_usage_plan_key(usagePlanId=plan["id"], keyId=key["id"])
    for step in case["steps"]:
        now = round(step["t"] * 1000)
        request = {"stage": "prod", "path": "/x", **step["params"]}
        answer = gateway.request(restApiId=api, **request)
        source = "cache" if answer["from"] == "cache" else "backend"
        shown = {"status": answer["status"], "from": source, "body": answer["body"]}
        assert {key: shown[key] for key in step["outcome"]} == step["outcome"], f"{case['id']} at {step['t']} s"
    assert len(calls) == case.get("backend_calls", len(calls))


def asked(case: Mapping[str, Any]) -> list[str]:
    """Returns the names of all query parameters of a case. In these cases they are part of the cache key, as the path is."""
    return sorted({name for step in case["steps"] for name in query(step["params"].get("path", ""))})


def deploy(gateway: Any, stages: list[str], keys: list[str], ttl: int, key: bool = False) -> str:
    """Deploys an API that passes everything to the function to these stages. Returns its id."""
    api = gateway.create_rest_api(name="api")
    where = {"restApiId": api["id"]}
    rest = gateway.create_resource(**where, parentId=api["rootResourceId"], pathPart="{proxy+}")
    for resource in (api["rootResourceId"], rest["id"]):
        gateway.put_method(
            **where, resourceId=resource, **PROXY, apiKeyRequired=key, requestParameters=dict.fromkeys(keys, False)
        )
        gateway.put_integration(
            **where, resourceId=resource, **PROXY, type="AWS_PROXY", uri="function", cacheKeyParameters=keys
        )
    deployment = gateway.create_deployment(**where)
    patch = {"op": "replace", "path": "/*/*/caching/ttlInSeconds", "value": str(ttl)}
    for stage in stages:
        gateway.create_stage(**where, stageName=stage, deploymentId=deployment["id"], cacheClusterEnabled=True)
        gateway.update_stage(**where, stageName=stage, patchOperations=[patch])
    return str(api["id"])
