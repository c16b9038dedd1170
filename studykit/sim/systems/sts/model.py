"""STS: temporary credentials for an identity that was proved elsewhere. The app never holds AWS keys.

Sources: AWS's API model (sts 2011-06-15, AssumeRole and AssumeRoleWithWebIdentity), IAM User Guide
(id_roles_providers_oidc, id_credentials_temp_use-resources), S3 API reference (ErrorResponses).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any

from studykit.sim import jwt
from studykit.sim.engine.service import CallStory, Clock, Pick, Service, ServiceError, first_option

ACCOUNT = "123456789012"
SHORTEST, LONGEST, USUAL = 900, 43_200, 3600
"""Seconds of a session (DurationSeconds). A role's own maximum is an hour by default and twelve hours at most."""
IDENTITY_POOLS = "https://cognito-identity.amazonaws.com"
"""The issuer of the tokens of identity pools in the basic flow."""
EVERYTHING = ("get_object", "put_object")
ALLOWS = {"nothing": (), "read": ("get_object",), "write": ("put_object",), "both": EVERYTHING}


@dataclass(slots=True, kw_only=True)
class Role:
    """An IAM role: the conditions of its trust policy, its longest session (s), and its permissions.

    A condition that is empty always holds: `provider` (the issuer of the token), `audience` (the app), `amr`
    (authenticated or unauthenticated, in tokens of an identity pool).
    """

    name: str
    provider: str = ""
    audience: str = ""
    amr: str = ""
    longest: int = USUAL
    may: tuple[str, ...] = EVERYTHING

    def trusts(self, claims: Mapping[str, Any]) -> bool:
        """True if the trust policy allows a genuine token with these claims."""
        asked = (self.provider or claims["iss"], self.audience or claims["aud"])
        return asked == (claims["iss"], claims["aud"]) and (not self.amr or self.amr in claims.get("amr", ()))


@dataclass(slots=True, kw_only=True)
class Issued:
    """Issued keys: their role (or user), start and end (s since 1970; None: until they are deleted)."""

    role: str
    since: int
    until: int | None
    key: str


class STS(Service):
    """The roles of one account, and the keys that were issued."""

    def __init__(self, clock: Clock, pick: Pick = first_option) -> None:
        super().__init__(clock, pick)
        self.roles: dict[str, Role] = {}
        self.issued: dict[str, Issued] = {}
        self.numbers = count(1)
        self.title = "sts"
        self.story: list[CallStory] = []

    @property
    def now(self) -> int:
        """Returns the seconds since 1970."""
        return jwt.START + self.clock() // 1000

    def provision(self, name: str, **roles: Mapping[str, Any]) -> None:
        """Creates a role for each option: its name (with _ for -), and the fields of a Role."""
        self.title = name
        for role, spec in roles.items():
            given = dict(spec or {})
            may = ALLOWS[given.pop("may", "both")]
            known = role.replace("_", "-")
            provider = given.pop("provider", "any")
            self.roles[known] = Role(name=known, may=may, provider="" if provider == "any" else provider, **given)

    def describe_call(self, operation: str, request: Mapping[str, Any], response: Any) -> list[CallStory]:
        story, self.story = self.story, []
        return story

    def assume_role(self, *, RoleArn: str, RoleSessionName: str, DurationSeconds: int = USUAL) -> dict[str, Any]:
        """Exchanges the caller's AWS credentials for those of a role. The model accepts any caller of the account."""
        role = self._role(RoleArn, "AssumeRole")
        return self._given(role, RoleSessionName, DurationSeconds)

    def assume_role_with_web_identity(
        self,
        *,
        RoleArn: str,
        RoleSessionName: str,
        WebIdentityToken: str,
        ProviderId: str | None = None,
        DurationSeconds: int = USUAL,
    ) -> dict[str, Any]:
        """Exchanges a provider's token for credentials. The call needs no AWS credentials."""
        claims = self._claims(WebIdentityToken, ProviderId)
        role = self._role(RoleArn, "AssumeRoleWithWebIdentity")
        if not role.trusts(claims):
            raise _denied("AssumeRoleWithWebIdentity")
        return {
            **self._given(role, RoleSessionName, DurationSeconds),
            "SubjectFromWebIdentityToken": claims["sub"],
            "Provider": ProviderId or claims["iss"],
            "Audience": claims["aud"],
        }

    # For other services

    def issue(self, role: str, seconds: int | None) -> Issued:
        """Issues keys of a role for a number of seconds; Cognito identity pools use it in the enhanced flow.

        With None they are the access key of an IAM user of that name, which never expires.
        """
        until = None if seconds is None else self.now + seconds
        key = f"{'AKIA' if until is None else 'ASIA'}{next(self.numbers):012d}"
        made = Issued(role=role, since=self.now, until=until, key=key)
        self.issued[made.key] = made
        return made

    def role_of(self, key: str) -> str:
        """Returns the role of the access key in a call to a service; raises ServiceError with S3's codes."""
        if not key:
            raise ServiceError("AccessDenied", "Access Denied: the request is signed by nobody.")
        if key not in self.issued:
            raise ServiceError("InvalidAccessKeyId", "The access key ID you provided does not exist in our records.")
        until = self.issued[key].until
        if until is not None and self.now >= until:
            raise ServiceError("ExpiredToken", "The provided token has expired.")
        return self.issued[key].role

    def allowed(self, key: str, action: str) -> str:
        """Returns the role of an access key if its policy allows an action; raises AccessDenied if not."""
        role = self.role_of(key)
        if role in self.roles and action not in self.roles[role].may:
            raise ServiceError("AccessDenied", f"Access Denied: {role} has no policy for {action}.")
        return role

    # Inside

    def _role(self, arn: str, operation: str) -> Role:
        role = self.roles.get(arn.rpartition("/")[2])
        if role is None:
            raise _denied(operation)
        return role

    def _given(self, role: Role, session: str, seconds: int) -> dict[str, Any]:
        if seconds < SHORTEST:
            raise ServiceError("ValidationError", f"durationSeconds must be greater than or equal to {SHORTEST}")
        if seconds > role.longest:
            raise ServiceError("ValidationError", "DurationSeconds exceeds the MaxSessionDuration set for this role.")
        made = self.issue(role.name, seconds)
        shown = {
            "target": self.title,
            "carries": f"credentials of role {role.name}",
            "until": self.clock() / 1000 + seconds,
        }
        self.story = [CallStory(session, shown)]
        return {
            "Credentials": {
                "AccessKeyId": made.key,
                "SecretAccessKey": f"secret-{made.key[-4:]}",
                "SessionToken": f"session-{made.key[-4:]}",
                "Expiration": made.until,
            },
            "AssumedRoleUser": {
                "AssumedRoleId": f"AROA{role.name.upper()}:{session}",
                "Arn": f"arn:aws:sts::{ACCOUNT}:assumed-role/{role.name}/{session}",
            },
        }

    def _claims(self, token: str, provider: str | None) -> dict[str, Any]:
        """Returns the claims of a web identity token, verified by its issuer."""
        try:
            issuer = provider or jwt.read(token).get("iss")
        except jwt.InvalidToken:
            raise ServiceError("InvalidIdentityToken", "The ID Token provided is not a valid JWT.") from None
        judge: Any = self.neighbors.get("cognito-identity" if issuer == IDENTITY_POOLS else "social")
        if judge is None:
            raise ServiceError("InvalidIdentityToken", "No OpenIDConnect provider found in your account.")
        try:
            return dict(judge.claims(token, self.now))
        except jwt.InvalidToken as refused:
            if refused.verdict == "ExpiredSignatureError":
                raise ServiceError("ExpiredTokenException", "The web identity token has expired.") from None
            raise ServiceError("InvalidIdentityToken", "The web identity token could not be verified.") from None


def _denied(operation: str) -> ServiceError:
    return ServiceError("AccessDenied", f"Not authorized to perform sts:{operation}")
