"""An app whose users sign in at a social provider, and which exchanges their token for AWS credentials at STS."""

from __future__ import annotations

from typing import Any

from studykit.sim.service import ServiceError
from studykit.sim.services import _jwt
from studykit.sim.services.social import HOUR, OPAQUE
from studykit.sim.stage import Actor
from studykit.sim.turns import Act

ROLE = "arn:aws:iam::123456789012:role/"


def federated_app(
    me: Actor,
    provider: str,
    role_name: str,
    bucket: str,
    presents: str = "valid",
    app: str = "own",
    duration: int = HOUR,
    exchanges: bool = True,
) -> Act:
    """Signs ann in, takes the provider's token to STS, and reads from a bucket with what it gets.

    `presents`: a `valid` token, an `expired` one (used an hour later) or a `forged` one (its claims changed). `app`:
    the provider gave the token to the `own` app, or to an `other` one.
    """
    given = yield from me.call("social", "sign_in", user="ann", app="my-app" if app == "own" else "other-app")
    text = given["token"]
    if presents == "forged":
        text = "opaque-0000" if provider in OPAQUE else _jwt.edited(text, sub="admin-0001")
        me.say("forge", "token", says="somebody changes the token on its way")
    if presents == "expired":
        yield from me.sleep(HOUR)
    key = ""
    if exchanges:
        named: dict[str, Any] = {"ProviderId": given["name"]} if provider in OPAQUE else {}
        try:
            answer = yield from me.call(
                "sts",
                "assume_role_with_web_identity",
                RoleArn=ROLE + role_name,
                RoleSessionName="ann",
                WebIdentityToken=text,
                DurationSeconds=int(duration),
                **named,
            )
        except ServiceError:
            return
        key = answer["Credentials"]["AccessKeyId"]
    use(me, key or "provider-token", bucket)


def use(me: Actor, key: str, resource: str, subject: str = "photo") -> bool:
    """Calls another service with an access key; it is served or denied, and counted."""
    try:
        role = me.knows("sts", "role_of", key=key)
    except ServiceError as refused:
        me.say("get_object", subject, queue=resource, error=refused.code, says=refused.message)
        me.count("denied")
        return False
    me.say("get_object", subject, queue=resource, carries=f"signed with keys of {role}")
    me.count("served")
    return True
