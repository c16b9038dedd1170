"""A server that is a REST API of API Gateway with a Lambda function, built with the gateway's public calls.

Enabling CORS does what the console does (API Gateway Developer Guide, how-to-cors): it adds an OPTIONS method with a
mock integration that responds with the three headers, and Access-Control-Allow-Origin to the integration response of a
custom integration. A proxy integration passes on the function's response as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from studykit.sim.systems.browser.headers import Headers
from studykit.sim.systems.browser.origins import path_of
from studykit.sim.systems.browser.sites import ORIGINS, Handler, Reply

STAGE = "prod"
RESPONSE = "method.response.header."
ALLOWED_HEADERS = "Content-Type,X-Amz-Date,Authorization,X-Api-Key,X-Amz-Security-Token"
"""The console's value of Access-Control-Allow-Headers when it enables CORS."""


def rest_api(
    gateway: Any,
    name: str,
    function: str,
    path: str = "orders",
    method: str = "POST",
    integration: str = "proxy",
    cors: bool = True,
    redeployed: bool = True,
    function_header: bool = False,
    allow_origin: str = "star",
    credentials: bool = False,
    max_age: float | None = None,
) -> Handler:
    """Builds and deploys the API, and returns the handler of its requests.

    `integration`: proxy or custom. `cors`: enabled on the resource; without `redeployed` it is saved but not deployed.
    `function_header`: the function returns Access-Control-Allow-Origin. `allow_origin` (star, page, other) and
    `credentials` are the values that both of them use.
    """
    said = {"Access-Control-Allow-Origin": ORIGINS[allow_origin]}
    said.update({"Access-Control-Allow-Credentials": "true"} if credentials else {})
    own = {"Content-Type": "application/json", **(said if function_header else {})}
    gateway.behind(function, lambda request: {"status": 200, "headers": own, "body": '{"order":1}'})
    made = gateway.create_rest_api(name=name)
    api = made["id"]
    resource = gateway.create_resource(restApiId=api, parentId=made["rootResourceId"], pathPart=path)["id"]
    place = {"restApiId": api, "resourceId": resource}
    gateway.put_method(**place, httpMethod=method, authorizationType="NONE")
    gateway.put_integration(
        **place, httpMethod=method, type="AWS_PROXY" if integration == "proxy" else "AWS", uri=function
    )
    gateway.create_deployment(restApiId=api, stageName=STAGE)
    if cors:
        quoted = {f"{RESPONSE}{name}": f"'{value}'" for name, value in said.items()}
        _enable(gateway, place, method, quoted, max_age)
        if integration == "custom":
            gateway.put_integration_response(**place, httpMethod=method, statusCode="200", responseParameters=quoted)
        if redeployed:
            gateway.create_deployment(restApiId=api, stageName=STAGE)
    return _handler(gateway, api, function)


def _enable(gateway: Any, place: Mapping[str, str], method: str, said: Headers, max_age: float | None) -> None:
    """Adds the OPTIONS method that the gateway serves itself."""
    answer = dict(said)
    answer[f"{RESPONSE}Access-Control-Allow-Methods"] = f"'OPTIONS,{method}'"
    answer[f"{RESPONSE}Access-Control-Allow-Headers"] = f"'{ALLOWED_HEADERS}'"
    if max_age is not None:
        answer[f"{RESPONSE}Access-Control-Max-Age"] = f"'{int(max_age)}'"
    gateway.put_method(**place, httpMethod="OPTIONS", authorizationType="NONE")
    gateway.put_integration(**place, httpMethod="OPTIONS", type="MOCK")
    gateway.put_integration_response(**place, httpMethod="OPTIONS", statusCode="200", responseParameters=answer)


def _handler(gateway: Any, api: str, function: str) -> Handler:
    def answer(method: str, url: str, headers: Headers) -> Reply:
        given = gateway.request(restApiId=api, stage=STAGE, method=method, path=path_of(url), headers=dict(headers))
        gateway.describe_call("request", {}, given)
        by = function if given["from"] == function else ""
        return Reply(given["status"], given["headers"], given["body"], by)

    return answer
