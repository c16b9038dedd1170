"""The role of a phone whose user loses it, or leaves the company."""

from __future__ import annotations

from studykit.sim.engine.actor import Actor, role
from studykit.sim.engine.waiting import Process
from studykit.sim.systems.cognito_idp.roles import credentials_of, judged, refreshed, revoke, sign_in

DAY = 86_400_000


@role
def field_phone(
    me: Actor,
    user_pool: str,
    identity_pool: str,
    api: str,
    flow: str = "enhanced",
    lifetime: int = 3600,
    happens: str = "none",
    after: float = 600,
    days: int = 1,
    checks: str = "all",
    user: str = "ann",
) -> Process:
    """Uses the app once a day for `days` days; then the account is revoked, and `after` seconds later the phone tries.

    Each morning it refreshes the tokens; the user signs in again if that fails. `happens`: none, sign-out (everywhere)
    or disable. The phone then calls an API and exchanges its last ID token for new AWS credentials. The API `checks`
    the access token offline (`all`) or asks the `user-pool`. In the basic flow the phone requests a session of
    `lifetime` seconds.
    """
    tokens = yield from sign_in(me, user_pool, user)
    yield from credentials_of(me, user_pool, identity_pool, tokens["IdToken"], flow, lifetime)
    start = me.now
    for day in range(1, int(days)):
        yield from me.sleep_until(start + day * DAY)
        fresh = yield from refreshed(me, user_pool, tokens["RefreshToken"])
        tokens = {**tokens, **(fresh or (yield from sign_in(me, user_pool, user)))}
    last = me.now
    if happens != "none":
        yield from me.sleep(1)
        yield from revoke(me, user_pool, user, happens, tokens["AccessToken"])
    yield from me.sleep_until(last + round(after * 1000))
    verdict = yield from judged(me, user_pool, tokens["AccessToken"], checks, "access")
    me.count(f"verdict {verdict}")
    error = {} if verdict == "ok" else {"error": verdict}
    me.narrate("call", "orders", target=api, carries="Authorization: the access token", **error)
    key = yield from credentials_of(me, user_pool, identity_pool, tokens["IdToken"], flow, lifetime)
    me.count("new credentials", int(bool(key)))
