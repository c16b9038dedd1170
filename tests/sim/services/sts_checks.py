"""What must hold of STS, of a provider's tokens and of tokens themselves, beyond the exchange at an identity pool."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from studykit.sim import jwt as _jwt
from studykit.sim.engine.params import BadParam
from tests.sim.services.cognito_checks import Model, code
from tests.sim.services.exchange_checks import ROLE, Account

HOUR = 3600


def a_role_is_assumed_for_as_long_as_it_allows(model: Model) -> None:
    account = Account(model)
    given = {"RoleArn": f"{ROLE}reader", "RoleSessionName": "job"}
    answer = account.tokens.assume_role(**given)
    assert answer["Credentials"]["Expiration"] == _jwt.START + HOUR
    assert answer["AssumedRoleUser"]["Arn"].endswith("assumed-role/reader/job")
    assert account.sts.role_of(answer["Credentials"]["AccessKeyId"]) == "reader"
    asked = [code(account.sts.assume_role, DurationSeconds=seconds, **given) for seconds in (899, 900, 7200, 7201)]
    assert asked == ["ValidationError", "ok", "ok", "ValidationError"]
    assert code(account.tokens.assume_role, RoleArn=f"{ROLE}nobodys-role", RoleSessionName="job") == "AccessDenied"


def a_role_s_own_maximum_is_an_hour_unless_raised(model: Model) -> None:
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


def a_key_of_a_user_has_no_end_and_nobody_s_call_is_denied(model: Model) -> None:
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


def an_exchange_says_who_vouched_for_whom(model: Model) -> None:
    for provider, name in (("google", "https://accounts.google.com"), ("facebook", "graph.facebook.com")):
        account = Account(model, provider=provider).with_provider()
        answer = account.assume(account.provided("my-app"))
        found = (answer["Provider"], answer["Audience"], answer["SubjectFromWebIdentityToken"])
        assert found == (name, "my-app", "ann-0001")
        told = account.sts.describe_call("assume_role_with_web_identity", {}, {})
        assert [(one.subject, one.detail["until"]) for one in told] == [("ann", HOUR)]


def what_is_no_token_of_a_known_provider_is_no_identity(model: Model) -> None:
    account = Account(model)
    token = account.provided("my-app")
    assert code(account.assume, token) == "InvalidIdentityToken"
    assert code(account.with_provider().assume, "no-token-at-all") == "InvalidIdentityToken"
    assert code(account.assume, token) == "ok"


def a_provider_s_token_is_its_app_s_for_an_hour(model: Model) -> None:
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


STS = (
    a_role_is_assumed_for_as_long_as_it_allows,
    a_role_s_own_maximum_is_an_hour_unless_raised,
    a_role_allows_what_its_policy_says,
    a_key_of_a_user_has_no_end_and_nobody_s_call_is_denied,
    a_trust_policy_names_a_provider,
    an_exchange_says_who_vouched_for_whom,
    what_is_no_token_of_a_known_provider_is_no_identity,
    a_provider_s_token_is_its_app_s_for_an_hour,
    a_code_is_redeemed_once,
)


def verdict(token: str, audience: str | None = "app", now: int = 100) -> str:
    """What the token module as it is loaded now says of a token."""
    module: Any = sys.modules[_jwt.__name__]
    try:
        module.verify(token, now, {"demo": module.DEMONSTRATION}, "pool", audience)
    except module.InvalidToken as refused:
        return str(refused.verdict)
    return "ok"


def signed(kid: str = "demo", **claims: Any) -> str:
    known = {"iss": "pool", "aud": "app", "iat": 50, "exp": 200, **claims}
    module: Any = sys.modules[_jwt.__name__]
    return str(module.sign({name: value for name, value in known.items() if value is not None}, kid))


def a_token_is_good_from_its_first_to_before_its_last_second() -> None:
    found = [verdict(signed(nbf=60), now=now) for now in (49, 59, 60, 199, 200)]
    assert found == ["ImmatureSignatureError"] * 2 + ["ok", "ok", "ExpiredSignatureError"]


def a_token_names_its_issuer_and_us() -> None:
    assert verdict(signed(iss=None)) == verdict(signed(aud=None)) == "MissingRequiredClaimError"
    assert (verdict(signed(iss="x")), verdict(signed(aud="x"))) == ("InvalidIssuerError", "InvalidAudienceError")
    assert verdict(signed(aud=["x", "app"])) == verdict(signed(aud=None), audience=None) == "ok"
    assert verdict(signed(kid="another")) == "UnknownKid"


def a_signature_has_one_form() -> None:
    head, body, signature = signed().split(".")
    module: Any = sys.modules[_jwt.__name__]
    raw = module._decoded(signature)
    doubled = (int.from_bytes(raw, "big") + module.MODULUS).to_bytes(len(raw) + 1, "big")
    for other in (b"\0" + raw, doubled):
        assert verdict(f"{head}.{body}.{module._coded(other)}") == "InvalidSignatureError"
    assert verdict(f"{head}.{body}.") == "InvalidSignatureError"


def what_is_not_three_parts_of_json_is_no_token() -> None:
    head, body, signature = signed().split(".")
    found = {verdict(text) for text in ("", "a.b", f"{head}.{body}", f"{body}.W10.{signature}", f"!.{body}.x")}
    assert found == {"DecodeError"}


TOKENS = (
    a_token_is_good_from_its_first_to_before_its_last_second,
    a_token_names_its_issuer_and_us,
    a_signature_has_one_form,
    what_is_not_three_parts_of_json_is_no_token,
)
