"""Signing in, exchanging and expiring: what each story of Cognito shows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from studykit.library.library import load
from studykit.sim.play import play

SHELF = load([Path(__file__).parents[2] / "content"])


def measures(name: str, **given: Any) -> dict[str, Any]:
    return dict(play(name, SHELF.scenario(name)[1], given).measures)


@pytest.mark.parametrize("provider", ["google", "apple", "facebook", "amazon", "oidc"])
def test_a_provider_s_token_becomes_credentials_of_a_role(provider: str) -> None:
    found = measures("wif-exchange", provider=provider)
    assert (found["credentials"], found["role"], found["served"]) == (True, "photo-reader", 1)


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"token": "expired"}, "ExpiredTokenException"),
        ({"token": "forged"}, "InvalidIdentityToken"),
        ({"token": "forged", "provider": "facebook"}, "InvalidIdentityToken"),
        ({"app": "other"}, "AccessDenied"),
        ({"duration": 7200}, "ValidationError"),
        ({"keys_from": "none"}, "InvalidAccessKeyId"),
    ],
)
def test_without_a_genuine_token_for_this_app_there_are_no_credentials(given: dict[str, Any], error: str) -> None:
    found = measures("wif-exchange", **given)
    assert (found["credentials"], found["error"], found["served"]) == (False, error, 0)


def test_a_longer_session_takes_a_role_that_allows_it() -> None:
    assert measures("wif-exchange", duration=7200, longest=7200)["credentials"]


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


@pytest.mark.parametrize(
    ("edit", "verdict"),
    [
        ("none", "ok"),
        ("claim", "InvalidSignatureError"),
        ("signature", "InvalidSignatureError"),
        ("issuer", "InvalidIssuerError"),
        ("audience", "InvalidAudienceError"),
        ("expired", "ExpiredSignatureError"),
    ],
)
def test_a_changed_token_is_refused_for_what_was_changed(edit: str, verdict: str) -> None:
    assert measures("cognito-jwt", edit=edit)["verdict"] == verdict


def test_an_api_that_checks_the_signature_alone_takes_anybody_s_token() -> None:
    found = {
        edit: measures("cognito-jwt", edit=edit, checks="signature")["verdict"] for edit in ("audience", "expired")
    }
    assert set(found.values()) == {"ok"}
    assert measures("cognito-jwt", edit="claim", checks="nothing")["verdict"] == "unchecked"


@pytest.mark.parametrize("flow", ["enhanced", "basic"])
def test_after_an_hour_only_refreshed_and_exchanged_credentials_work(flow: str) -> None:
    assert measures("cognito-expiry", flow=flow)["denied"] == 0
    assert measures("cognito-expiry", flow=flow, refresh=False)["denied"] == 3
    assert measures("cognito-expiry", flow=flow, exchanges=False)["denied"] == 3


def test_only_the_basic_flow_gives_longer_sessions() -> None:
    given = {"lifetime": 43_200, "refresh": False, "works_for": 40_000}
    assert measures("cognito-expiry", flow="basic", **given)["denied"] == 0
    assert measures("cognito-expiry", flow="enhanced", **given)["denied"] > 0


def test_a_day_of_work_takes_a_new_exchange_each_hour() -> None:
    assert measures("cognito-expiry", works_for=86_400)["exchanges"] == 24


def test_a_push_carries_no_data_and_each_device_fetches() -> None:
    found = measures("cognito-sync", devices=5, offline=2)
    assert (found["pushes"], found["fetches"], found["converged"]) == (4, 5, True)


def test_without_pushes_a_device_learns_of_the_change_when_its_app_is_opened() -> None:
    assert not measures("cognito-sync", push=False)["converged"]
    assert measures("cognito-sync", push=False, devices=3, offline=2)["converged"]
    assert not measures("cognito-sync", back=False)["converged"]


def test_a_role_may_do_what_its_policy_allows_and_nothing_else() -> None:
    for may, allowed in (("nothing", ()), ("read", ("read",)), ("write", ("write",)), ("both", ("read", "write"))):
        for does in ("read", "write"):
            member = measures("cognito-pools", member_may=may, does=does)
            guest = measures("cognito-pools", guest_may=may, does=does, signed_in=False, guest_allowed=True)
            assert member["served"] == guest["served"] == (does in allowed)
            assert member["denied"] == guest["denied"] == (does not in allowed)


def test_an_api_takes_the_user_pool_s_token_without_any_aws_credentials() -> None:
    found = measures("cognito-pools", calls="api", identity_pool=False)
    assert (found["served"], found["credentials"]) == (1, False)
    assert measures("cognito-pools", calls="api", signed_in=False)["error"] == "Unauthorized"
    assert measures("cognito-pools", calls="api", signs_in_at="google")["error"] == "Unauthorized"


def test_a_signed_call_takes_the_identity_pool_s_credentials() -> None:
    assert measures("cognito-pools", calls="iam-api")["served"] == 1
    assert measures("cognito-pools", calls="iam-api", signs_in_at="google")["served"] == 1
    assert measures("cognito-pools", calls="iam-api", identity_pool=False)["error"] == "AccessDenied"


def test_a_social_login_at_an_identity_pool_takes_no_user_pool() -> None:
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
def test_a_group_s_role_counts_where_the_role_comes_from_the_token(group: str, role_from: str, role: str) -> None:
    assert measures("cognito-pools", group=group, role_from=role_from)["role"] == role


def test_only_a_pool_that_asks_hears_that_the_user_signed_out() -> None:
    assert measures("cognito-pools", signed_out=True)["served"] == 1
    assert measures("cognito-pools", signed_out=True, calls="api")["served"] == 1
    assert measures("cognito-pools", signed_out=True, server_check=True)["error"] == "NotAuthorizedException"
    assert measures("cognito-pools", server_check=True)["served"] == 1


@pytest.mark.parametrize(
    ("sends", "wants", "verdict"),
    [
        ("id", "id", "ok"),
        ("access", "access", "ok"),
        ("id", "access", "InvalidTokenError"),
        ("access", "id", "MissingRequiredClaimError"),
    ],
)
def test_an_api_takes_the_kind_of_token_that_it_wants(sends: str, wants: str, verdict: str) -> None:
    assert measures("cognito-jwt", edit="none", sends=sends, wants=wants)["verdict"] == verdict


@pytest.mark.parametrize("edit", ["claim", "signature", "issuer", "audience", "expired"])
@pytest.mark.parametrize("kind", ["id", "access"])
def test_no_change_gets_past_an_api_that_checks_everything(edit: str, kind: str) -> None:
    assert not measures("cognito-jwt", edit=edit, sends=kind, wants=kind)["accepted"]


@pytest.mark.parametrize("lifetime", [300, 3600, 86_400])
def test_a_token_is_taken_until_its_last_second(lifetime: int) -> None:
    for kind in ("id", "access"):
        given = {"edit": "none", "sends": kind, "wants": kind, "lifetime": lifetime}
        assert measures("cognito-jwt", used_after=lifetime - 1, **given)["accepted"]
        assert measures("cognito-jwt", used_after=lifetime, **given)["verdict"] == "ExpiredSignatureError"


@pytest.mark.parametrize("revoked", ["sign-out", "disable", "delete"])
def test_a_revoked_token_is_good_offline_and_refused_by_its_pool(revoked: str) -> None:
    given = {"edit": "none", "sends": "access", "wants": "access", "revoked": revoked}
    assert measures("cognito-jwt", checks="all", **given)["accepted"]
    assert not measures("cognito-jwt", checks="user-pool", **given)["accepted"]


def test_the_user_pool_answers_to_access_tokens_alone() -> None:
    given = {"edit": "none", "checks": "user-pool"}
    assert measures("cognito-jwt", sends="access", **given)["verdict"] == "ok"
    assert measures("cognito-jwt", sends="id", **given)["verdict"] == "NotAuthorizedException"


@pytest.mark.parametrize("every", [60, 600, 1800, 5400])
def test_each_call_is_served_or_denied_however_often_the_app_calls(every: int) -> None:
    for refresh in (True, False):
        found = measures("cognito-expiry", every=every, refresh=refresh)
        assert found["served"] + found["denied"] == 5400 // every


def test_a_user_who_signs_in_again_is_served_without_any_refresh() -> None:
    found = measures("cognito-expiry", refresh=False, asks_again=True)
    assert (found["denied"], found["sign_ins"], found["refreshes"]) == (0, 2, 0)


def test_a_refresh_token_spares_the_password_as_long_as_it_lives() -> None:
    given = {"works_for": 200_000, "every": 3600, "asks_again": True}
    assert measures("cognito-expiry", refresh_lifetime=2_592_000, **given)["sign_ins"] == 1
    assert measures("cognito-expiry", refresh_lifetime=86_400, **given)["sign_ins"] == 3


def test_an_id_token_that_lives_longer_is_exchanged_again_without_a_refresh() -> None:
    assert measures("cognito-expiry", token_lifetime=86_400, refresh=False)["denied"] == 0
    assert measures("cognito-expiry", token_lifetime=3600, refresh=False)["denied"] == 3


def test_a_longer_token_makes_no_longer_credentials() -> None:
    assert measures("cognito-expiry", token_lifetime=86_400, exchanges=False)["denied"] == 3


def test_a_role_s_own_maximum_bounds_the_basic_flow() -> None:
    given = {"flow": "basic", "lifetime": 7200}
    assert measures("cognito-expiry", longest=7200, **given)["denied"] == 0
    refused = measures("cognito-expiry", longest=3600, **given)
    assert (refused["served"], refused["error"]) == (0, "ValidationError")


@pytest.mark.parametrize("provider", ["google", "apple", "facebook", "amazon", "oidc"])
@pytest.mark.parametrize("keys_from", ["sts", "identity-pool", "server"])
def test_a_code_is_no_token_for_anybody(provider: str, keys_from: str) -> None:
    assert not measures("wif-exchange", provider=provider, keys_from=keys_from, sends="code")["credentials"]


@pytest.mark.parametrize("keys_from", ["sts", "identity-pool", "server"])
def test_whoever_gives_credentials_verifies_the_token_first(keys_from: str) -> None:
    good = measures("wif-exchange", keys_from=keys_from)
    assert (good["served"], good["exposed_for"], good["programs"]) == (1, 3600, keys_from == "server")
    for bad in ({"token": "forged"}, {"token": "expired"}, {"app": "other"}):
        assert measures("wif-exchange", keys_from=keys_from, **bad)["served"] == 0


def test_a_key_in_the_app_serves_anybody_for_ever() -> None:
    found = measures("wif-exchange", keys_from="embedded", token="forged")
    assert (found["served"], found["long_term_keys"], found["exposed_for"]) == (1, 1, None)
    assert measures("wif-exchange", keys_from="sts", duration=900)["exposed_for"] == 900


@pytest.mark.parametrize("provider", ["google", "apple", "facebook"])
@pytest.mark.parametrize("trusted", ["google", "apple", "facebook"])
def test_a_role_trusts_the_provider_that_its_policy_names(provider: str, trusted: str) -> None:
    issuer = {"google": "accounts.google.com", "apple": "appleid.apple.com", "facebook": "graph.facebook.com"}
    found = measures("wif-exchange", provider=provider, trusted=f"https://{issuer[trusted]}")
    assert (found["credentials"], found["error"]) == ((True, None) if provider == trusted else (False, "AccessDenied"))
