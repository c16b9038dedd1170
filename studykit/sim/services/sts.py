"""STS: temporary credentials for who proves an identity elsewhere. The app never holds AWS keys.

Sources: AWS's API model (sts 2011-06-15, AssumeRoleWithWebIdentity), IAM User Guide (id_roles_providers_oidc,
id_credentials_temp_use-resources).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any

from studykit.sim.service import Clock, Pick, Service, ServiceError, Told, first
from studykit.sim.services import _jwt

ACCOUNT = "123456789012"
SHORTEST, LONGEST, USUAL = 900, 43_200, 3600
"""Seconds of a session (AssumeRoleWithWebIdentity, DurationSeconds); a role's own maximum is an hour unless raised."""


@dataclass(slots=True, kw_only=True)
class Role:
    """An IAM role: for whose tokens it may be assumed (audience; any where empty), and for how long at most (s)."""

    name: str
    audience: str = ""
    longest: int = USUAL

    @property
    def arn(self) -> str:
        return f"arn:aws:iam::{ACCOUNT}:role/{self.name}"


@dataclass(slots=True, kw_only=True)
class Issued:
    """Temporary credentials: of which role, until when (s since 1970)."""

    role: str
    until: int
    key: str


class STS(Service):
    """The roles of one account, and the temporary credentials that were given out."""

    def __init__(self, clock: Clock, pick: Pick = first) -> None:
        super().__init__(clock, pick)
        self.roles: dict[str, Role] = {}
        self.issued: dict[str, Issued] = {}
        self.numbers = count(1)
        self.title = "sts"
        self.story: list[Told] = []

    @property
    def now(self) -> int:
        """Seconds since 1970."""
        return _jwt.START + self.clock() // 1000

    def provision(self, name: str, **roles: Mapping[str, Any]) -> None:
        """Each option is a role: its name, and `{audience, longest}`."""
        self.title = name
        for role, spec in roles.items():
            self.roles[role] = Role(name=role, **dict(spec or {}))

    def tell(self, operation: str, request: Mapping[str, Any], response: Any) -> list[Told]:
        story, self.story = self.story, []
        return story

    def assume_role_with_web_identity(
        self,
        *,
        RoleArn: str,
        RoleSessionName: str,
        WebIdentityToken: str,
        ProviderId: str | None = None,
        DurationSeconds: int = USUAL,
    ) -> dict[str, Any]:
        """Exchanges a provider's token for credentials. No AWS credentials are needed to call it."""
        role = self.roles.get(RoleArn.rpartition("/")[2])
        claims = self._claims(WebIdentityToken)
        if role is None or (role.audience and claims.get("aud") != role.audience):
            raise ServiceError("AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity")
        if not SHORTEST <= DurationSeconds <= role.longest:
            raise ServiceError("ValidationError", "The requested DurationSeconds exceeds the role's maximum.")
        made = self.issue(role.name, DurationSeconds)
        shown = {"queue": self.title, "carries": f"credentials of {role.name}", "until": made.until - _jwt.START}
        self.story = [Told(RoleSessionName, shown)]
        return {
            "Credentials": {
                "AccessKeyId": made.key,
                "SecretAccessKey": f"secret-{made.key[-4:]}",
                "SessionToken": f"session-{made.key[-4:]}",
                "Expiration": made.until,
            },
            "SubjectFromWebIdentityToken": claims["sub"],
            "AssumedRoleUser": {
                "AssumedRoleId": f"AROA{role.name.upper()}:{RoleSessionName}",
                "Arn": f"arn:aws:sts::{ACCOUNT}:assumed-role/{role.name}/{RoleSessionName}",
            },
            "Provider": claims["iss"],
            "Audience": claims["aud"],
        }

    # For its neighbours

    def issue(self, role: str, seconds: int) -> Issued:
        """Credentials of a role for so long; the identity pool of Cognito asks for them in the enhanced flow."""
        made = Issued(role=role, until=self.now + seconds, key=f"ASIA{next(self.numbers):012d}")
        self.issued[made.key] = made
        return made

    def role_of(self, key: str) -> str:
        """The role behind an access key, for a service that is called with it; raises ExpiredToken."""
        if key not in self.issued:
            raise ServiceError("InvalidClientTokenId", "The security token included in the request is invalid.")
        if self.now >= self.issued[key].until:
            raise ServiceError("ExpiredToken", "The provided token has expired.")
        return self.issued[key].role

    def _claims(self, token: str) -> dict[str, Any]:
        """What a web identity token says, asked of whoever can verify it."""
        try:
            for kind in ("social", "cognito-identity"):
                neighbour: Any = self.neighbours.get(kind)
                if neighbour is not None:
                    return dict(neighbour.claims(token, self.now))
        except _jwt.Refused as refused:
            if refused.verdict == "ExpiredSignatureError":
                raise ServiceError("ExpiredTokenException", "The web identity token has expired.") from None
            raise ServiceError("InvalidIdentityToken", "The web identity token could not be verified.") from None
        raise ServiceError("InvalidIdentityToken", "No OpenIDConnect provider found in your account.")
