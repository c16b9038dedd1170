"""Rules of exchanging a login for AWS credentials at identity pools and STS."""

from __future__ import annotations

import sys
from typing import Any

from studykit.sim import jwt
from studykit.sim.systems.social.model import OPAQUE
from tests.sim.checks import Model, code
from tests.sim.shapes import Validated
from tests.sim.systems.cognito_idp.checks import GOOD

ROLE = "arn:aws:iam::123456789012:role/"


def model_of(module: str, name: str) -> Any:
    """Returns the class of a model as it is loaded now: perhaps with a fault."""
    return getattr(sys.modules[f"studykit.sim.systems.{module}.model"], name)


class Account:
    """A user pool, an identity pool that trusts it, a provider, and STS, connected as in a run."""

    def __init__(self, model: Model, guests: bool = False, basic: bool = False, provider: str = "google") -> None:
        self.now = 0
        clock = lambda: self.now  # noqa: E731 -- a call by name, made below
        self.people: Any = model_of("cognito_idp", "CognitoIdp")(clock)
        self.keys: Any = model(clock)
        self.sts: Any = model_of("sts", "STS")(clock)
        self.social: Any = model_of("social", "Social")(clock)
        every = {"cognito-idp": self.people, "cognito-identity": self.keys, "sts": self.sts}
        for service in every.values():
            service.neighbors.update(every)
        self.people.provision("people", users=["ann", "bob"])
        self.keys.provision("keys", guests=guests, basic=basic)
        self.keys.link("keys", "people")
        self.social.provision("provider", provider=provider)
        self.sts.provision("sts", reader={"audience": "my-app", "longest": 7200}, authenticated={"longest": 43_200})
        self.identity: Any = Validated("cognito-identity", self.keys)
        self.tokens: Any = Validated("sts", self.sts)
        self.pool = self.keys.pool_named("keys")
        self.provider = next(iter(self.people.pools.values())).provider

    def login(self, user: str = "ann") -> dict[str, str]:
        client = next(iter(self.people.clients))
        given = {"USERNAME": user, "PASSWORD": GOOD}
        answer = self.people.initiate_auth(ClientId=client, AuthFlow="USER_PASSWORD_AUTH", AuthParameters=given)
        return {self.provider: answer["AuthenticationResult"]["IdToken"]}

    def identity_of(self, logins: dict[str, str]) -> str:
        given = {"Logins": logins} if logins else {}
        return str(self.identity.get_id(IdentityPoolId=self.pool, **given)["IdentityId"])

    def credentials(self, logins: dict[str, str]) -> dict[str, Any]:
        given = {"Logins": logins} if logins else {}
        answer = self.identity.get_credentials_for_identity(IdentityId=self.identity_of(logins), **given)
        return dict(answer["Credentials"])

    def with_provider(self) -> Account:
        self.sts.neighbors["social"] = self.social
        return self

    def provided(self, app: str) -> str:
        """Returns a token that the provider issues to an app for ann."""
        return str(self.social.redeem(code=self.social.sign_in(user="ann", app=app)["code"])["token"])

    def assume(self, token: str, **more: Any) -> dict[str, Any]:
        if self.social.kind in OPAQUE:
            more = {"ProviderId": self.social.known_as, **more}
        given = {"RoleArn": f"{ROLE}reader", "RoleSessionName": "ann", "WebIdentityToken": token, **more}
        return dict(self.tokens.assume_role_with_web_identity(**given))


def a_login_gives_the_authenticated_role_for_an_hour(model: Model) -> None:
    account = Account(model)
    given = account.credentials(account.login())
    assert account.sts.role_of(given["AccessKeyId"]) == "authenticated"
    assert given["Expiration"] == jwt.START + 3600
    account.now = 3_599_000
    assert code(account.sts.role_of, given["AccessKeyId"]) == "ok"
    account.now = 3_600_000
    assert code(account.sts.role_of, given["AccessKeyId"]) == "ExpiredToken"
    assert code(account.sts.role_of, "ASIA000000000099") == "InvalidAccessKeyId"


def a_guest_needs_a_pool_that_allows_guests(model: Model) -> None:
    assert code(Account(model).credentials, {}) == "NotAuthorizedException"
    account = Account(model, guests=True)
    assert account.sts.role_of(account.credentials({})["AccessKeyId"]) == "unauthenticated"
    assert account.sts.role_of(account.credentials(account.login())["AccessKeyId"]) == "authenticated"


def a_login_keeps_one_identity_and_each_guest_gets_a_new_one(model: Model) -> None:
    account = Account(model, guests=True)
    assert account.identity_of(account.login()) == account.identity_of(account.login())
    assert account.identity_of(account.login()) != account.identity_of(account.login("bob"))
    assert account.identity_of({}) != account.identity_of({})


def an_identity_is_usable_only_with_its_login(model: Model) -> None:
    account = Account(model, guests=True)
    ann = account.identity_of(account.login())
    given = {"IdentityId": ann, "Logins": account.login("bob")}
    assert code(account.identity.get_credentials_for_identity, **given) == "NotAuthorizedException"
    assert code(account.identity.get_credentials_for_identity, IdentityId=ann) == "NotAuthorizedException"


def an_expired_or_forged_login_is_rejected(model: Model) -> None:
    account = Account(model)
    login = account.login()
    forged = {account.provider: jwt.edited(login[account.provider], sub="admin")}
    assert code(account.identity_of, forged) == "NotAuthorizedException"
    account.now = 3_600_000
    assert code(account.identity_of, login) == "NotAuthorizedException"


def only_trusted_providers_are_accepted(model: Model) -> None:
    account = Account(model)
    token = account.login()[account.provider]
    assert code(account.identity_of, {"accounts.google.com": token}) == "NotAuthorizedException"
    other = account.people.create_user_pool_client(UserPoolId=next(iter(account.people.pools)), ClientName="x")
    account.keys.pools[account.pool].providers[account.provider] = other["UserPoolClient"]["ClientId"]
    assert code(account.identity_of, account.login()) == "NotAuthorizedException"


def what_does_not_exist_is_not_found(model: Model) -> None:
    account = Account(model)
    nowhere = "us-east-1:00000000-0000-4000-8000-00000000ffff"
    assert code(account.identity.get_id, IdentityPoolId=nowhere) == "ResourceNotFoundException"
    assert code(account.identity.get_credentials_for_identity, IdentityId=nowhere) == "ResourceNotFoundException"


def the_basic_flow_must_be_enabled(model: Model) -> None:
    account = Account(model)
    login = account.login()
    given = {"IdentityId": account.identity_of(login), "Logins": login}
    assert code(account.identity.get_open_id_token, **given) == "InvalidParameterException"


def the_basic_flow_exchanges_its_token_at_sts(model: Model) -> None:
    account = Account(model, basic=True)
    login = account.login()
    given = {"IdentityId": account.identity_of(login), "Logins": login}
    token = account.identity.get_open_id_token(**given)["Token"]
    answer = account.assume(token, RoleArn=f"{ROLE}authenticated", DurationSeconds=43_200)
    assert answer["Credentials"]["Expiration"] == jwt.START + 43_200
    assert answer["Audience"] == account.pool
    account.now = 599_000
    assert code(account.assume, token, RoleArn=f"{ROLE}authenticated") == "ok"
    account.now = 600_000
    assert code(account.assume, token, RoleArn=f"{ROLE}authenticated") == "ExpiredTokenException"


def a_provider_token_is_exchanged_for_a_role(model: Model) -> None:
    for provider in ("google", "apple", "oidc", "facebook", "amazon"):
        account = Account(model, provider=provider).with_provider()
        token = account.provided("my-app")
        answer = account.assume(token, DurationSeconds=900)
        assert answer["Credentials"]["Expiration"] == jwt.START + 900
        assert answer["SubjectFromWebIdentityToken"] == "ann-0001"
        assert answer["AssumedRoleUser"]["Arn"].endswith("assumed-role/reader/ann")
        account.now = 3_600_000
        assert code(account.assume, token) == "ExpiredTokenException"


def a_role_checks_the_audience_of_the_token(model: Model) -> None:
    account = Account(model).with_provider()
    token = account.provided("other-app")
    assert code(account.assume, token) == "AccessDenied"
    assert code(account.assume, token, RoleArn=f"{ROLE}nobodys-role") == "AccessDenied"
    assert code(account.assume, token, RoleArn=f"{ROLE}authenticated") == "ok"


def a_session_lasts_as_long_as_its_role_allows(model: Model) -> None:
    account = Account(model).with_provider()
    token = account.provided("my-app")
    lengths = (899, 900, 7200, 7201)
    given = [code(account.sts.assume_role_with_web_identity, **_asked(token, seconds)) for seconds in lengths]
    assert given == ["ValidationError", "ok", "ok", "ValidationError"]


def _asked(token: str, seconds: int) -> dict[str, Any]:
    role = {"RoleArn": f"{ROLE}reader", "RoleSessionName": "ann"}
    return {**role, "WebIdentityToken": token, "DurationSeconds": seconds}


def a_forged_token_is_rejected(model: Model) -> None:
    account = Account(model).with_provider()
    token = jwt.edited(account.provided("my-app"), sub="admin")
    assert code(account.assume, token) == "InvalidIdentityToken"
    opaque = Account(model, provider="facebook").with_provider()
    assert code(opaque.assume, "opaque-99") == "InvalidIdentityToken"


def every_exchange_is_reported_with_its_content(model: Model) -> None:
    account = Account(model)
    account.credentials(account.login())
    told = account.keys.describe_call("get_credentials_for_identity", {}, {})
    assert [(one.subject, one.detail["target"]) for one in told] == [("0002", "keys")]
    assert (told[0].detail["carries"], told[0].detail["until"]) == ("credentials of role authenticated", 3600)
