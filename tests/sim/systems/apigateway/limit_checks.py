"""Rules of API Gateway: throttles, keys and quotas, canaries, variables, headers."""

from __future__ import annotations

from tests.sim.checks import Model, code
from tests.sim.systems.apigateway.checks import QUOTE, Shop


def a_method_throttle_overrides_the_stage_throttle(model: Model) -> None:
    shop = Shop(model)
    shop.set(rate=1, burst=1)
    assert [shop.status_of() for _ in range(2)] == [200, 429]
    shop.patch({"/~1orders/GET/throttling/rateLimit": "1", "/~1orders/GET/throttling/burstLimit": "3"})
    assert [shop.status_of() for _ in range(4)] == [200, 200, 200, 429]
    assert [shop.status_of(at=at) for at in (0.999, 1, 1)] == [429, 200, 429]


def a_throttled_request_takes_no_token_from_other_buckets(model: Model) -> None:
    shop = Shop(model, keys=())
    shop.add("orders", "GET", key=True)
    shop.deploy()
    shop.plan("k", throttle={"rateLimit": 1.0, "burstLimit": 2})
    shop.set(rate=1, burst=1)
    assert [shop.status_of(apiKey="k") for _ in range(3)] == [200, 429, 429]
    assert shop.bare.plans[next(iter(shop.bare.plans))].buckets.popitem()[1].level(0) == 1_000_000


def each_key_has_one_bucket_across_all_stages(model: Model) -> None:
    shop = Shop(model)
    shop.add("orders", "GET", key=True)
    shop.deploy(), shop.deploy("beta")
    plan = shop.plan("a", "b", throttle={"rateLimit": 1.0, "burstLimit": 2})
    shop.bare.plans[plan].stages.add((shop.api, "beta"))
    asked = [("a", "prod"), ("a", "beta"), ("a", "prod"), ("b", "prod"), ("", "prod"), ("z", "prod")]
    assert [shop.status_of(apiKey=key, stage=stage) for key, stage in asked] == [200, 200, 429, 200, 403, 403]


def a_quota_counts_per_key_and_period(model: Model) -> None:
    shop = Shop(model)
    shop.add("orders", "GET", key=True)
    shop.deploy()
    shop.plan("a", "b", quota={"limit": 2, "period": "DAY"})
    assert [shop.status_of(apiKey=key) for key in "aaab"] == [200, 200, 429, 200]
    assert [shop.status_of(apiKey="a", at=at) for at in (86_399.999, 86_400)] == [429, 200]


def a_disabled_key_and_a_key_of_another_stage_are_rejected(model: Model) -> None:
    shop = Shop(model)
    shop.add("orders", "GET", key=True)
    shop.deploy(), shop.deploy("beta")
    shop.plan("a")
    shop.bare.create_api_key(name="off", value="off", enabled=False)
    assert [shop.status_of(apiKey="a", stage="beta"), shop.status_of(apiKey="off")] == [403, 403]
    assert code(shop.bare.create_api_key, name="again", value="a") == "ConflictException"
    key = shop.bare.keys["a"].id
    stages = [{"apiId": shop.api, "stage": "prod"}]
    second = shop.bare.create_usage_plan(name="second", apiStages=stages)["id"]
    assert code(shop.bare.create_usage_plan_key, usagePlanId=second, keyId=key) == "ConflictException"


def the_account_bucket_holds_five_thousand_tokens(model: Model) -> None:
    shop = Shop(model)
    assert [shop.status_of() for _ in range(5_001)].count(429) == 1
    shop.now = 1
    assert [shop.status_of() for _ in range(11)].count(200) == 10


def a_canary_serves_the_requests_picked_for_it(model: Model) -> None:
    shop = Shop(model)
    shop.bare.behind("new", lambda request: {"status": 200, "headers": {}, "body": "new"})
    shop.add("orders", "GET", uri="new")
    made = shop.deploy(canarySettings={"percentTraffic": 10.0})
    assert shop.ask()["body"] != "new"
    shop.chosen = True
    assert shop.ask()["body"] == "new"
    assert code(shop.patch, values={"/deploymentId": made}) == "BadRequestException"
    shop.patch({"/deploymentId": made}, op="copy")
    shop.patch({"/canarySettings": ""}, op="remove")
    shop.chosen = False
    assert shop.ask()["body"] == "new"


def a_canary_at_zero_percent_or_removed_serves_nothing(model: Model) -> None:
    shop = Shop(model)
    shop.chosen = True
    shop.bare.behind("new", lambda request: {"status": 200, "headers": {}, "body": "new"})
    shop.add("orders", "GET", uri="new")
    shop.deploy(canarySettings={"percentTraffic": 0.0})
    assert shop.ask()["body"] != "new"
    shop.patch({"/canarySettings/percentTraffic": "50"})
    assert shop.ask()["body"] == "new"
    shop.patch({"/canarySettings": ""}, op="remove")
    assert shop.ask()["body"] != "new"


def a_stage_variable_names_the_target(model: Model) -> None:
    shop = Shop(model, uri="${stageVariables.to}")
    assert shop.status_of() == 502
    shop.patch({"/variables/to": "function"})
    assert shop.status_of() == 200


def proxy_response_headers_are_unchanged(model: Model) -> None:
    shop = Shop(model)
    for method, kind in (("PUT", "AWS"), ("POST", "AWS_PROXY"), ("OPTIONS", "MOCK")):
        number = shop.add("orders", method, type=kind)
        place = {"restApiId": shop.api, "resourceId": number, "httpMethod": method, "statusCode": "200"}
        shop.control.put_integration_response(**place, responseParameters={QUOTE: "'1'"})
    shop.deploy()
    seen = {method: shop.ask(method=method)["headers"] for method in ("PUT", "POST", "OPTIONS")}
    assert seen == {"PUT": {"X": "1"}, "POST": {}, "OPTIONS": {"X": "1"}}
    assert shop.calls == 2


def missing_resources_are_reported(model: Model) -> None:
    bare = Shop(model).bare
    assert code(bare.request, restApiId="none", stage="prod") == "NotFoundException"
    assert code(bare.create_deployment, restApiId=bare.create_rest_api(name="empty")["id"]) == "BadRequestException"
