"""Scenarios of API Gateway: routing, caching, throttling, keys and canaries."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studykit.sim.engine.params import BadParam
from studykit.sim.play import play
from tests.sim.stories import measures, scenario


def test_each_method_and_path_has_its_own_target() -> None:
    found = measures("apigw-routing", calls=["GET /orders", "POST /orders", "GET /images/a", "GET /images/b"])
    assert [found[kind] for kind in ("lambda", "dynamodb", "ec2", "not_found")] == [1, 1, 2, 0]


@pytest.mark.parametrize("kind", ["sqs", "kinesis", "stepfunctions"])
def test_a_service_integration_accepts_work_that_a_function_cannot_finish_in_time(kind: str) -> None:
    found = measures("apigw-routing", routes=[f"POST /orders {kind}"], calls=["POST /orders"], work=90)
    assert (found[kind], found["lambda"], found["failed"]) == (1, 0, 0)


@pytest.mark.parametrize("call", ["GET /secret", "DELETE /orders", "GET /", "GET /images", "GET /images/a/b"])
def test_a_request_that_matches_no_method_reaches_no_target(call: str) -> None:
    found = measures("apigw-routing", calls=[call])
    assert (found["not_found"], found["lambda"] + found["dynamodb"] + found["ec2"]) == (1, 0)


@pytest.mark.parametrize(("work", "failed"), [(29, 0), (29.1, 1), (900, 1)])
def test_a_target_slower_than_the_timeout_is_called_and_the_client_gets_504(work: float, failed: int) -> None:
    found = measures("apigw-routing", calls=["GET /orders"], work=work)
    assert (found["failed"], found["lambda"]) == (failed, 1)


@pytest.mark.parametrize("link", [True, False])
def test_a_private_server_is_reached_only_through_a_vpc_link(link: bool) -> None:
    found = measures("apigw-routing", calls=["GET /images/a"], ec2_private=True, vpc_link=link)
    assert (found["ec2"], found["failed"]) == (int(link), int(not link))


def test_an_invalid_route_is_reported_in_one_line() -> None:
    with pytest.raises(BadParam, match="GET /orders lambda"):
        measures("apigw-routing", routes=["GET lambda"])


@settings(max_examples=40)
@given(ttl=st.integers(1, 3600), gap=st.integers(1, 600), requests=st.integers(1, 60))
def test_a_response_is_fetched_once_per_time_to_live(ttl: int, gap: int, requests: int) -> None:
    found = measures("apigw-cache", ttl=ttl, requests=requests, over=gap * requests)
    fetched, until = 0, 0
    for at in range(0, gap * requests, gap):
        if at >= until:
            fetched, until = fetched + 1, at + ttl
    assert (found["backend_calls"], found["hits"]) == (fetched, requests - fetched)


@pytest.mark.parametrize(
    "given",
    [{"cache": False}, {"ttl": 0}, {"method": "POST"}, {"fresh": True}, {"size": 2_000_000}, {"fails": True}],
)
def test_nothing_is_served_from_the_cache(given: dict[str, Any]) -> None:
    assert measures("apigw-cache", **given)["hits"] == 0


def test_a_post_is_cached_if_its_method_enables_it() -> None:
    assert measures("apigw-cache", method="POST", cache_posts=True)["hits"] == 18


@pytest.mark.parametrize(("keys", "wrong", "calls"), [([], 16, 2), (["querystring.item"], 0, 10)])
def test_without_a_cache_key_one_user_gets_the_response_of_another(keys: list[str], wrong: int, calls: int) -> None:
    found = measures("apigw-cache", items=5, cache_keys=keys, over=400, ttl=200)
    assert (found["wrong"], found["backend_calls"]) == (wrong, calls)


def test_a_cache_key_without_a_place_is_reported_in_one_line() -> None:
    with pytest.raises(BadParam, match="querystring"):
        measures("apigw-cache", cache_keys=["item"])


def test_an_unauthorized_refresh_gets_the_cached_response() -> None:
    asked = {"fresh": True, "authorized_refresh": True}
    assert [measures("apigw-cache", **asked, signed=signed)["hits"] for signed in (False, True)] == [18, 0]


@settings(max_examples=40)
@given(ttl=st.integers(0, 3600), write_at=st.integers(0, 600), every=st.integers(5, 60))
def test_no_response_is_older_than_its_time_to_live(ttl: int, write_at: int, every: int) -> None:
    found = measures("apigw-stale", ttl=ttl, write_at=write_at, every=every)
    assert 0 <= found["max_staleness"] < max(1, ttl)
    assert measures("apigw-stale", ttl=ttl, write_at=write_at, every=every, invalidate=True)["max_staleness"] == 0


@settings(max_examples=40)
@given(rate=st.integers(1, 50), burst=st.integers(1, 50), offered=st.integers(1, 60), length=st.integers(1, 10))
def test_accepted_requests_never_exceed_burst_plus_refill(rate: int, burst: int, offered: int, length: int) -> None:
    found = measures("apigw-throttle", rate=rate, burst=burst, offered=offered, seconds=length)
    assert found["accepted"] <= burst + rate * length
    assert found["accepted"] == found["backend_calls"]
    assert found["accepted"] + found["throttled"] == offered * length


def test_a_retried_request_gets_through_later() -> None:
    assert measures("apigw-throttle", offered=3, seconds=5, burst=2)["given_up"] > 0
    assert measures("apigw-throttle", offered=3, seconds=5, burst=2, retries=8)["given_up"] == 0


def test_a_queue_accepts_a_burst_that_a_small_server_cannot() -> None:
    flood = {"rate": 1000, "burst": 1000, "capacity": 2}
    assert measures("apigw-throttle", **flood)["failed"] > 0
    assert measures("apigw-throttle", **flood, target="sqs")["failed"] == 0


@settings(max_examples=40)
@given(noisy_rate=st.integers(1, 50), clients=st.integers(2, 5))
def test_one_noisy_key_does_not_affect_the_others(noisy_rate: int, clients: int) -> None:
    found = measures("apigw-keys", noisy_rate=noisy_rate, clients=clients)
    assert found["throttled_by_client"][1:] == [0] * (clients - 1)


@pytest.mark.parametrize("given", [{"shared_key": True}, {"stage_rate": 2, "stage_burst": 5}, {"noisy": 2}])
def test_one_client_can_use_up_a_shared_limit(given: dict[str, Any]) -> None:
    assert measures("apigw-keys", **given)["throttled_by_client"][1] > 0


def test_partners_overload_a_server_that_no_limit_protects() -> None:
    found = measures("apigw-partners")
    assert (found["failed"] > 0, found["throttled"], found["peak"] > 40) == (True, 0, True)


@pytest.mark.parametrize("given", [{"key_required": True}, {"stage_rate": 25, "stage_burst": 8}])
def test_a_partner_in_a_rush_harms_the_others_only_at_a_shared_limit(given: dict[str, Any]) -> None:
    found = measures("apigw-partners", **given)
    assert (found["calm_throttled"] > 0) == ("stage_rate" in given)


def test_each_key_can_use_its_whole_quota_and_no_more() -> None:
    found = measures("apigw-keys", rate=100, burst=100, quota=10)
    assert (found["accepted"], found["over_quota"]) == (15, 40)


@pytest.mark.parametrize(("how", "least", "most"), [("save", 0, 0), ("stage", 0, 0), ("all", 79, 79)])
def test_a_version_is_served_where_it_is_deployed(how: str, least: int, most: int) -> None:
    found = measures("apigw-stages", how=how)
    assert least <= found["v2"] <= most
    assert (found["early"], found["answered"]) == (0, 100)


def test_a_deployment_before_the_save_does_not_contain_it() -> None:
    assert measures("apigw-stages", how="all", deploy_at=10, save_at=30)["v2"] == 0


@settings(max_examples=40)
@given(seed=st.integers(0, 999), percent=st.sampled_from([0, 10, 50, 100]))
def test_a_canary_takes_about_its_share(seed: int, percent: int) -> None:
    given = {"canary_percent": percent, "requests": 221}
    found: Any = play("apigw-stages", scenario("apigw-stages"), given, seed).measures
    assert abs(found["v2"] - 200 * percent / 100) <= (0 if percent in (0, 100) else 40)


@pytest.mark.parametrize(("then", "v2"), [("promotes", 59), ("removes", 0)])
def test_a_promoted_canary_serves_all_requests_and_a_removed_one_none(then: str, v2: int) -> None:
    found = measures("apigw-stages", canary_percent=0, then=then, then_at=120)
    assert found["v2"] == v2
