"""Roles around Amazon Cognito user pools."""

from __future__ import annotations

from typing import Any

from studykit.sim import jwt
from studykit.sim.engine.actor import Actor, role
from studykit.sim.engine.service import ServiceError
from studykit.sim.engine.waiting import Process
from studykit.sim.systems.cognito_idp import tokens
from studykit.sim.systems.cognito_idp.model import SECRET
from studykit.sim.systems.sts.roles import ROLE, exchange, use

ACTIONS = {"read": "get_object", "write": "put_object"}
EDITS = {
    "claim": ("change", "the name becomes admin"),
    "signature": ("change", "a letter of the signature"),
    "issuer": ("swap", "one of another user pool"),
    "audience": ("swap", "one issued to another app"),
    "expired": ("keep", "its time is over"),
}
"""The action and its result for each edit of a token."""
OTHER = "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Other"
OFF = {"sign-out": "global_sign_out", "disable": "admin_disable_user", "delete": "admin_delete_user"}
"""The call for each way to revoke a user's tokens."""


@role
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
) -> Process:
    """Signs `user` in, exchanges the login at the identity pool, and calls a bucket or an API.

    `signs_in_at`: the `user-pool`, or `google`, whose token goes to the identity pool directly. `signed_out`: the user
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
    """Calls an API whose authorizer verifies the user pool's ID token with the pool's public keys."""
    idp: Any = me.world.services.get("cognito-idp")
    try:
        audience = next(iter(idp.clients), "") if idp else ""
        claims = idp.holder(token, audience) if idp else {}
        served = bool(claims)
    except jwt.InvalidToken:
        served = False
    refused = {} if served else {"error": "Unauthorized"}
    me.narrate("call", "photo", target=api, carries="Authorization: the ID token" if token else "no token", **refused)
    me.count("served" if served else "denied")


def sign_in(me: Actor, pool: str, user: str) -> Process:
    """Signs a user in with name and password, and returns the tokens."""
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
    """Returns the ID of the app's client of a user pool, as in the app's configuration."""
    idp: Any = me.world.services["cognito-idp"]
    return next((one.id for one in idp.clients.values() if one.name == pool), "unknown")


def provider(me: Actor, pool: str) -> str:
    """Returns the name of a user pool as a login provider."""
    idp: Any = me.world.services["cognito-idp"]
    return next((one.provider for one in idp.pools.values() if one.name == pool), "unknown")


@role
def token_bearer(
    me: Actor,
    user_pool: str,
    api: str,
    edit: str = "none",
    checks: str = "all",
    sends: str = "id",
    wants: str = "id",
    revoked: str = "none",
    used_after: float = 1,
    user: str = "ann",
) -> Process:
    """Signs in, changes the token as `edit` says, and calls `api` with it `used_after` seconds later.

    The API `wants` an `id` or `access` token, and `checks` it: `all` (signature, times, issuer and audience, offline),
    only the `signature`, `nothing`, or it asks the `user-pool`. `revoked`: what happens to the user in the meantime.
    """
    tokens = yield from sign_in(me, user_pool, user)
    start = me.now
    if revoked != "none":
        yield from me.sleep(1)
        yield from revoke(me, user_pool, user, revoked, tokens["AccessToken"])
    wait = max(used_after, tokens["ExpiresIn"] if edit == "expired" else 0)
    yield from me.sleep_until(start + round(wait * 1000))
    original = tokens["AccessToken" if sends == "access" else "IdToken"]
    me.narrate(
        "read", "token", carries=f"{'ID' if sends == 'id' else sends} token of {user}", says="anyone can read it"
    )
    if edit in EDITS:
        action, then = EDITS[edit]
        me.narrate(action, "token", carries=then)
    verdict = yield from judged(me, user_pool, changed(original, edit), checks, wants)
    me.count(f"verdict {verdict}")
    accepted = verdict in ("ok", "unchecked")
    me.narrate(
        "call", "orders", target=api, carries="Authorization: the token", **({} if accepted else {"error": verdict})
    )
    me.count("served" if accepted else "denied")


def revoke(me: Actor, pool: str, user: str, what: str, access: str) -> Process:
    """Signs the user out everywhere, or as an administrator disables or deletes the user."""
    idp: Any = me.world.services["cognito-idp"]
    where = next(one.id for one in idp.pools.values() if one.name == pool)
    request = {"AccessToken": access} if what == "sign-out" else {"UserPoolId": where, "Username": user}
    yield from me.call("cognito-idp", OFF[what], **request)


def changed(token: str, edit: str) -> str:
    """Returns the token after an edit: by a forger, from another app or pool, or expired."""
    head, body, signature = token.split(".")
    claims = jwt.read(token)
    if edit == "claim":
        named = "cognito:username" if "cognito:username" in claims else "username"
        return jwt.edited(token, **{named: "admin"})
    if edit == "signature":
        return f"{head}.{body}.{'B' if signature[0] == 'A' else 'A'}{signature[1:]}"
    if edit == "issuer":
        return jwt.sign({**claims, "iss": OTHER})
    if edit == "audience":
        return jwt.sign({**claims, "aud" if "aud" in claims else "client_id": "another-client"})
    return token


def judged(me: Actor, user_pool: str, token: str, checks: str, wants: str) -> Process:
    """Returns the API's verdict on a token: `ok`, `unchecked`, the pool's error code, or PyJWT's name of the error."""
    if checks == "nothing":
        return "unchecked"
    if checks == "user-pool":
        try:
            yield from me.call("cognito-idp", "get_user", AccessToken=token)
        except ServiceError as refused:
            return refused.code
        return "ok"
    idp: Any = me.world.services["cognito-idp"]
    pool = next(one for one in idp.pools.values() if one.name == user_pool)
    app = client(me, user_pool)
    try:
        if checks == "signature":
            said = jwt.read(token)
            jwt.verify(token, said.get("iat", 0), tokens.keys(pool), said.get("iss", ""), None)
            return "ok"
        claims = tokens.claims(pool, token, wants, idp.now, app if wants == "id" else None)
    except jwt.InvalidToken as refused:
        return refused.verdict
    return "ok" if claims.get("client_id", app) == app else "InvalidAudienceError"


@role
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
) -> Process:
    """Signs in, gets credentials and reads an object every `every` seconds for `works_for` seconds.

    When its credentials have expired it refreshes the tokens (`refresh`), exchanges the ID token (`exchanges`), and
    then makes its call. If that fails it can ask the user to sign in again (`asks_again`). In the basic flow it asks
    STS for `lifetime` seconds.
    """
    tokens = yield from sign_in(me, user_pool, user)
    key = yield from credentials_of(me, user_pool, identity_pool, tokens["IdToken"], flow, lifetime)
    end, number = me.now + round(works_for * 1000), 0
    while me.now < end:
        number += 1
        if not _works(me, key):
            fresh = (yield from refreshed(me, user_pool, tokens["RefreshToken"])) if refresh else {}
            if not fresh and asks_again:
                fresh = yield from sign_in(me, user_pool, user)
            tokens = {**tokens, **fresh}
            if exchanges:
                key = (
                    yield from credentials_of(me, user_pool, identity_pool, tokens["IdToken"], flow, lifetime)
                ) or key
        use(me, key, bucket, f"photo-{number}")
        yield from me.sleep_until(min(end, me.now + round(every * 1000)))


def _works(me: Actor, key: str) -> bool:
    """True if the credentials have not expired, as the app itself knows."""
    try:
        me.inspect("sts", "role_of", key=key)
    except ServiceError:
        return False
    return True


def refreshed(me: Actor, pool: str, token: str) -> Process:
    """Returns a new ID and access token; nothing if the refresh token has expired too."""
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


def credentials_of(me: Actor, user_pool: str, pool: str, token: str, flow: str, lifetime: int) -> Process:
    """Returns an access key by either flow; empty if the login or the session duration is refused."""
    logins = {provider(me, user_pool): token}
    try:
        if flow == "enhanced":
            given: dict[str, Any] = yield from exchange(me, pool, logins)
            return given["Credentials"]["AccessKeyId"]
        where = me.inspect("cognito-identity", "pool_named", name=pool)
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
