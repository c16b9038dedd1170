"""Rules of STS and of provider tokens, beyond the exchange at an identity pool."""

from __future__ import annotations

import pytest

from studykit.sim import jwt
from studykit.sim.engine.params import BadParam
from tests.sim.checks import Model, code
from tests.sim.systems.cognito_identity.checks import ROLE, Account

HOUR = 3600


def a_role_is_assumed_for_at_most_its_maximum_session(model: Model) -> None:
    account = Account(model)
    given = {"RoleArn": f"{ROLE}reader", "RoleSessionName": "job"}
    answer = account.tokens.assume_role(**given)
    assert answer["Credentials"]["Expiration"] == jwt.START + HOUR
    assert answer["AssumedRoleUser"]["Arn"].endswith("assumed-role/reader/job")
    assert account.sts.role_of(answer["Credentials"]["AccessKeyId"]) == "reader"
    asked = [code(account.sts.assume_role, DurationSeconds=seconds, **given) for seconds in (899, 900, 7200, 7201)]
    assert asked == ["ValidationError", "ok", "ok", "ValidationError"]
    assert code(account.tokens.assume_role, RoleArn=f"{ROLE}nobodys-role", RoleSessionName="job") == "AccessDenied"


def the_maximum_session_of_a_role_is_an_hour_unless_raised(model: Model) -> None:
    account = Account(model)
    account.sts.provision("sts", plain={})
    given = {"RoleArn": f"{ROLE}plain", "RoleSessionName": "job"}
    asked = [code(account.tokens.assume_role, DurationSeconds=seconds, **given) for seconds in (HOUR, HOUR + 1)]
    assert asked == ["ok", "ValidationError"]


def a_role_allows_what_its_policy_says(model: Model) -> None:
    account = Account(model)
    account.sts.provision("sts", photo_reader={"may": "read"}, scribe={"may": "write"}, idle={"may": "nothing"})
    may = {
        role: [code(account.sts.allowed, account.sts.issue(role, HOUR).key, do) for do in ("get_object", "put_object")]
        for role in ("photo-reader", "scribe", "idle", "reader")
    }
    assert may == {
        "photo-reader": ["ok", "AccessDenied"],
        "scribe": ["AccessDenied", "ok"],
        "idle": ["AccessDenied", "AccessDenied"],
        "reader": ["ok", "ok"],
    }


def a_user_key_never_expires_and_an_unsigned_call_is_denied(model: Model) -> None:
    account = Account(model)
    user, session = account.sts.issue("ann", None).key, account.sts.issue("reader", HOUR).key
    assert (user[:4], session[:4]) == ("AKIA", "ASIA")
    account.now = 400 * 86_400_000
    assert [code(account.sts.role_of, key) for key in (user, session)] == ["ok", "ExpiredToken"]
    assert code(account.sts.role_of, "") == "AccessDenied"


def a_trust_policy_names_a_provider(model: Model) -> None:
    account = Account(model).with_provider()
    issuers = {"ours": account.social.issuer, "theirs": "https://appleid.apple.com", "anyone": "any"}
    account.sts.provision("sts", **{name: {"provider": issuer} for name, issuer in issuers.items()})
    token = account.provided("my-app")
    found = [code(account.assume, token, RoleArn=ROLE + name) for name in issuers]
    assert found == ["ok", "AccessDenied", "ok"]


def an_exchange_returns_provider_audience_and_subject(model: Model) -> None:
    for provider, name in (("google", "https://accounts.google.com"), ("facebook", "graph.facebook.com")):
        account = Account(model, provider=provider).with_provider()
        answer = account.assume(account.provided("my-app"))
        found = (answer["Provider"], answer["Audience"], answer["SubjectFromWebIdentityToken"])
        assert found == (name, "my-app", "ann-0001")
        told = account.sts.describe_call("assume_role_with_web_identity", {}, {})
        assert [(one.subject, one.detail["until"]) for one in told] == [("ann", HOUR)]


def a_token_of_an_unknown_provider_is_rejected(model: Model) -> None:
    account = Account(model)
    token = account.provided("my-app")
    assert code(account.assume, token) == "InvalidIdentityToken"
    assert code(account.with_provider().assume, "no-token-at-all") == "InvalidIdentityToken"
    assert code(account.assume, token) == "ok"


def a_provider_token_is_valid_for_its_app_for_an_hour(model: Model) -> None:
    for provider in ("google", "facebook"):
        account = Account(model, provider=provider).with_provider()
        ours, theirs = account.provided("my-app"), account.provided("other-app")
        assert code(account.assume, theirs) == "AccessDenied"
        account.now = 3_599_000
        assert code(account.assume, ours) == "ok"
        account.now = 3_600_000
        assert code(account.assume, ours) == "ExpiredTokenException"


def a_code_is_redeemed_once(model: Model) -> None:
    social = Account(model).social
    given = social.sign_in(user="ann", app="my-app")["code"]
    assert social.redeem(code=given)["name"] == "accounts.google.com"
    assert given not in social.codes
    with pytest.raises(BadParam, match="myspace is no provider"):
        social.provision("provider", provider="myspace")
