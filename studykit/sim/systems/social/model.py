"""A social or OpenID Connect provider, which signs users in and issues tokens. Not an AWS service.

Google, Apple and others issue an OpenID Connect ID token, which can be verified with the provider's public keys.
Facebook and Login with Amazon issue an opaque access token, which only the provider can check (IAM User Guide,
"id_roles_providers_oidc"; STS API reference, AssumeRoleWithWebIdentity, ProviderId).
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count
from typing import Any

from studykit.sim import jwt
from studykit.sim.engine.params import BadParam
from studykit.sim.engine.service import CallStory, Clock, Pick, Service, first_option

OPAQUE = {"facebook": "graph.facebook.com", "amazon": "www.amazon.com"}
"""Providers of opaque tokens, with their names in AWS."""
ISSUERS = {"google": "accounts.google.com", "apple": "appleid.apple.com", "oidc": "id.example.org"}
HOUR = 3600
"""Seconds for which a token of the model is valid; providers differ."""


class Social(Service):
    """The only provider of a run, and the codes and tokens that it issued."""

    def __init__(self, clock: Clock, pick: Pick = first_option) -> None:
        super().__init__(clock, pick)
        self.title = ""
        self.kind = "google"
        self.opaque: dict[str, dict[str, Any]] = {}
        self.codes: dict[str, tuple[str, str]] = {}
        self.numbers = count(1)
        self.story: list[CallStory] = []

    @property
    def known_as(self) -> str:
        """Returns the provider's name in AWS, as in `Logins` and in trust policies."""
        return {**OPAQUE, **ISSUERS}[self.kind]

    @property
    def issuer(self) -> str:
        return f"https://{self.known_as}"

    def provision(self, name: str, provider: str = "google", **options: Any) -> None:
        if provider not in {**OPAQUE, **ISSUERS}:
            raise BadParam(f"{provider} is no provider; there are {', '.join({**OPAQUE, **ISSUERS})}")
        self.title, self.kind = name, provider

    def describe_call(self, operation: str, request: Mapping[str, Any], response: Any) -> list[CallStory]:
        story, self.story = self.story, []
        return story

    def sign_in(self, *, user: str, app: str) -> dict[str, Any]:
        """Signs a user in at the provider and returns a code for the app. The app never sees the password."""
        code = f"code-{next(self.numbers)}"
        self.codes[code] = (user, app)
        self._narrate(user, "an authorization code, used once")
        return {"code": code}

    def redeem(self, *, code: str) -> dict[str, Any]:
        """Returns tokens for an authorization code (RFC 6749, 4.1.3)."""
        user, app = self.codes.pop(code)
        now = jwt.START + self.clock() // 1000
        claims = {"iss": self.issuer, "sub": f"{user}-0001", "aud": app, "iat": now, "exp": now + HOUR}
        if self.kind in OPAQUE:
            token = f"opaque-{next(self.numbers)}"
            self.opaque[token] = claims
        else:
            token = jwt.sign(claims, self.kind)
        self._narrate("code", f"{'an access' if self.kind in OPAQUE else 'an ID'} token, for an hour")
        return {"token": token, "name": self.known_as}

    def claims(self, token: str, now: int) -> dict[str, Any]:
        """Returns the claims of a token that is genuine at second `now` (since 1970); raises `jwt.InvalidToken`."""
        if self.kind not in OPAQUE:
            audience = jwt.read(token).get("aud", "")
            return jwt.verify(token, now, {self.kind: jwt.DEMONSTRATION}, self.issuer, audience)
        if token not in self.opaque:
            raise jwt.InvalidToken("InvalidSignatureError")
        if now >= self.opaque[token]["exp"]:
            raise jwt.InvalidToken("ExpiredSignatureError")
        return self.opaque[token]

    def _narrate(self, subject: str, carries: str) -> None:
        self.story = [CallStory(subject, {"target": self.title, "carries": carries})]
