"""Cognito identity pools: what you may touch. A login, or none, becomes temporary AWS credentials of a role.

Sources: AWS's API model (cognito-identity 2014-06-30), Developer Guide (authentication-flow: enhanced and basic flow;
GetOpenIdToken: its token is valid for 10 minutes).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from studykit.sim.service import Clock, Pick, Service, ServiceError, Told, first
from studykit.sim.services import _jwt
from studykit.sim.services.sts import STS

ISSUER = "https://cognito-identity.amazonaws.com"
OPEN_ID_SECONDS = 600
ENHANCED_SECONDS = 3600
"""Seconds that credentials of the enhanced flow live; nobody can ask for more."""


@dataclass(slots=True, kw_only=True)
class IdentityPool:
    """A pool: which logins it trusts, whether it takes guests, and its two roles."""

    id: str
    name: str
    guests: bool
    classic: bool
    providers: dict[str, str]
    roles: dict[str, str] = field(default_factory=dict)
    identities: dict[str, str] = field(default_factory=dict)
    """Identity ids by the login that they belong to (provider and subject)."""


class CognitoIdentity(Service):
    """The identity pools of one account in one Region."""

    def __init__(self, clock: Clock, pick: Pick = first) -> None:
        super().__init__(clock, pick)
        self.pools: dict[str, IdentityPool] = {}
        self.home: dict[str, tuple[IdentityPool, str]] = {}
        self.numbers = count(1)
        self.story: list[Told] = []

    def provision(self, name: str, guests: bool = False, basic: bool = False, **options: Any) -> None:
        """A pool with its two roles; it trusts nobody before it is linked."""
        made = self.create_identity_pool(
            IdentityPoolName=name, AllowUnauthenticatedIdentities=guests, AllowClassicFlow=basic
        )
        pool = made["IdentityPoolId"]
        roles = {kind: f"arn:aws:iam::123456789012:role/{kind}" for kind in ("authenticated", "unauthenticated")}
        self.set_identity_pool_roles(IdentityPoolId=pool, Roles=roles)
        self.story.clear()

    def link(self, source: str, target: str, **options: Any) -> None:
        """Lets an identity pool trust the clients of a user pool."""
        idp: Any = self.neighbours["cognito-idp"]
        for client in idp.clients.values():
            if idp.pools[client.pool].name == target:
                self.pools[self.pool_named(source)].providers[idp.pools[client.pool].provider] = client.id

    def tell(self, operation: str, request: Mapping[str, Any], response: Any) -> list[Told]:
        story, self.story = self.story, []
        return story

    def create_identity_pool(
        self,
        *,
        IdentityPoolName: str,
        AllowUnauthenticatedIdentities: bool,
        AllowClassicFlow: bool = False,
        SupportedLoginProviders: Mapping[str, str] | None = None,
        CognitoIdentityProviders: Sequence[Mapping[str, Any]] = (),
    ) -> dict[str, Any]:
        providers = dict(SupportedLoginProviders or {})
        providers.update({entry["ProviderName"]: entry["ClientId"] for entry in CognitoIdentityProviders})
        pool = IdentityPool(
            id=self._id(),
            name=IdentityPoolName,
            guests=AllowUnauthenticatedIdentities,
            classic=AllowClassicFlow,
            providers=providers,
        )
        self.pools[pool.id] = pool
        self._say(pool, IdentityPoolName)
        return {
            "IdentityPoolId": pool.id,
            "IdentityPoolName": pool.name,
            "AllowUnauthenticatedIdentities": pool.guests,
        }

    def set_identity_pool_roles(self, *, IdentityPoolId: str, Roles: Mapping[str, str]) -> None:
        pool = self._pool(IdentityPoolId)
        pool.roles = {kind: arn.rpartition("/")[2] for kind, arn in Roles.items()}
        self._say(pool, pool.name)

    def get_id(self, *, IdentityPoolId: str, Logins: Mapping[str, str] | None = None) -> dict[str, Any]:
        """The identity of a login, the same one each time; a new one for every guest."""
        pool = self._pool(IdentityPoolId)
        login = self._login(pool, Logins)
        known = pool.identities.get(login) if login else None
        identity = known or self._id()
        if login:
            pool.identities[login] = identity
        self.home[identity] = (pool, login)
        self._say(pool, "a login" if login else "a guest", carries=f"identity {identity[-4:]}")
        return {"IdentityId": identity}

    def get_credentials_for_identity(
        self, *, IdentityId: str, Logins: Mapping[str, str] | None = None
    ) -> dict[str, Any]:
        """The enhanced flow: the pool asks STS itself; the role is the pool's, the time one hour."""
        pool, role = self._role(IdentityId, Logins)
        made = self._sts.issue(role, ENHANCED_SECONDS)
        self._say(pool, role, carries=f"credentials of {role}", until=self.clock() / 1000 + ENHANCED_SECONDS)
        return {
            "IdentityId": IdentityId,
            "Credentials": {
                "AccessKeyId": made.key,
                "SecretKey": f"secret-{made.key[-4:]}",
                "SessionToken": f"session-{made.key[-4:]}",
                "Expiration": made.until,
            },
        }

    def get_open_id_token(self, *, IdentityId: str, Logins: Mapping[str, str] | None = None) -> dict[str, Any]:
        """The basic flow's first half: a token that the app takes to STS itself, within ten minutes."""
        pool, role = self._role(IdentityId, Logins)
        if not pool.classic:
            raise ServiceError("InvalidParameterException", "Basic (classic) flow is not enabled.")
        now = _jwt.START + self.clock() // 1000
        claims = {"iss": ISSUER, "sub": IdentityId, "aud": pool.id, "iat": now, "exp": now + OPEN_ID_SECONDS}
        self._say(pool, role, carries="an OpenID token, for 10 minutes")
        return {"IdentityId": IdentityId, "Token": _jwt.sign(claims, "identity")}

    # For its neighbours

    def claims(self, token: str, now: int) -> dict[str, Any]:
        """What an OpenID token of one of the pools says if it is genuine; raises `_jwt.Refused`."""
        audience = _jwt.read(token).get("aud", "")
        return _jwt.verify(token, now, {"identity": _jwt.DEMONSTRATION}, ISSUER, audience)

    def pool_named(self, name: str) -> str:
        """The id of a pool that the scenario names."""
        return next((pool.id for pool in self.pools.values() if pool.name == name), "")

    def _role(self, identity: str, logins: Mapping[str, str] | None) -> tuple[IdentityPool, str]:
        if identity not in self.home:
            raise ServiceError("ResourceNotFoundException", f"Identity '{identity}' not found.")
        pool, owner = self.home[identity]
        login = self._login(pool, logins)
        if login != owner:
            raise _refused("Logins don't match. Please include at least one valid login for this identity.")
        return pool, pool.roles["authenticated" if login else "unauthenticated"]

    def _login(self, pool: IdentityPool, logins: Mapping[str, str] | None) -> str:
        """Provider and subject of a verified login; empty for a guest."""
        if not logins:
            if not pool.guests:
                raise _refused("Unauthenticated access is not supported for this identity pool.")
            return ""
        name, token = next(iter(logins.items()))
        if name not in pool.providers:
            raise _refused(f"Token is not from a supported provider of this identity pool: {name}")
        idp: Any = self.neighbours["cognito-idp"]
        try:
            claims = idp.holder(token, pool.providers[name])
        except _jwt.Refused as refused:
            expired = refused.verdict == "ExpiredSignatureError"
            raise _refused(f"Invalid login token. {'Token expired' if expired else 'Not a genuine token'}") from None
        return f"{name} {claims['sub']}"

    @property
    def _sts(self) -> STS:
        sts = self.neighbours.get("sts")
        assert isinstance(sts, STS)
        return sts

    def _pool(self, pool: str) -> IdentityPool:
        if pool not in self.pools:
            raise ServiceError("ResourceNotFoundException", f"IdentityPool '{pool}' not found.")
        return self.pools[pool]

    def _id(self) -> str:
        return f"us-east-1:00000000-0000-4000-8000-{next(self.numbers):012x}"

    def _say(self, pool: IdentityPool, subject: str, **detail: Any) -> None:
        self.story = [Told(subject, {"queue": pool.name, **detail})]


def _refused(message: str) -> ServiceError:
    return ServiceError("NotAuthorizedException", message)
