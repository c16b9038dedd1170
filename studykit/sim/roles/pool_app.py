"""An app with a user pool, an identity pool, both or none: what each of them gives it."""

from __future__ import annotations

from typing import Any

from studykit.sim.acting import Actor
from studykit.sim.roles.federated_app import exchange, use
from studykit.sim.service import ServiceError
from studykit.sim.services import _jwt
from studykit.sim.services.cognito_idp import SECRET
from studykit.sim.turns import Act

ACTIONS = {"read": "get_object", "write": "put_object"}


def pool_app(
    me: Actor,
    bucket: str,
    api: str,
    signed_in: bool = True,
    user_pool: str = "",
    identity_pool: str = "",
    has_user_pool: bool = True,
    has_identity_pool: bool = True,
    signs_in_at: str = "user-pool",
    signed_out: bool = False,
    calls: str = "bucket",
    does: str = "read",
    user: str = "ann",
) -> Act:
    """Signs `user` in, exchanges the login at the identity pool, and calls a bucket or an API.

    `signs_in_at`: the `user-pool`, or `google`, whose token goes to the identity pool as it is. `signed_out`: the user
    signs out everywhere before the exchange. `calls`: a `bucket`, an `api` that takes the user pool's token, or an
    `iam-api` that takes a call signed with AWS credentials.
    """
    logins: dict[str, str] = {}
    if signed_in and signs_in_at == "google":
        code = yield from me.call("social", "sign_in", user=user, app="my-app")
        given = yield from me.call("social", "redeem", code=code["code"])
        logins = {given["name"]: given["token"]}
    elif signed_in and has_user_pool:
        tokens = yield from sign_in(me, user_pool, user)
        logins = {provider(me, user_pool): tokens["IdToken"]}
        if signed_out:
            yield from me.call("cognito-idp", "global_sign_out", AccessToken=tokens["AccessToken"])
    yield from me.sleep(1)
    if calls == "api":
        _with_token(me, api, next(iter(logins.values()), ""))
        return
    key = ""
    if has_identity_pool:
        try:
            answer = yield from exchange(me, identity_pool, logins)
        except ServiceError:
            return
        key = answer["Credentials"]["AccessKeyId"]
    yield from me.sleep(1)
    use(me, key, bucket if calls == "bucket" else api, "photo", ACTIONS[does])


def _with_token(me: Actor, api: str, token: str) -> None:
    """Calls an API whose authorizer verifies the user pool's ID token itself, with the pool's public keys."""
    idp: Any = me.stage.services.get("cognito-idp")
    try:
        audience = next(iter(idp.clients), "") if idp else ""
        claims = idp.holder(token, audience) if idp else {}
        served = bool(claims)
    except _jwt.Refused:
        served = False
    refused = {} if served else {"error": "Unauthorized"}
    me.say("call", "photo", queue=api, carries="Authorization: the ID token" if token else "no token", **refused)
    me.count("served" if served else "denied")


def sign_in(me: Actor, pool: str, user: str) -> Act:
    """The tokens of a user who signs in with name and password."""
    answer = yield from me.call(
        "cognito-idp",
        "initiate_auth",
        ClientId=client(me, pool),
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": user, "PASSWORD": SECRET},
    )
    me.count("sign_ins")
    return answer["AuthenticationResult"]


def client(me: Actor, pool: str) -> str:
    """The id of the app's client of a user pool, as it stands in the app's configuration."""
    idp: Any = me.stage.services["cognito-idp"]
    return next((one.id for one in idp.clients.values() if one.name == pool), "unknown")


def provider(me: Actor, pool: str) -> str:
    """The name of a user pool as a login provider."""
    idp: Any = me.stage.services["cognito-idp"]
    return next((one.provider for one in idp.pools.values() if one.name == pool), "unknown")
