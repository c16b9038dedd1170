"""Rules of API Gateway: routes, deployments, caching."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.sim.checks import Model, code
from tests.sim.shapes import Validated

QUOTE = "method.response.header.X"


class Shop:
    """An API with GET and POST of /orders, called through botocore's shapes. The function counts its calls."""

    def __init__(self, model: Model, **integration: Any) -> None:
        self.now, self.calls, self.latency, self.status, self.size = 0, 0, 0, 200, 0
        self.chosen = False
        self.bare: Any = model(lambda: self.now, lambda what, options, weights=None: options[0 if self.chosen else 1])
        self.control: Any = Validated("apigateway", self.bare)
        self.bare.behind("function", self.function)
        made = self.control.create_rest_api(name="api")
        self.api, self.root = made["id"], made["rootResourceId"]
        self.add("orders", "GET", **integration)
        self.deploy()

    def function(self, request: Mapping[str, Any]) -> dict[str, Any]:
        self.calls += 1
        return {
            "status": self.status,
            "headers": {},
            "body": f"{self.calls}" + "." * self.size,
            "latency": self.latency,
        }

    def add(
        self,
        part: str,
        method: str,
        parent: str = "",
        key: bool = False,
        keys: tuple[str, ...] = (),
        **integration: Any,
    ) -> str:
        known = {path: number for number, path in self.bare.apis[self.api].resources.items()}
        above = parent or self.root
        path = f"{self.bare.apis[self.api].resources[above].rstrip('/')}/{part}"
        number = (
            known.get(path) or self.control.create_resource(restApiId=self.api, parentId=above, pathPart=part)["id"]
        )
        place = {"restApiId": self.api, "resourceId": number, "httpMethod": method}
        declared = dict.fromkeys(keys, False)
        self.control.put_method(**place, authorizationType="NONE", apiKeyRequired=key, requestParameters=declared)
        given = {"type": "AWS_PROXY", "uri": "function", "cacheKeyParameters": list(keys), **integration}
        self.control.put_integration(**place, **given)
        return str(number)

    def deploy(self, stage: str = "prod", **canary: Any) -> str:
        return str(self.control.create_deployment(restApiId=self.api, stageName=stage, **canary)["id"])

    def set(self, **patches: Any) -> None:
        named = {"cache": "/cacheClusterEnabled", "ttl": "/*/*/caching/ttlInSeconds"}
        named |= {"rate": "/*/*/throttling/rateLimit", "burst": "/*/*/throttling/burstLimit"}
        named |= {"authorized": "/*/*/caching/requireAuthorizationForCacheControl"}
        self.patch({named[name]: str(value) for name, value in patches.items()})

    def patch(self, values: Mapping[str, str], op: str = "replace") -> None:
        patches = [{"op": op, "path": path, "value": value} for path, value in values.items()]
        self.control.update_stage(restApiId=self.api, stageName="prod", patchOperations=patches)

    def ask(self, path: str = "/orders", at: float | None = None, **request: Any) -> dict[str, Any]:
        self.now = self.now if at is None else round(at * 1000)
        return dict(self.bare.request(restApiId=self.api, path=path, **{"stage": "prod", **request}))

    def status_of(self, path: str = "/orders", **request: Any) -> int:
        return int(self.ask(path, **request)["status"])

    def plan(self, *values: str, **limits: Any) -> str:
        stages = [{"apiId": self.api, "stage": "prod"}]
        plan = self.control.create_usage_plan(name="plan", apiStages=stages, **limits)["id"]
        for value in values:
            key = self.control.create_api_key(name=value, value=value)["id"]
            self.control.create_usage_plan_key(usagePlanId=plan, keyId=key, keyType="API_KEY")
        return str(plan)


def a_literal_path_wins_over_a_parameter_and_a_parameter_over_a_proxy(model: Model) -> None:
    shop = Shop(model)
    for part, uri in (("{id}", "b"), ("{rest+}", "c")):
        shop.add(part, "ANY", uri=uri)
        shop.bare.behind(uri, shop.function)
    shop.deploy()
    assert [shop.ask(path)["from"] for path in ("/orders", "/x", "/x/y")] == ["function", "b", "c"]
    assert shop.status_of("/orders", method="POST") == 200


def a_request_that_matches_no_method_gets_403(model: Model) -> None:
    shop = Shop(model)
    assert [shop.status_of("/orders", method="POST"), shop.status_of("/"), shop.status_of(stage="beta")] == [403] * 3
    assert shop.calls == 0


def a_saved_change_takes_effect_only_when_deployed(model: Model) -> None:
    shop = Shop(model)
    shop.add("bills", "GET")
    assert shop.status_of("/bills") == 403
    shop.deploy()
    assert shop.status_of("/bills") == 200


def a_timeout_is_exact_to_the_millisecond(model: Model) -> None:
    shop = Shop(model, timeoutInMillis=2000)
    shop.latency = 2000
    assert shop.status_of() == 200
    shop.latency = 2001
    assert (shop.status_of(), shop.calls) == (504, 2)
    place = {"restApiId": shop.api, "resourceId": next(iter(shop.bare.apis[shop.api].routes))[0], "httpMethod": "GET"}
    tried = [
        code(shop.bare.put_integration, **place, type="AWS", timeoutInMillis=ms) for ms in (49, 50, 29_000, 29_001)
    ]
    assert tried == ["BadRequestException", "ok", "ok", "BadRequestException"]


def a_body_has_at_most_ten_megabytes(model: Model) -> None:
    shop = Shop(model)
    assert [shop.status_of(body="x" * (10 * 2**20 + more)) for more in (0, 1)] == [200, 413]


def a_cache_hit_does_not_extend_the_entry(model: Model) -> None:
    shop = Shop(model)
    shop.set(cache="true")
    assert [shop.ask(at=at)["body"] for at in (0, 200, 299.999, 300)] == ["1", "1", "1", "2"]
    shop.set(ttl=10)
    assert [shop.ask("/orders", at=at)["body"] for at in (600, 609.999, 610)] == ["3", "3", "4"]


def a_response_is_cached_when_it_arrives_even_if_others_are_pending(model: Model) -> None:
    shop = Shop(model)
    shop.latency = 2000
    shop.set(cache="true")
    assert [shop.ask(at=at)["body"] for at in (0, 0.5, 1.999, 2, 2.5)] == ["1", "2", "3", "1", "2"]


def a_cache_is_off_without_a_cluster_or_a_time_to_live(model: Model) -> None:
    for settings in ({}, {"cache": "true", "ttl": 0}):
        shop = Shop(model)
        shop.set(**settings)
        assert [shop.ask()["body"] for _ in range(2)] == ["1", "2"]
    assert code(shop.set, ttl=3601) == "BadRequestException"
    assert code(shop.set, ttl=3600) == "ok"


def only_get_is_cached_unless_a_method_says_so(model: Model) -> None:
    shop = Shop(model)
    shop.add("orders", "POST")
    shop.deploy()
    shop.set(cache="true")
    assert [shop.ask(method="POST")["body"] for _ in range(2)] == ["1", "2"]
    shop.patch({"/~1orders/POST/caching/enabled": "true"})
    assert [shop.ask(method="POST")["from"] for _ in range(2)] == ["function", "cache"]
    assert shop.ask()["from"] == "function"
    shop.patch({"/~1orders/GET/caching/enabled": "false"})
    assert [shop.ask()["from"] for _ in range(2)] == ["function", "function"]


def only_declared_cache_keys_separate_entries(model: Model) -> None:
    shop = Shop(model)
    keys = ("method.request.path.id", "method.request.querystring.page", "method.request.header.Lang")
    shop.add("{id}", "GET", keys=keys)
    shop.deploy()
    shop.set(cache="true")
    asked = ["/a", "/b", "/a?page=2", "/a?page=2&x=1", "/a"]
    assert [shop.ask(path)["body"] for path in asked] == ["1", "2", "3", "3", "1"]
    assert shop.ask("/a", headers={"lang": "de"})["body"] == "4"
    assert [shop.ask(path)["body"] for path in ("/orders?page=1", "/orders?page=2")] == ["5", "5"]


def failures_and_large_responses_are_not_cached(model: Model) -> None:
    shop = Shop(model)
    shop.set(cache="true")
    shop.status = 500
    assert [shop.ask()["body"] for _ in range(2)] == ["1", "2"]
    shop.status, shop.size = 200, 2**20
    assert [shop.ask()["from"] for _ in range(2)] == ["function", "function"]
    shop.size = 2**20 - 1
    assert [shop.ask()["from"] for _ in range(2)] == ["function", "cache"]


def an_authorized_client_can_refresh_an_entry(model: Model) -> None:
    shop, fresh = Shop(model), {"Cache-Control": "max-age=0"}
    shop.set(cache="true")
    assert [shop.ask()["body"], shop.ask(headers=fresh)["body"], shop.ask()["body"]] == ["1", "2", "2"]
    shop.set(authorized="true")
    assert shop.ask(headers=fresh)["body"] == "2"
    assert shop.ask(headers={**fresh, "Authorization": "x"})["body"] == "3"
    shop.patch({"/*/*/caching/unauthorizedCacheControlHeaderStrategy": "FAIL_WITH_403"})
    assert [shop.status_of(headers=fresh), shop.status_of()] == [403, 200]
    shop.bare.flush_stage_cache(restApiId=shop.api, stageName="prod")
    assert shop.ask()["body"] == "4"


def stages_and_deployments_have_separate_cache_entries(model: Model) -> None:
    shop = Shop(model)
    shop.set(cache="true")
    shop.ask()
    shop.deploy()
    assert shop.ask()["from"] == "function"
