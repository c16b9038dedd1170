"""Scenarios of web identity federation: from a provider's token to credentials of a role."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sim.stories import measures


@pytest.mark.parametrize("provider", ["google", "apple", "facebook", "amazon", "oidc"])
def test_a_provider_token_is_exchanged_for_role_credentials(provider: str) -> None:
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


def test_a_longer_session_needs_a_role_that_allows_it() -> None:
    assert measures("wif-exchange", duration=7200, longest=7200)["credentials"]


@pytest.mark.parametrize("provider", ["google", "apple", "facebook", "amazon", "oidc"])
@pytest.mark.parametrize("keys_from", ["sts", "identity-pool", "server"])
def test_an_authorization_code_is_not_accepted_as_a_token(provider: str, keys_from: str) -> None:
    assert not measures("wif-exchange", provider=provider, keys_from=keys_from, sends="code")["credentials"]


@pytest.mark.parametrize("keys_from", ["sts", "identity-pool", "server"])
def test_credentials_are_given_only_after_the_token_is_verified(keys_from: str) -> None:
    good = measures("wif-exchange", keys_from=keys_from)
    assert (good["served"], good["exposed_for"], good["programs"]) == (1, 3600, keys_from == "server")
    for bad in ({"token": "forged"}, {"token": "expired"}, {"app": "other"}):
        assert measures("wif-exchange", keys_from=keys_from, **bad)["served"] == 0


def test_a_key_embedded_in_the_app_works_for_anyone_and_never_expires() -> None:
    found = measures("wif-exchange", keys_from="embedded", token="forged")
    assert (found["served"], found["long_term_keys"], found["exposed_for"]) == (1, 1, None)
    assert measures("wif-exchange", keys_from="sts", duration=900)["exposed_for"] == 900


@pytest.mark.parametrize("provider", ["google", "apple", "facebook"])
@pytest.mark.parametrize("trusted", ["google", "apple", "facebook"])
def test_a_role_trusts_the_provider_that_its_policy_names(provider: str, trusted: str) -> None:
    issuer = {"google": "accounts.google.com", "apple": "appleid.apple.com", "facebook": "graph.facebook.com"}
    found = measures("wif-exchange", provider=provider, trusted=f"https://{issuer[trusted]}")
    assert (found["credentials"], found["error"]) == ((True, None) if provider == trusted else (False, "AccessDenied"))
