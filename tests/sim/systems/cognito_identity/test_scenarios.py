"""Scenarios of identity pools: roles, credentials and when they expire."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sim.stories import measures


@pytest.mark.parametrize(
    ("given", "jwt", "role"),
    [
        ({}, True, "authenticated"),
        ({"signed_in": False}, False, None),
        ({"signed_in": False, "guest_allowed": True}, False, "guest"),
        ({"identity_pool": False}, True, None),
        ({"user_pool": False}, False, None),
        ({"user_pool": False, "guest_allowed": True}, False, "guest"),
        ({"trusted": False}, True, None),
    ],
)
def test_a_user_pool_gives_tokens_and_an_identity_pool_credentials(
    given: dict[str, Any], jwt: bool, role: str | None
) -> None:
    found = measures("cognito-pools", **given)
    assert (found["jwt"], found["role"], found["credentials"]) == (jwt, role, role is not None)


@pytest.mark.parametrize("flow", ["enhanced", "basic"])
def test_after_an_hour_only_new_credentials_work(flow: str) -> None:
    assert measures("cognito-expiry", flow=flow)["denied"] == 0
    assert measures("cognito-expiry", flow=flow, refresh=False)["denied"] == 3
    assert measures("cognito-expiry", flow=flow, exchanges=False)["denied"] == 3


def test_only_the_basic_flow_gives_longer_sessions() -> None:
    given = {"lifetime": 43_200, "refresh": False, "works_for": 40_000}
    assert measures("cognito-expiry", flow="basic", **given)["denied"] == 0
    assert measures("cognito-expiry", flow="enhanced", **given)["denied"] > 0


def test_a_day_of_work_takes_a_new_exchange_each_hour() -> None:
    assert measures("cognito-expiry", works_for=86_400)["exchanges"] == 24


def test_a_role_can_do_only_what_its_policy_allows() -> None:
    for may, allowed in (("nothing", ()), ("read", ("read",)), ("write", ("write",)), ("both", ("read", "write"))):
        for does in ("read", "write"):
            member = measures("cognito-pools", member_may=may, does=does)
            guest = measures("cognito-pools", guest_may=may, does=does, signed_in=False, guest_allowed=True)
            assert member["served"] == guest["served"] == (does in allowed)
            assert member["denied"] == guest["denied"] == (does not in allowed)


def test_an_api_accepts_a_user_pool_token_without_aws_credentials() -> None:
    found = measures("cognito-pools", calls="api", identity_pool=False)
    assert (found["served"], found["credentials"]) == (1, False)
    assert measures("cognito-pools", calls="api", signed_in=False)["error"] == "Unauthorized"
    assert measures("cognito-pools", calls="api", signs_in_at="google")["error"] == "Unauthorized"


def test_a_signed_call_needs_credentials_of_the_identity_pool() -> None:
    assert measures("cognito-pools", calls="iam-api")["served"] == 1
    assert measures("cognito-pools", calls="iam-api", signs_in_at="google")["served"] == 1
    assert measures("cognito-pools", calls="iam-api", identity_pool=False)["error"] == "AccessDenied"


def test_a_social_login_at_an_identity_pool_needs_no_user_pool() -> None:
    found = measures("cognito-pools", signs_in_at="google", user_pool=False)
    assert (found["jwt"], found["role"], found["served"]) == (False, "authenticated", 1)


@pytest.mark.parametrize(
    ("group", "role_from", "role"),
    [
        ("none", "pool", "authenticated"),
        ("none", "token", "authenticated"),
        ("editors", "pool", "authenticated"),
        ("editors", "token", "editors"),
    ],
)
def test_a_group_role_applies_only_if_the_role_comes_from_the_token(group: str, role_from: str, role: str) -> None:
    assert measures("cognito-pools", group=group, role_from=role_from)["role"] == role


def test_only_a_pool_with_server_side_checks_notices_a_sign_out() -> None:
    assert measures("cognito-pools", signed_out=True)["served"] == 1
    assert measures("cognito-pools", signed_out=True, calls="api")["served"] == 1
    assert measures("cognito-pools", signed_out=True, server_check=True)["error"] == "NotAuthorizedException"
    assert measures("cognito-pools", server_check=True)["served"] == 1


@pytest.mark.parametrize("every", [60, 600, 1800, 5400])
def test_each_call_is_served_or_denied_however_often_the_app_calls(every: int) -> None:
    for refresh in (True, False):
        found = measures("cognito-expiry", every=every, refresh=refresh)
        assert found["served"] + found["denied"] == 5400 // every


def test_a_user_who_signs_in_again_is_served_without_any_refresh() -> None:
    found = measures("cognito-expiry", refresh=False, asks_again=True)
    assert (found["denied"], found["sign_ins"], found["refreshes"]) == (0, 2, 0)


def test_no_new_sign_in_is_needed_while_the_refresh_token_is_valid() -> None:
    given = {"works_for": 200_000, "every": 3600, "asks_again": True}
    assert measures("cognito-expiry", refresh_lifetime=2_592_000, **given)["sign_ins"] == 1
    assert measures("cognito-expiry", refresh_lifetime=86_400, **given)["sign_ins"] == 3


def test_a_longer_id_token_can_be_exchanged_again_without_a_refresh() -> None:
    assert measures("cognito-expiry", token_lifetime=86_400, refresh=False)["denied"] == 0
    assert measures("cognito-expiry", token_lifetime=3600, refresh=False)["denied"] == 3


def test_a_longer_token_does_not_extend_credentials() -> None:
    assert measures("cognito-expiry", token_lifetime=86_400, exchanges=False)["denied"] == 3


def test_the_maximum_session_of_a_role_limits_the_basic_flow() -> None:
    given = {"flow": "basic", "lifetime": 7200}
    assert measures("cognito-expiry", longest=7200, **given)["denied"] == 0
    refused = measures("cognito-expiry", longest=3600, **given)
    assert (refused["served"], refused["error"]) == (0, "ValidationError")
