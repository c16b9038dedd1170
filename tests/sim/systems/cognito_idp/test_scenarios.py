"""Scenarios of user pool tokens: what an API accepts and rejects."""

from __future__ import annotations

import pytest

from tests.sim.stories import measures


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
def test_a_changed_token_is_rejected_because_of_the_change(edit: str, verdict: str) -> None:
    assert measures("cognito-jwt", edit=edit)["verdict"] == verdict


def test_an_api_that_checks_only_the_signature_accepts_any_token() -> None:
    found = {
        edit: measures("cognito-jwt", edit=edit, checks="signature")["verdict"] for edit in ("audience", "expired")
    }
    assert set(found.values()) == {"ok"}
    assert measures("cognito-jwt", edit="claim", checks="nothing")["verdict"] == "unchecked"


@pytest.mark.parametrize(
    ("sends", "wants", "verdict"),
    [
        ("id", "id", "ok"),
        ("access", "access", "ok"),
        ("id", "access", "InvalidTokenError"),
        ("access", "id", "MissingRequiredClaimError"),
    ],
)
def test_an_api_accepts_only_the_kind_of_token_that_it_expects(sends: str, wants: str, verdict: str) -> None:
    assert measures("cognito-jwt", edit="none", sends=sends, wants=wants)["verdict"] == verdict


@pytest.mark.parametrize("edit", ["claim", "signature", "issuer", "audience", "expired"])
@pytest.mark.parametrize("kind", ["id", "access"])
def test_no_change_gets_past_an_api_that_checks_everything(edit: str, kind: str) -> None:
    assert not measures("cognito-jwt", edit=edit, sends=kind, wants=kind)["accepted"]


@pytest.mark.parametrize("lifetime", [300, 3600, 86_400])
def test_a_token_is_accepted_until_its_last_second(lifetime: int) -> None:
    for kind in ("id", "access"):
        given = {"edit": "none", "sends": kind, "wants": kind, "lifetime": lifetime}
        assert measures("cognito-jwt", used_after=lifetime - 1, **given)["accepted"]
        assert measures("cognito-jwt", used_after=lifetime, **given)["verdict"] == "ExpiredSignatureError"


@pytest.mark.parametrize("revoked", ["sign-out", "disable", "delete"])
def test_a_revoked_token_passes_offline_checks_and_is_rejected_by_its_pool(revoked: str) -> None:
    given = {"edit": "none", "sends": "access", "wants": "access", "revoked": revoked}
    assert measures("cognito-jwt", checks="all", **given)["accepted"]
    assert not measures("cognito-jwt", checks="user-pool", **given)["accepted"]


def test_the_user_pool_accepts_only_access_tokens() -> None:
    given = {"edit": "none", "checks": "user-pool"}
    assert measures("cognito-jwt", sends="access", **given)["verdict"] == "ok"
    assert measures("cognito-jwt", sends="id", **given)["verdict"] == "NotAuthorizedException"


def test_a_short_access_token_locks_a_disabled_user_out_of_an_api() -> None:
    lost = {"happens": "disable", "after": 600}
    assert measures("cognito-lost-phone", access_lifetime=3600, **lost)["accepted"]
    assert not measures("cognito-lost-phone", access_lifetime=300, **lost)["accepted"]


def test_an_api_that_asks_the_user_pool_rejects_a_disabled_user_at_once() -> None:
    found = [
        measures("cognito-lost-phone", happens="disable", after=5, api_checks=checks)["accepted"]
        for checks in ("all", "user-pool")
    ]
    assert found == [True, False]


def test_a_pool_that_asks_gives_a_signed_out_phone_no_new_credentials() -> None:
    found = [
        measures("cognito-lost-phone", happens="sign-out", server_check=asks)["new_credentials"]
        for asks in (False, True)
    ]
    assert found == [True, False]


def test_a_refresh_token_decides_how_often_the_password_is_typed() -> None:
    found = [measures("cognito-lost-phone", days=21, refresh_lifetime=days * 86_400)["sign_ins"] for days in (1, 30)]
    assert found == [21, 1]


def test_only_the_basic_flow_gives_a_phone_credentials_for_a_shift() -> None:
    found = [
        measures("cognito-lost-phone", flow=flow, lifetime=43_200)["exposed_for"] for flow in ("enhanced", "basic")
    ]
    assert found == [3600, 43_200]
