"""Roles around AWS STS."""

from __future__ import annotations

from typing import Any

from studykit.sim import jwt
from studykit.sim.engine.actor import Actor, role
from studykit.sim.engine.service import ServiceError
from studykit.sim.engine.waiting import Process
from studykit.sim.systems.social.model import HOUR, OPAQUE
from studykit.sim.systems.sts.model import ACCOUNT

ROLE = f"arn:aws:iam::{ACCOUNT}:role/"
SERVER = "server"


@role
def federated_app(
    me: Actor,
    provider: str,
    role_name: str,
    bucket: str,
    identity_pool: str = "",
    presents: str = "valid",
    sends: str = "token",
    app: str = "own",
    duration: int = HOUR,
    keys_from: str = "sts",
) -> Process:
    """Signs ann in, gets credentials from `keys_from`, and reads from a bucket with them.

    `keys_from`: `sts`, an `identity-pool`, a `server` of the app's own, `embedded` in the app, or `none`. `presents`: a
    token that is `valid`, `expired` (used an hour later) or `forged` (its claims changed). `sends`: the `token`, or the
    authorization `code` for it. `app`: the provider issued it for the `own` app, or for an `other`.
    """
    text, name = yield from _signed_in(me, provider, "my-app" if app == "own" else "other-app", presents, sends)
    try:
        if keys_from == "sts":
            key = yield from _from_sts(me, provider, name, role_name, text, int(duration))
        elif keys_from == "identity-pool":
            key = yield from _from_pool(me, identity_pool, {name: text})
        elif keys_from == "server":
            key = yield from _from_server(me, role_name, text, int(duration))
        else:
            key = _embedded(me, role_name) if keys_from == "embedded" else "the-provider's-token"
    except ServiceError:
        return
    yield from me.sleep(1)
    use(me, key, bucket)


def _signed_in(me: Actor, provider: str, app: str, presents: str, sends: str) -> Process:
    """Returns the app's token (valid, expired or forged) or code, and the provider's name in AWS."""
    code = yield from me.call("social", "sign_in", user="ann", app=app)
    if sends == "code":
        return code["code"], me.world.services["social"].known_as  # type: ignore[attr-defined] # what this model alone has
    given = yield from me.call("social", "redeem", code=code["code"])
    text = given["token"]
    if presents == "forged":
        made_up = provider in OPAQUE
        text = "opaque-0000" if made_up else jwt.edited(text, sub="admin-0001")
        me.narrate("forge", "token", carries="a made-up token" if made_up else "sub admin-0001, the old signature")
    if presents == "expired":
        yield from me.sleep(HOUR)
    return text, given["name"]


def _from_sts(me: Actor, provider: str, name: str, role: str, token: str, seconds: int) -> Process:
    named: dict[str, Any] = {"ProviderId": name} if provider in OPAQUE else {}
    answer = yield from me.call(
        "sts",
        "assume_role_with_web_identity",
        RoleArn=ROLE + role,
        RoleSessionName="ann",
        WebIdentityToken=token,
        DurationSeconds=seconds,
        **named,
    )
    return answer["Credentials"]["AccessKeyId"]


def _from_pool(me: Actor, pool: str, logins: dict[str, str]) -> Process:
    answer = yield from exchange(me, pool, logins)
    return answer["Credentials"]["AccessKeyId"]


def _from_server(me: Actor, role: str, token: str, seconds: int) -> Process:
    """Gets credentials from the app's own server, which verifies the token and assumes the role with its own keys."""
    me.count("programs")
    try:
        claims = me.world.services["social"].claims(token, jwt.START + me.now // 1000)  # type: ignore[attr-defined] # what this model alone has
        genuine = claims["aud"] == "my-app"
    except jwt.InvalidToken:
        genuine = False
    if not genuine:
        me.narrate("ask", "keys", target=SERVER, error="Unauthorized", says="the server refuses the token")
        raise ServiceError("Unauthorized", "the server refuses the token")
    me.narrate("ask", "keys", target=SERVER, carries="the provider's token")
    answer = yield from me.world.call(
        SERVER,
        "sts",
        "assume_role",
        {"RoleArn": ROLE + role, "RoleSessionName": "ann", "DurationSeconds": seconds},
        me.rank,
    )
    return answer["Credentials"]["AccessKeyId"]


def _embedded(me: Actor, role: str) -> str:
    """Returns the access key of an IAM user that is shipped with every copy of the app."""
    me.count("long_term_keys")
    me.narrate("unpack", "access key", carries="the same key in every copy of the app", says="it has no end")
    return str(me.inspect("sts", "issue", role=role, seconds=None).key)


def exchange(me: Actor, pool: str, logins: dict[str, str]) -> Process:
    """Returns credentials of an identity pool's enhanced flow for these logins (none: a guest); raises ServiceError."""
    given = {"Logins": logins} if logins else {}
    where = me.inspect("cognito-identity", "pool_named", name=pool)
    identity = yield from me.call("cognito-identity", "get_id", IdentityPoolId=where, **given)
    return (
        yield from me.call(
            "cognito-identity", "get_credentials_for_identity", IdentityId=identity["IdentityId"], **given
        )
    )


def use(me: Actor, key: str, resource: str, subject: str = "photo", action: str = "get_object") -> bool:
    """Calls a bucket with an access key (empty: unsigned) and counts whether it is served or denied."""
    try:
        role = me.inspect("sts", "allowed", key=key, action=action)
    except ServiceError as refused:
        me.narrate(action, subject, system="s3", target=resource, error=refused.code, says=refused.message)
        me.count("denied")
        return False
    me.narrate(action, subject, system="s3", target=resource, carries=f"signed with keys of role {role}")
    me.count("served")
    return True
