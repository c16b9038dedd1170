"""An app that works for longer than its credentials live: it refreshes its tokens, and exchanges them again."""

from __future__ import annotations

from typing import Any

from studykit.sim.acting import Actor
from studykit.sim.roles.federated_app import ROLE, exchange, use
from studykit.sim.roles.pool_app import client, provider, sign_in
from studykit.sim.service import ServiceError
from studykit.sim.turns import Act


def session_app(
    me: Actor,
    user_pool: str,
    identity_pool: str,
    bucket: str,
    flow: str = "enhanced",
    lifetime: int = 3600,
    works_for: float = 5400,
    every: float = 300,
    refresh: bool = True,
    exchanges: bool = True,
    asks_again: bool = False,
    user: str = "ann",
) -> Act:
    """Signs in, gets credentials and reads an object every `every` seconds for `works_for` seconds.

    Where its credentials are over it refreshes the tokens (`refresh`) and exchanges the ID token anew (`exchanges`),
    then makes its call. Where nothing else helps it may ask the user to sign in again (`asks_again`). In the basic flow
    it asks STS for `lifetime` seconds.
    """
    tokens = yield from sign_in(me, user_pool, user)
    key = yield from _credentials(me, user_pool, identity_pool, tokens["IdToken"], flow, lifetime)
    end, number = me.now + round(works_for * 1000), 0
    while me.now < end:
        number += 1
        if not _works(me, key):
            fresh = (yield from _refreshed(me, user_pool, tokens["RefreshToken"])) if refresh else {}
            if not fresh and asks_again:
                fresh = yield from sign_in(me, user_pool, user)
            tokens = {**tokens, **fresh}
            if exchanges:
                key = (yield from _credentials(me, user_pool, identity_pool, tokens["IdToken"], flow, lifetime)) or key
        use(me, key, bucket, f"photo-{number}")
        yield from me.until(min(end, me.now + round(every * 1000)))


def _works(me: Actor, key: str) -> bool:
    """Whether the app's own note of the expiry says that its credentials still work."""
    try:
        me.knows("sts", "role_of", key=key)
    except ServiceError:
        return False
    return True


def _refreshed(me: Actor, pool: str, token: str) -> Act:
    """A new ID and access token; nothing where the refresh token is over too."""
    try:
        answer = yield from me.call(
            "cognito-idp",
            "initiate_auth",
            ClientId=client(me, pool),
            AuthFlow="REFRESH_TOKEN_AUTH",
            AuthParameters={"REFRESH_TOKEN": token},
        )
    except ServiceError:
        return {}
    me.count("refreshes")
    return answer["AuthenticationResult"]


def _credentials(me: Actor, user_pool: str, pool: str, token: str, flow: str, lifetime: int) -> Act:
    """An access key by either flow; empty where the login, or so long a session, is refused."""
    logins = {provider(me, user_pool): token}
    try:
        if flow == "enhanced":
            given: dict[str, Any] = yield from exchange(me, pool, logins)
            return given["Credentials"]["AccessKeyId"]
        where = me.knows("cognito-identity", "pool_named", name=pool)
        identity = yield from me.call("cognito-identity", "get_id", IdentityPoolId=where, Logins=logins)
        open_id = yield from me.call("cognito-identity", "get_open_id_token", **identity, Logins=logins)
        given = yield from me.call(
            "sts",
            "assume_role_with_web_identity",
            RoleArn=f"{ROLE}authenticated",
            RoleSessionName="ann",
            WebIdentityToken=open_id["Token"],
            DurationSeconds=int(lifetime),
        )
        return given["Credentials"]["AccessKeyId"]
    except ServiceError:
        return ""
