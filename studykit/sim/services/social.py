"""A social or OpenID Connect provider: a neighbour that signs people in and hands out tokens. Not an AWS service.

Google, Apple and others give an OpenID Connect ID token, which anybody can verify with the provider's public keys;
Facebook and Login with Amazon give an opaque access token, for which the provider itself is asked (IAM User Guide,
"id_roles_providers_oidc"; STS API reference, AssumeRoleWithWebIdentity, ProviderId).
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count
from typing import Any

from studykit.sim.params import BadParam
from studykit.sim.service import Clock, Pick, Service, Told, first
from studykit.sim.services import _jwt

OPAQUE = {"facebook": "graph.facebook.com", "amazon": "www.amazon.com"}
"""Providers of opaque tokens, and the name by which AWS knows them."""
ISSUERS = {"google": "accounts.google.com", "apple": "appleid.apple.com", "oidc": "id.example.org"}
HOUR = 3600


class Social(Service):
    """The providers that a run has, and the tokens that they gave out."""

    def __init__(self, clock: Clock, pick: Pick = first) -> None:
        super().__init__(clock, pick)
        self.providers: list[str] = []
        self.opaque: dict[str, dict[str, Any]] = {}
        self.numbers = count(1)
        self.story: list[Told] = []

    def provision(self, name: str, provider: str = "google", **options: Any) -> None:
        if provider not in {**OPAQUE, **ISSUERS}:
            raise BadParam(f"{provider} is no provider; there are {', '.join({**OPAQUE, **ISSUERS})}")
        self.providers.append(name)
        self.kind = provider

    def tell(self, operation: str, request: Mapping[str, Any], response: Any) -> list[Told]:
        story, self.story = self.story, []
        return story

    def sign_in(self, *, user: str, app: str) -> dict[str, Any]:
        """Signs a person in at the provider: `{token, name}` for the app, the password stays here."""
        now = _jwt.START + self.clock() // 1000
        claims = {"iss": issuer(self.kind), "sub": f"{user}-0001", "aud": app, "iat": now, "exp": now + HOUR}
        if self.kind in OPAQUE:
            token = f"opaque-{next(self.numbers)}"
            self.opaque[token] = claims
        else:
            token = _jwt.sign(claims, self.kind)
        what = "an access token" if self.kind in OPAQUE else "an ID token"
        self.story = [Told(user, {"queue": self.providers[0], "carries": f"{what}, for an hour"})]
        return {"token": token, "name": known_as(self.kind)}

    def claims(self, token: str, now: int) -> dict[str, Any]:
        """What a token says if it is genuine at second `now` (since 1970); raises `_jwt.Refused`."""
        if self.kind not in OPAQUE:
            audience = _jwt.read(token).get("aud", "")
            return _jwt.verify(token, now, {self.kind: _jwt.DEMONSTRATION}, issuer(self.kind), audience)
        if token not in self.opaque:
            raise _jwt.Refused("InvalidSignatureError")
        if now >= self.opaque[token]["exp"]:
            raise _jwt.Refused("ExpiredSignatureError")
        return self.opaque[token]


def known_as(provider: str) -> str:
    """The provider's name in AWS: in `Logins` and in trust policies."""
    return {**OPAQUE, **ISSUERS}[provider]


def issuer(provider: str) -> str:
    return f"https://{known_as(provider)}"
