"""A developer who saves a new version of an API, and may deploy it: to all callers, to a share, to another stage."""

from __future__ import annotations

from studykit.sim.acting import Actor
from studykit.sim.turns import Act

STAGE = "prod"


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
) -> Act:
    """Points the API's methods at `target` at `save_at` (s) and deploys at `deploy_at`.

    `how`: canary (a share of the stage's requests), all, save (no deployment) or stage (a new stage, beta). `then`, at
    `then_at`: waits, promotes the canary, or removes it.
    """
    found = me.knows("apigateway", "named", name=api)
    uri, place = me.knows("apigateway", "uri_of", target=target), {"restApiId": found.id}
    yield from me.until(round(save_at * 1000))
    for (resource, method), route in list(found.routes.items()):
        yield from me.call(
            "apigateway",
            "put_integration",
            **place,
            resourceId=resource,
            httpMethod=method,
            type=route.type,
            uri=uri,
            integrationHttpMethod="POST",
        )
    if how == "save":
        return
    yield from me.until(round(deploy_at * 1000))
    share = {"canarySettings": {"percentTraffic": float(canary_percent)}} if how == "canary" else {}
    stage = "beta" if how == "stage" else STAGE
    made = yield from me.call("apigateway", "create_deployment", **place, stageName=stage, **share)
    if how != "canary" or then == "waits":
        return
    yield from me.until(round(max(deploy_at, then_at) * 1000))
    end = {"op": "remove", "path": "/canarySettings"}
    copy = {"op": "copy", "from": "/canarySettings/deploymentId", "path": "/deploymentId", "value": made["id"]}
    patches = [copy, end] if then == "promotes" else [end]
    yield from me.call("apigateway", "update_stage", **place, stageName=STAGE, patchOperations=patches)
