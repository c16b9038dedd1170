"""The tokens of a user pool: their claims and their verification.

Sources: Developer Guide (amazon-cognito-user-pools-using-the-id-token, -access-token, token-revocation). A refresh
token of the model is a number; AWS encrypts it, and only the pool can read it.
"""

from __future__ import annotations

from typing import Any

from studykit.sim import jwt
from studykit.sim.systems.cognito_idp.pool import Session, UserPool


def issued(pool: UserPool, session: Session, now: int) -> dict[str, Any]:
    """Returns the ID and access token of a session at second `now` (since 1970), and the seconds of the latter."""
    user, client = session.user, session.client
    shared = {"sub": user.sub, "iss": pool.issuer, "origin_jti": session.id, "auth_time": session.since, "iat": now}
    mine: dict[str, Any] = {"cognito:username": user.name, **user.attributes}
    groups = [group.name for group in user.groups]
    if groups:
        shared["cognito:groups"] = groups
        mine.update(_roles(session))
    access = {"token_use": "access", "client_id": client.id, "username": user.name, "exp": now + client.access}
    identity = {"token_use": "id", "aud": client.id, **mine, "exp": now + client.identity}
    return {
        "AccessToken": jwt.sign({**shared, **access}),
        "IdToken": jwt.sign({**shared, **identity}),
        "ExpiresIn": client.access,
        "TokenType": "Bearer",
    }


def _roles(session: Session) -> dict[str, Any]:
    """Returns the roles of a user's groups, and the preferred one if one group precedes all others."""
    ranked = sorted((g for g in session.user.groups if g.role), key=lambda g: (g.precedence is None, g.precedence or 0))
    if not ranked:
        return {}
    first = [group for group in ranked if group.precedence == ranked[0].precedence]
    preferred = {"cognito:preferred_role": first[0].role} if len({group.role for group in first}) == 1 else {}
    return {"cognito:roles": [group.role for group in ranked], **preferred}


def keys(pool: UserPool) -> dict[str, jwt.Key]:
    """Returns the public keys of a pool (`/.well-known/jwks.json`).

    In the model every pool has the demonstration key, so a token of another pool is refused because of its issuer. With
    AWS the key would already differ.
    """
    return {"demo": jwt.DEMONSTRATION}


def claims(pool: UserPool, token: str, use: str, now: int, audience: str | None) -> dict[str, Any]:
    """Returns the claims of a genuine `id` or `access` token of a pool at second `now`; raises `jwt.InvalidToken`."""
    found = jwt.verify(token, now, keys(pool), pool.issuer, audience)
    if found.get("token_use") != use:
        raise jwt.InvalidToken("InvalidTokenError")
    return found
