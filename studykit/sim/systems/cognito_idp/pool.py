"""The data of a user pool: users, groups, clients, and a session for each refresh token.

Ranges and defaults: AWS's API model (cognito-idp 2016-04-18, CreateUserPoolClient and TokenValidityUnitsType).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from studykit.sim.engine.service import ServiceError

REGION = "us-east-1"
MINUTE, HOUR, DAY = 60, 3600, 86_400
SHORTEST_TOKEN, LONGEST_TOKEN, USUAL_TOKEN = 5 * MINUTE, DAY, HOUR
"""Seconds for which an ID or access token is valid."""
SHORTEST_REFRESH, LONGEST_REFRESH, USUAL_REFRESH = HOUR, 3650 * DAY, 30 * DAY
"""Seconds for which a refresh token is valid."""
UNITS = {"seconds": 1, "minutes": MINUTE, "hours": HOUR, "days": DAY}
SHORTEST_PASSWORD = 8
USUAL_FLOWS = ("ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_CUSTOM_AUTH")
"""Sign-in flows of a client that names none; they do not send the password itself (ExplicitAuthFlows)."""


@dataclass(slots=True, kw_only=True)
class UserGroup:
    """Users with a common role; a smaller `precedence` comes first."""

    name: str
    role: str = ""
    precedence: int | None = None


@dataclass(slots=True, kw_only=True)
class User:
    """One user of the directory."""

    name: str
    sub: str
    password: str
    attributes: dict[str, str]
    status: str = "UNCONFIRMED"
    enabled: bool = True
    groups: list[UserGroup] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Client:
    """An app that uses the pool: its sign-in flows and the lifetimes of its tokens (s)."""

    id: str
    name: str
    pool: str
    flows: tuple[str, ...] = USUAL_FLOWS
    identity: int = USUAL_TOKEN
    access: int = USUAL_TOKEN
    refresh: int = USUAL_REFRESH


@dataclass(slots=True, kw_only=True)
class Session:
    """The session of a refresh token: its user and client, its start, and its end (s since 1970)."""

    id: str
    user: User
    client: Client
    since: int
    until: int
    revoked: bool = False


@dataclass(slots=True, kw_only=True)
class UserPool:
    """A directory of users, which issues their tokens."""

    id: str
    name: str
    users: dict[str, User] = field(default_factory=dict)
    groups: dict[str, UserGroup] = field(default_factory=dict)

    @property
    def provider(self) -> str:
        """Returns its name as a login provider of an identity pool."""
        return f"cognito-idp.{REGION}.amazonaws.com/{self.id}"

    @property
    def issuer(self) -> str:
        return f"https://{self.provider}"

    def user(self, name: str) -> User:
        if name not in self.users:
            raise ServiceError("UserNotFoundException", "User does not exist.")
        return self.users[name]

    def let_in(self, name: str, password: str) -> User:
        """Returns the user of a name and password; raises the errors of a client with LEGACY errors."""
        user = self.user(name)
        if not user.enabled:
            raise refused("User is disabled.")
        if password != user.password:
            raise refused("Incorrect username or password.")
        if user.status != "CONFIRMED":
            raise ServiceError("UserNotConfirmedException", "User is not confirmed.")
        return user

    def named(self, sub: str) -> User:
        """Returns the user of a token's subject."""
        found = next((user for user in self.users.values() if user.sub == sub), None)
        if found is None:
            raise ServiceError("UserNotFoundException", "User does not exist.")
        return found


def lifetimes(identity: int, access: int, refresh: int, units: Mapping[str, str]) -> dict[str, int]:
    """Returns the seconds of the three tokens from a request's numbers; 0 is the default, an hour or 30 days."""
    seconds = {
        "identity": identity * UNITS[units.get("IdToken", "hours")] or USUAL_TOKEN,
        "access": access * UNITS[units.get("AccessToken", "hours")] or USUAL_TOKEN,
        "refresh": refresh * UNITS[units.get("RefreshToken", "days")] or USUAL_REFRESH,
    }
    short = (seconds["identity"], seconds["access"])
    if not all(SHORTEST_TOKEN <= token <= LONGEST_TOKEN for token in short):
        raise ServiceError("InvalidParameterException", "Invalid range for token validity.")
    if not SHORTEST_REFRESH <= seconds["refresh"] <= LONGEST_REFRESH or max(short) > seconds["refresh"]:
        raise ServiceError("InvalidParameterException", "Invalid range for token validity.")
    return seconds


def demand(password: str) -> None:
    """Checks a password against a new pool's policy: 8 characters, upper and lower case, a digit and a symbol."""
    missing = [
        ("Password not long enough", len(password) >= SHORTEST_PASSWORD),
        ("Password must have numeric characters", any(c.isdigit() for c in password)),
        ("Password must have uppercase characters", any(c.isupper() for c in password)),
        ("Password must have lowercase characters", any(c.islower() for c in password)),
        ("Password must have symbol characters", any(not c.isalnum() for c in password)),
    ]
    for what, there in missing:
        if not there:
            raise ServiceError("InvalidPasswordException", f"Password did not conform with policy: {what}")


def refused(message: str) -> ServiceError:
    return ServiceError("NotAuthorizedException", message)
