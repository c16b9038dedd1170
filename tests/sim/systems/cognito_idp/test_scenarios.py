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
