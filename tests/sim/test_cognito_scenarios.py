"""Signing in, exchanging and expiring: what each story of Cognito shows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from studykit.library.shelf import load
from studykit.sim.stage import play

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
