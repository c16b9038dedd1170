"""An app with a user pool, an identity pool, both or none: what each of them gives it."""

from __future__ import annotations

from typing import Any

from studykit.sim.roles.federated_app import use
from studykit.sim.service import ServiceError
from studykit.sim.services.cognito_idp import SECRET
from studykit.sim.stage import Actor
from studykit.sim.turns import Act


def pool_app(
    me: Actor,
    bucket: str,
    signed_in: bool = True,
    user_pool: str = "",
    identity_pool: str = "",
    asks_user_pool: bool = True,
    asks_identity_pool: bool = True,
    user: str = "ann",
) -> Act:
    """Signs `user` in at the user pool, exchanges the ID token at the identity pool, and reads an object."""
    logins: dict[str, str] = {}
    key = "no-key"
    if signed_in and asks_user_pool:
        tokens = yield from sign_in(me, user_pool, user)
        logins = {provider(me, user_pool): tokens["IdToken"]}
    if asks_identity_pool:
        try:
            given = yield from exchange(me, identity_pool, logins)
            key = given["Credentials"]["AccessKeyId"]
        except ServiceError:
            return
    yield from me.sleep(1)
    use(me, key, bucket)


def sign_in(me: Actor, pool: str, user: str) -> Act:
    """The tokens of a user who signs in with name and password."""
    answer = yield from me.call(
        "cognito-idp",
        "initiate_auth",
        ClientId=client(me, pool),
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": user, "PASSWORD": SECRET},
    )
    return answer["AuthenticationResult"]


def exchange(me: Actor, pool: str, logins: dict[str, str]) -> Act:
    """Credentials of the enhanced flow for these logins (none: a guest); raises ServiceError."""
    given = {"Logins": logins} if logins else {}
    where = me.knows("cognito-identity", "pool_named", name=pool)
    identity = yield from me.call("cognito-identity", "get_id", IdentityPoolId=where, **given)
    answer = yield from me.call(
        "cognito-identity", "get_credentials_for_identity", IdentityId=identity["IdentityId"], **given
    )
    me.count("exchanges")
    return answer


def client(me: Actor, pool: str) -> str:
    """The id of the app's client of a user pool, as it stands in the app's configuration."""
    idp: Any = me.stage.services["cognito-idp"]
    return next((one.id for one in idp.clients.values() if one.name == pool), "unknown")


def provider(me: Actor, pool: str) -> str:
    """The name of a user pool as a login provider."""
    idp: Any = me.stage.services["cognito-idp"]
    return next((one.provider for one in idp.pools.values() if one.name == pool), "unknown")
