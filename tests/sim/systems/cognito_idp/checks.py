"""Rules of user pools: sign-up, sign-in, tokens and their lifetimes."""

from __future__ import annotations

from typing import Any

import pytest

from studykit.sim import jwt
from studykit.sim.systems.cognito_idp.model import PASSWORD_FLOWS
from tests.sim.checks import Model, code
from tests.sim.shapes import Validated

GOOD = "Passw0rd!"
WEAK = ("Sh0rt!x", "passw0rd!", "PASSW0RD!", "Password!", "Passw0rdx")


class People:
    """One user pool with one client, called through botocore's shapes."""

    def __init__(self, model: Model, **validity: Any) -> None:
        self.now = 0
        self.bare: Any = model(lambda: self.now)
        self.idp: Any = Validated("cognito-idp", self.bare)
        self.pool = self.idp.create_user_pool(PoolName="people")["UserPool"]["Id"]
        made = self.idp.create_user_pool_client(
            UserPoolId=self.pool, ClientName="app", ExplicitAuthFlows=PASSWORD_FLOWS, **validity
        )
        self.client = made["UserPoolClient"]["ClientId"]

    def add(self, user: str = "ann") -> People:
        self.idp.sign_up(ClientId=self.client, Username=user, Password=GOOD)
        self.idp.admin_confirm_sign_up(UserPoolId=self.pool, Username=user)
        return self

    def sign_in(self, user: str = "ann", password: str = GOOD) -> dict[str, Any]:
        given = {"USERNAME": user, "PASSWORD": password}
        answer = self.idp.initiate_auth(ClientId=self.client, AuthFlow="USER_PASSWORD_AUTH", AuthParameters=given)
        return dict(answer["AuthenticationResult"])

    def refresh(self, token: str, client: str = "") -> dict[str, Any]:
        answer = self.idp.initiate_auth(
            ClientId=client or self.client, AuthFlow="REFRESH_TOKEN_AUTH", AuthParameters={"REFRESH_TOKEN": token}
        )
        return dict(answer["AuthenticationResult"])


def a_password_has_every_kind_of_character(model: Model) -> None:
    people = People(model)
    for number, password in enumerate(WEAK):
        given = {"ClientId": people.client, "Username": f"u{number}", "Password": password}
        assert code(people.idp.sign_up, **given) == "InvalidPasswordException", password


def an_unconfirmed_user_cannot_sign_in(model: Model) -> None:
    people = People(model)
    people.idp.sign_up(ClientId=people.client, Username="ann", Password=GOOD)
    assert code(people.sign_in) == "UserNotConfirmedException"
    assert code(people.sign_in, password="Wr0ng!pass") == "NotAuthorizedException"


def a_user_is_confirmed_once(model: Model) -> None:
    people = People(model).add()
    given = {"UserPoolId": people.pool, "Username": "ann"}
    assert code(people.idp.admin_confirm_sign_up, **given) == "NotAuthorizedException"


def a_wrong_password_is_rejected(model: Model) -> None:
    people = People(model).add()
    assert code(people.sign_in, password="Passw0rd?") == "NotAuthorizedException"


def tokens_are_signed_by_the_pool_for_one_client(model: Model) -> None:
    people = People(model).add()
    tokens = people.sign_in()
    claims = people.bare.holder(tokens["IdToken"], people.client)
    assert claims["cognito:username"] == "ann"
    assert claims["iss"] == f"https://cognito-idp.us-east-1.amazonaws.com/{people.pool}"
    assert (claims["iat"], claims["exp"]) == (jwt.START, jwt.START + 3600)
    assert tokens["ExpiresIn"] == 3600


def tokens_are_dated_by_the_clock(model: Model) -> None:
    people = People(model).add()
    first = people.sign_in()["RefreshToken"]
    people.now = 100_000
    claims = jwt.read(people.refresh(first)["IdToken"])
    assert (claims["iat"], claims["auth_time"]) == (jwt.START + 100, jwt.START)


def an_access_token_ends_after_its_lifetime(model: Model) -> None:
    people = People(model, AccessTokenValidity=5, IdTokenValidity=5, TokenValidityUnits=dict.fromkeys(("AccessToken", "IdToken"), "minutes")).add()  # fmt: skip
    token = people.sign_in()["AccessToken"]
    people.now = 299_000
    assert code(people.idp.get_user, AccessToken=token) == "ok"
    people.now = 300_000
    assert code(people.idp.get_user, AccessToken=token) == "NotAuthorizedException"


def token_lifetimes_have_limits(model: Model) -> None:
    units = dict.fromkeys(("AccessToken", "IdToken"), "minutes")
    good = {"AccessTokenValidity": 1440, "IdTokenValidity": 1440, "TokenValidityUnits": units}
    People(model, **good)
    People(model, RefreshTokenValidity=3650)
    for bad in ({**good, "IdTokenValidity": 4}, {**good, "IdTokenValidity": 1441}, {"RefreshTokenValidity": 3651}):
        assert code(People, model, **bad) == "InvalidParameterException", bad
    short = {"RefreshTokenValidity": 59, "TokenValidityUnits": {"RefreshToken": "minutes"}}
    assert code(People, model, **short) == "InvalidParameterException"


def a_refresh_token_gives_new_tokens_for_thirty_days(model: Model) -> None:
    people = People(model).add()
    token = people.sign_in()["RefreshToken"]
    month = 30 * 86_400_000
    people.now = month - 1000
    again = people.refresh(token)
    assert "RefreshToken" not in again
    assert code(people.idp.get_user, AccessToken=again["AccessToken"]) == "ok"
    people.now = month
    assert code(people.refresh, token) == "NotAuthorizedException"


def a_refresh_token_is_bound_to_its_client(model: Model) -> None:
    people = People(model).add()
    token = people.sign_in()["RefreshToken"]
    other = people.idp.create_user_pool_client(
        UserPoolId=people.pool, ClientName="other", ExplicitAuthFlows=PASSWORD_FLOWS
    )
    assert code(people.refresh, token, other["UserPoolClient"]["ClientId"]) == "NotAuthorizedException"
    assert code(people.refresh, "refresh-99") == "NotAuthorizedException"


def signing_out_everywhere_revokes_what_was_issued(model: Model) -> None:
    people = People(model).add()
    tokens = people.sign_in()
    people.idp.global_sign_out(AccessToken=tokens["AccessToken"])
    people.now = 5_000
    assert code(people.idp.get_user, AccessToken=tokens["AccessToken"]) == "NotAuthorizedException"
    assert code(people.refresh, tokens["RefreshToken"]) == "NotAuthorizedException"
    assert code(people.bare.holder, tokens["IdToken"], people.client) == "ok"
    assert code(people.idp.get_user, AccessToken=people.sign_in()["AccessToken"]) == "ok"


def an_id_token_is_rejected_by_the_user_api(model: Model) -> None:
    people = People(model).add()
    assert code(people.idp.get_user, AccessToken=people.sign_in()["IdToken"]) == "NotAuthorizedException"
    forged = jwt.edited(people.sign_in()["AccessToken"], username="bob")
    assert code(people.idp.get_user, AccessToken=forged) == "NotAuthorizedException"


def a_disabled_user_can_do_nothing(model: Model) -> None:
    people = People(model).add()
    tokens = people.sign_in()
    people.idp.admin_disable_user(UserPoolId=people.pool, Username="ann")
    assert code(people.sign_in) == "NotAuthorizedException"
    assert code(people.refresh, tokens["RefreshToken"]) == "NotAuthorizedException"
    assert code(people.idp.get_user, AccessToken=tokens["AccessToken"]) == "NotAuthorizedException"
    people.idp.admin_enable_user(UserPoolId=people.pool, Username="ann")
    people.now = 2_000
    assert code(people.sign_in) == "ok"
    assert code(people.refresh, tokens["RefreshToken"]) == "NotAuthorizedException"


def a_new_password_replaces_the_old_one(model: Model) -> None:
    people = People(model).add()
    token = people.sign_in()["AccessToken"]
    weak = {"PreviousPassword": GOOD, "ProposedPassword": "short", "AccessToken": token}
    assert code(people.idp.change_password, **weak) == "InvalidPasswordException"
    people.idp.change_password(PreviousPassword=GOOD, ProposedPassword="N3wPass!!", AccessToken=token)
    assert code(people.sign_in) == "NotAuthorizedException"
    assert code(people.sign_in, password="N3wPass!!") == "ok"


def what_does_not_exist_is_not_found(model: Model) -> None:
    people = People(model)
    nobody = {"UserPoolId": people.pool, "Username": "nobody"}
    assert code(people.idp.admin_get_user, **nobody) == "UserNotFoundException"
    assert code(people.idp.admin_disable_user, **nobody) == "UserNotFoundException"
    lost = {"UserPoolId": "us-east-1_none", "Username": "ann"}
    assert code(people.idp.admin_get_user, **lost) == "ResourceNotFoundException"
    stray = {"ClientId": "none", "Username": "ann", "Password": GOOD}
    assert code(people.idp.sign_up, **stray) == "ResourceNotFoundException"


def tokens_of_a_deleted_user_are_rejected(model: Model) -> None:
    people = People(model).add()
    token = people.sign_in()["AccessToken"]
    people.idp.admin_delete_user(UserPoolId=people.pool, Username="ann")
    assert code(people.idp.get_user, AccessToken=token) == "UserNotFoundException"


def a_token_of_another_pool_is_rejected(model: Model) -> None:
    people = People(model).add()
    token = jwt.edited(people.sign_in()["IdToken"], iss="https://cognito-idp.us-east-1.amazonaws.com/other")
    with pytest.raises(jwt.InvalidToken, match="InvalidIssuerError"):
        people.bare.holder(token, people.client)


def a_client_allows_only_its_own_auth_flows(model: Model) -> None:
    people = People(model).add()
    token = people.sign_in()["RefreshToken"]
    made = people.idp.create_user_pool_client(UserPoolId=people.pool, ClientName="other")
    people.client = made["UserPoolClient"]["ClientId"]
    assert code(people.sign_in) == "InvalidParameterException"
    assert code(people.refresh, token) == "NotAuthorizedException"
    given = {"ClientId": people.client, "AuthFlow": "CUSTOM_AUTH", "AuthParameters": {"USERNAME": "ann"}}
    assert code(people.idp.initiate_auth, **given) == "InvalidParameterException"


def an_invalid_token_is_rejected(model: Model) -> None:
    people = People(model).add()
    for token in ("none", "a.b.c", people.sign_in()["RefreshToken"]):
        assert code(people.idp.get_user, AccessToken=token) == "NotAuthorizedException"
