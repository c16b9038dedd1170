"""Cognito user pools: who you are. Sign-up and sign-in, answered with signed tokens that live for a limited time.

Sources: AWS's API model (cognito-idp 2016-04-18), Developer Guide (amazon-cognito-user-pools-using-the-id-token,
managing-users-passwords, token-revocation), and the recorded cases of moto.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from studykit.sim.service import Clock, Pick, Service, ServiceError, Told, first
from studykit.sim.services import _jwt

REGION = "us-east-1"
HOUR = 3600
MINUTE = 60
DAY = 86_400
SHORTEST_TOKEN, LONGEST_TOKEN = 5 * MINUTE, DAY
"""Seconds of an ID or access token (CreateUserPoolClient, IdTokenValidity); the default is an hour."""
SHORTEST_REFRESH, LONGEST_REFRESH, USUAL_REFRESH = HOUR, 3650 * DAY, 30 * DAY
"""Seconds of a refresh token (CreateUserPoolClient, RefreshTokenValidity)."""
UNITS = {"seconds": 1, "minutes": MINUTE, "hours": HOUR, "days": DAY}
SHORTEST_PASSWORD = 8
SECRET = "Passw0rd!"  # noqa: S105
"""The password of the users that a scenario names."""


@dataclass(slots=True, kw_only=True)
class User:
    """An entry of the directory. `since` (s since 1970): tokens issued before it are revoked."""

    name: str
    sub: str
    password: str
    attributes: dict[str, str]
    status: str = "UNCONFIRMED"
    enabled: bool = True
    since: int = 0


@dataclass(slots=True, kw_only=True)
class Client:
    """An app that may use the pool; how long its tokens live (s)."""

    id: str
    name: str
    pool: str
    token: int = HOUR
    refresh: int = USUAL_REFRESH


@dataclass(slots=True, kw_only=True)
class UserPool:
    """A directory of users, the issuer of its tokens."""

    id: str
    name: str
    users: dict[str, User] = field(default_factory=dict)

    @property
    def provider(self) -> str:
        """The name under which an identity pool knows it."""
        return f"cognito-idp.{REGION}.amazonaws.com/{self.id}"

    @property
    def issuer(self) -> str:
        return f"https://{self.provider}"


@dataclass(slots=True, kw_only=True)
class Session:
    """What a refresh token stands for: who signed in where, and until when (s since 1970) it works."""

    user: User
    client: Client
    since: int
    until: int


class CognitoIdp(Service):
    """The user pools of one account in one Region."""

    def __init__(self, clock: Clock, pick: Pick = first) -> None:
        super().__init__(clock, pick)
        self.pools: dict[str, UserPool] = {}
        self.clients: dict[str, Client] = {}
        self.sessions: dict[str, Session] = {}
        self.numbers = count(1)
        self.story: list[Told] = []

    @property
    def now(self) -> int:
        """Seconds since 1970: the clock of tokens."""
        return _jwt.START + self.clock() // 1000

    def provision(self, name: str, token_minutes: int = 60, users: Sequence[str] = (), **options: Any) -> None:
        """A pool with one client of the same name, and confirmed users whose password is SECRET."""
        pool = self.create_user_pool(PoolName=name, **options)["UserPool"]["Id"]
        client = self.create_user_pool_client(
            UserPoolId=pool,
            ClientName=name,
            AccessTokenValidity=token_minutes,
            IdTokenValidity=token_minutes,
            TokenValidityUnits={"AccessToken": "minutes", "IdToken": "minutes"},
        )["UserPoolClient"]["ClientId"]
        for user in users:
            self.sign_up(ClientId=client, Username=user, Password=SECRET)
            self.admin_confirm_sign_up(UserPoolId=pool, Username=user)
        self.story.clear()

    def tell(self, operation: str, request: Mapping[str, Any], response: Any) -> list[Told]:
        story, self.story = self.story, []
        return story

    # Pools

    def create_user_pool(self, *, PoolName: str) -> dict[str, Any]:
        pool = UserPool(id=f"{REGION}_{PoolName.replace('-', '').title()[:20]}{next(self.numbers)}", name=PoolName)
        self.pools[pool.id] = pool
        self._say(pool, PoolName)
        return {"UserPool": {"Id": pool.id, "Name": PoolName}}

    def create_user_pool_client(
        self,
        *,
        UserPoolId: str,
        ClientName: str,
        AccessTokenValidity: int = 0,
        IdTokenValidity: int = 0,
        RefreshTokenValidity: int = 0,
        TokenValidityUnits: Mapping[str, str] | None = None,
    ) -> dict[str, Any]:
        """Validities of 0 are the defaults: an hour, and 30 days for the refresh token."""
        pool, units = self._pool(UserPoolId), TokenValidityUnits or {}
        token = (IdTokenValidity or AccessTokenValidity) * UNITS[units.get("IdToken", "hours")] or HOUR
        refresh = RefreshTokenValidity * UNITS[units.get("RefreshToken", "days")] or USUAL_REFRESH
        if not SHORTEST_TOKEN <= token <= LONGEST_TOKEN or not SHORTEST_REFRESH <= refresh <= LONGEST_REFRESH:
            raise ServiceError("InvalidParameterException", "Invalid range for token validity.")
        client = Client(id=f"client{next(self.numbers)}", name=ClientName, pool=pool.id, token=token, refresh=refresh)
        self.clients[client.id] = client
        self._say(pool, ClientName)
        return {"UserPoolClient": {"UserPoolId": pool.id, "ClientName": ClientName, "ClientId": client.id}}

    # The way in

    def sign_up(
        self, *, ClientId: str, Username: str, Password: str, UserAttributes: Sequence[Mapping[str, str]] = ()
    ) -> dict[str, Any]:
        pool = self._pool_of(ClientId)
        if Username in pool.users:
            raise ServiceError("UsernameExistsException", "User already exists")
        _demand(Password)
        given = {attribute["Name"]: attribute["Value"] for attribute in UserAttributes}
        sub = f"00000000-0000-4000-8000-{next(self.numbers):012d}"
        pool.users[Username] = User(name=Username, sub=sub, password=Password, attributes=given)
        self._say(pool, Username, says="a code is sent; the user is not confirmed yet")
        return {"UserConfirmed": False, "UserSub": sub}

    def admin_confirm_sign_up(self, *, UserPoolId: str, Username: str) -> dict[str, Any]:
        user = self._user(UserPoolId, Username)
        if user.status != "UNCONFIRMED":
            raise _refused(f"User cannot be confirmed. Current status is {user.status}")
        user.status = "CONFIRMED"
        self._say(self._pool(UserPoolId), Username)
        return {}

    def initiate_auth(self, *, ClientId: str, AuthFlow: str, AuthParameters: Mapping[str, str]) -> dict[str, Any]:
        """USER_PASSWORD_AUTH gives three tokens; REFRESH_TOKEN_AUTH gives a new ID and access token."""
        pool, client = self._pool_of(ClientId), self.clients[ClientId]
        if AuthFlow == "USER_PASSWORD_AUTH":
            user = self._signed_in(pool, AuthParameters["USERNAME"], AuthParameters["PASSWORD"])
            session = Session(user=user, client=client, since=self.now, until=self.now + client.refresh)
            refresh = f"refresh-{len(self.sessions) + 1}"
            self.sessions[refresh] = session
            kept, carries = {"RefreshToken": refresh}, "ID, access and refresh token"
        elif AuthFlow in ("REFRESH_TOKEN_AUTH", "REFRESH_TOKEN"):
            session = self._refreshed(AuthParameters["REFRESH_TOKEN"], client)
            kept, carries = {}, "a new ID and access token"
        else:
            raise ServiceError("InvalidParameterException", f"Unknown auth flow {AuthFlow}")
        self._say(pool, session.user.name, carries=carries, until=self.clock() / 1000 + client.token)
        return {"ChallengeParameters": {}, "AuthenticationResult": {**self._tokens(pool, session), **kept}}

    # Behind the door

    def get_user(self, *, AccessToken: str) -> dict[str, Any]:
        user = self._holder(AccessToken)
        attributes = [{"Name": "sub", "Value": user.sub}]
        attributes += [{"Name": name, "Value": value} for name, value in user.attributes.items()]
        return {"Username": user.name, "UserAttributes": attributes}

    def global_sign_out(self, *, AccessToken: str) -> dict[str, Any]:
        """Revokes every token of the user; an ID token that is only verified offline stays good until it expires."""
        user = self._holder(AccessToken)
        user.since = self.now + 1
        self._say(self._pool_with(user), user.name, says="its access and refresh tokens are revoked")
        return {}

    def change_password(self, *, PreviousPassword: str, ProposedPassword: str, AccessToken: str) -> dict[str, Any]:
        user = self._holder(AccessToken)
        if PreviousPassword != user.password:
            raise _refused("Incorrect username or password.")
        _demand(ProposedPassword)
        user.password = ProposedPassword
        self._say(self._pool_with(user), user.name)
        return {}

    def admin_get_user(self, *, UserPoolId: str, Username: str) -> dict[str, Any]:
        user = self._user(UserPoolId, Username)
        return {"Username": user.name, "Enabled": user.enabled, "UserStatus": user.status}

    def admin_disable_user(self, *, UserPoolId: str, Username: str) -> dict[str, Any]:
        """Nobody signs in as a disabled user, and its tokens are revoked (AdminDisableUser)."""
        user = self._user(UserPoolId, Username)
        user.enabled, user.since = False, self.now + 1
        self._say(self._pool(UserPoolId), Username)
        return {}

    def admin_enable_user(self, *, UserPoolId: str, Username: str) -> dict[str, Any]:
        self._user(UserPoolId, Username).enabled = True
        self._say(self._pool(UserPoolId), Username)
        return {}

    def admin_delete_user(self, *, UserPoolId: str, Username: str) -> None:
        self._user(UserPoolId, Username)
        del self.pools[UserPoolId].users[Username]
        self._say(self._pool(UserPoolId), Username)

    # Inside

    def holder(self, token: str, audience: str) -> dict[str, Any]:
        """The claims of an ID token of one of the pools, for a service that verifies it; raises `_jwt.Refused`."""
        issuer = _jwt.read(token).get("iss", "")
        pool = next((pool for pool in self.pools.values() if pool.issuer == issuer), None)
        if pool is None:
            raise _jwt.Refused("InvalidIssuerError")
        return _jwt.verify(token, self.now, self.keys(pool.id), pool.issuer, audience)

    def keys(self, pool: str) -> dict[str, _jwt.Key]:
        """The public keys of a pool (`/.well-known/jwks.json`); in the model every pool has the demonstration key."""
        return {"demo": _jwt.DEMONSTRATION}

    def _tokens(self, pool: UserPool, session: Session) -> dict[str, Any]:
        user, client, now = session.user, session.client, self.now
        shared = {
            "sub": user.sub,
            "iss": pool.issuer,
            "auth_time": session.since,
            "iat": now,
            "exp": now + client.token,
        }
        mine = {"cognito:username": user.name, **user.attributes}
        return {
            "AccessToken": _jwt.sign({**shared, "token_use": "access", "client_id": client.id, "username": user.name}),
            "IdToken": _jwt.sign({**shared, "token_use": "id", "aud": client.id, **mine}),
            "ExpiresIn": client.token,
            "TokenType": "Bearer",
        }

    def _signed_in(self, pool: UserPool, name: str, password: str) -> User:
        if name not in pool.users:
            raise ServiceError("UserNotFoundException", "User does not exist.")
        user = pool.users[name]
        if not user.enabled:
            raise _refused("User is disabled.")
        if password != user.password:
            raise _refused("Incorrect username or password.")
        if user.status != "CONFIRMED":
            raise ServiceError("UserNotConfirmedException", "User is not confirmed.")
        return user

    def _refreshed(self, token: str, client: Client) -> Session:
        session = self.sessions.get(token)
        if session is None or session.client is not client:
            raise _refused("Invalid Refresh Token")
        if self.now >= session.until:
            raise _refused("Refresh Token has expired")
        if session.since < session.user.since:
            raise _refused("Refresh Token has been revoked")
        return session

    def _holder(self, token: str) -> User:
        """Whose access token it is; raises NotAuthorizedException where it is not good any more."""
        try:
            claims = _jwt.read(token)
            pool = next(pool for pool in self.pools.values() if pool.issuer == claims.get("iss"))
            _jwt.verify(token, self.now, self.keys(pool.id), pool.issuer, None)
        except _jwt.Refused as refused:
            expired = refused.verdict == "ExpiredSignatureError"
            raise _refused("Access Token has expired" if expired else "Invalid Access Token") from None
        except StopIteration:
            raise _refused("Invalid Access Token") from None
        user = next((user for user in pool.users.values() if user.sub == claims["sub"]), None)
        if user is None:
            raise ServiceError("UserNotFoundException", "User does not exist.")
        if claims.get("token_use") != "access":
            raise _refused("Invalid Access Token")
        if claims["auth_time"] < user.since:
            raise _refused("Access Token has been revoked")
        return user

    def _pool_with(self, user: User) -> UserPool:
        return next(pool for pool in self.pools.values() if pool.users.get(user.name) is user)

    def _pool_of(self, client: str) -> UserPool:
        if client not in self.clients:
            raise ServiceError("ResourceNotFoundException", f"User pool client {client} does not exist.")
        return self.pools[self.clients[client].pool]

    def _pool(self, pool: str) -> UserPool:
        if pool not in self.pools:
            raise ServiceError("ResourceNotFoundException", f"User pool {pool} does not exist.")
        return self.pools[pool]

    def _user(self, pool: str, name: str) -> User:
        if name not in self._pool(pool).users:
            raise ServiceError("UserNotFoundException", "User does not exist.")
        return self.pools[pool].users[name]

    def _say(self, pool: UserPool, subject: str, **detail: Any) -> None:
        self.story = [Told(subject, {"queue": pool.name, **detail})]


def _demand(password: str) -> None:
    """A new pool's password policy: eight characters with an upper and a lower letter, a digit and a symbol."""
    missing = [
        ("long enough", len(password) >= SHORTEST_PASSWORD),
        ("numeric characters", any(c.isdigit() for c in password)),
        ("uppercase characters", any(c.isupper() for c in password)),
        ("lowercase characters", any(c.islower() for c in password)),
        ("symbol characters", any(not c.isalnum() for c in password)),
    ]
    for what, there in missing:
        if not there:
            raise ServiceError("InvalidPasswordException", f"Password did not conform with policy: no {what}")


def _refused(message: str) -> ServiceError:
    return ServiceError("NotAuthorizedException", message)
