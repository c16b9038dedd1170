"""Takes a user pool's token to an API that verifies it, perhaps after changing it on the way."""

from __future__ import annotations

from typing import Any

from studykit.sim.acting import Actor
from studykit.sim.roles.pool_app import client, sign_in
from studykit.sim.service import ServiceError
from studykit.sim.services import _cognito_tokens, _jwt
from studykit.sim.turns import Act

EDITS = {
    "claim": ("change", "the name becomes admin"),
    "signature": ("change", "a letter of the signature"),
    "issuer": ("swap", "one of another user pool"),
    "audience": ("swap", "one issued to another app"),
    "expired": ("keep", "its time is over"),
}
"""What is done to a token, and what it is then."""
OTHER = "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Other"
OFF = {"sign-out": "global_sign_out", "disable": "admin_disable_user", "delete": "admin_delete_user"}
"""What makes a user's tokens worthless in the eyes of the pool."""


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
) -> Act:
    """Signs in, changes the token as `edit` says, and calls `api` with it `used_after` seconds later.

    The API `wants` an `id` or `access` token, and `checks` it: `all` (signature, times, issuer and audience, offline),
    the `signature` alone, `nothing`, or it asks the `user-pool`. `revoked`: what happens to the user in the meantime.
    """
    tokens = yield from sign_in(me, user_pool, user)
    start = me.now
    if revoked != "none":
        yield from me.sleep(1)
        yield from _off(me, user_pool, user, revoked, tokens["AccessToken"])
    wait = max(used_after, tokens["ExpiresIn"] if edit == "expired" else 0)
    yield from me.until(start + round(wait * 1000))
    original = tokens["AccessToken" if sends == "access" else "IdToken"]
    me.say("read", "token", carries=f"{'ID' if sends == 'id' else sends} token of {user}", says="anybody can read it")
    if edit in EDITS:
        action, then = EDITS[edit]
        me.say(action, "token", carries=then)
    verdict = yield from judged(me, user_pool, changed(original, edit), checks, wants)
    me.count(f"verdict {verdict}")
    accepted = verdict in ("ok", "unchecked")
    me.say("call", "orders", queue=api, carries="Authorization: the token", **({} if accepted else {"error": verdict}))
    me.count("served" if accepted else "denied")


def _off(me: Actor, pool: str, user: str, what: str, access: str) -> Act:
    """The user signs out everywhere, or an administrator disables or deletes the user."""
    idp: Any = me.stage.services["cognito-idp"]
    where = next(one.id for one in idp.pools.values() if one.name == pool)
    request = {"AccessToken": access} if what == "sign-out" else {"UserPoolId": where, "Username": user}
    yield from me.call("cognito-idp", OFF[what], **request)


def changed(token: str, edit: str) -> str:
    """The token as a forger, another app or time leaves it."""
    head, body, signature = token.split(".")
    claims = _jwt.read(token)
    if edit == "claim":
        named = "cognito:username" if "cognito:username" in claims else "username"
        return _jwt.edited(token, **{named: "admin"})
    if edit == "signature":
        return f"{head}.{body}.{'B' if signature[0] == 'A' else 'A'}{signature[1:]}"
    if edit == "issuer":
        return _jwt.sign({**claims, "iss": OTHER})
    if edit == "audience":
        return _jwt.sign({**claims, "aud" if "aud" in claims else "client_id": "another-client"})
    return token


def judged(me: Actor, user_pool: str, token: str, checks: str, wants: str) -> Act:
    """The API's verdict on a token: `ok`, `unchecked`, the pool's error code, or PyJWT's name for what is wrong."""
    if checks == "nothing":
        return "unchecked"
    if checks == "user-pool":
        try:
            yield from me.call("cognito-idp", "get_user", AccessToken=token)
        except ServiceError as refused:
            return refused.code
        return "ok"
    idp: Any = me.stage.services["cognito-idp"]
    pool = next(one for one in idp.pools.values() if one.name == user_pool)
    app = client(me, user_pool)
    try:
        if checks == "signature":
            said = _jwt.read(token)
            _jwt.verify(token, said.get("iat", 0), _cognito_tokens.keys(pool), said.get("iss", ""), None)
            return "ok"
        claims = _cognito_tokens.claims(pool, token, wants, idp.now, app if wants == "id" else None)
    except _jwt.Refused as refused:
        return refused.verdict
    return "ok" if claims.get("client_id", app) == app else "InvalidAudienceError"
