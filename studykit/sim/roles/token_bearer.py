"""Takes an ID token to an API that verifies it, perhaps after changing it on the way."""

from __future__ import annotations

import contextlib
from typing import Any

from studykit.sim.roles.pool_app import client, sign_in
from studykit.sim.services import _jwt
from studykit.sim.stage import Actor
from studykit.sim.turns import Act

EDITS = {
    "none": "as it was issued",
    "claim": "a claim is changed",
    "signature": "a letter of the signature is changed",
    "issuer": "it comes from another user pool",
    "audience": "it was issued to another app",
    "expired": "it is an hour old",
}


def token_bearer(
    me: Actor, user_pool: str, api: str, edit: str = "none", checks: str = "all", user: str = "ann"
) -> Act:
    """Signs in, changes the token as `edit` says, and calls `api` with it.

    What the API `checks`: `all` (signature, times, issuer and audience), the `signature` alone, or `nothing`.
    """
    tokens = yield from sign_in(me, user_pool, user)
    if edit == "expired":
        yield from me.sleep(tokens["ExpiresIn"])
    token = changed(tokens["IdToken"], edit)
    claims = _jwt.read(token) if edit != "signature" else _jwt.read(tokens["IdToken"])
    me.say("read", "token", carries=f"sub {claims['sub'][-4:]}, {EDITS[edit]}", says="anybody can read it")
    yield from me.sleep(1)
    verdict = judged(me, user_pool, token, checks)
    me.count(f"verdict {verdict}")
    refused = {} if verdict in ("ok", "unchecked") else {"error": verdict}
    me.say("call", "orders", queue=api, carries="Authorization: the token", **refused)


def changed(token: str, edit: str) -> str:
    """The token as a forger, another app or time leaves it."""
    head, claims, signature = token.split(".")
    if edit == "claim":
        return _jwt.edited(token, **{"cognito:username": "admin"})
    if edit == "signature":
        return f"{head}.{claims}.{'B' if signature[0] == 'A' else 'A'}{signature[1:]}"
    if edit == "issuer":
        return _jwt.sign({**_jwt.read(token), "iss": "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Other"})
    if edit == "audience":
        return _jwt.sign({**_jwt.read(token), "aud": "another-client"})
    return token


def judged(me: Actor, user_pool: str, token: str, checks: str) -> str:
    """The API's verdict on a token: `ok`, `unchecked`, or PyJWT's name for what is wrong."""
    if checks == "nothing":
        return "unchecked"
    idp: Any = me.stage.services["cognito-idp"]
    pool = next(one for one in idp.pools.values() if one.name == user_pool)
    said: dict[str, Any] = {}
    with contextlib.suppress(_jwt.Refused):
        said = _jwt.read(token)
    issuer = pool.issuer if checks == "all" else said.get("iss", "")
    audience = client(me, user_pool) if checks == "all" else said.get("aud", "")
    now = idp.now if checks == "all" else said.get("iat", 0)
    try:
        _jwt.verify(token, now, idp.keys(pool.id), issuer, audience)
    except _jwt.Refused as refused:
        return refused.verdict
    return "ok"
