"""Cognito identity pools: they exchange a login, or none, for temporary AWS credentials of a role.

Sources: AWS's API model (cognito-identity 2014-06-30), Developer Guide (authentication-flow: enhanced and basic flow;
GetOpenIdToken: its token is valid for 10 minutes; role-trust-and-permissions: the claims aud and amr). A login is from
one provider: linking several is not modeled.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from studykit.sim import jwt
from studykit.sim.engine.service import CallStory, Clock, Pick, Service, ServiceError, first_option
from studykit.sim.systems.cognito_identity.role_choice import mapped
from studykit.sim.systems.sts.model import ACCOUNT, IDENTITY_POOLS, STS

OPEN_ID_SECONDS = 600
ENHANCED_SECONDS = 3600
"""Seconds for which credentials of the enhanced flow are valid; this cannot be changed."""
WORDS = {"ExpiredSignatureError": "Token expired", "Revoked": "Token revoked"}


@dataclass(slots=True, kw_only=True)
class IdentityPool:
    """A pool: the logins it trusts, whether it accepts guests, and its two roles."""

    id: str
    name: str
    guests: bool
    classic: bool
    providers: dict[str, str]
    """Trusted providers, with the app (client) whose tokens are accepted."""
    checked: set[str] = field(default_factory=set)
    """User pools that are asked whether a token was revoked (ServerSideTokenCheck)."""
    roles: dict[str, str] = field(default_factory=dict)
    """ARNs: `authenticated` and `unauthenticated`."""
    mappings: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    identities: dict[str, str] = field(default_factory=dict)
    """Identity IDs by the login of each (provider and subject)."""


class CognitoIdentity(Service):
    """The identity pools of one account in one Region."""

    def __init__(self, clock: Clock, pick: Pick = first_option) -> None:
        super().__init__(clock, pick)
        self.pools: dict[str, IdentityPool] = {}
        self.home: dict[str, tuple[IdentityPool, str]] = {}
        self.numbers = count(1)
        self.story: list[CallStory] = []

    def provision(
        self,
        name: str,
        guests: bool = False,
        basic: bool = False,
        social: Mapping[str, str] | None = None,
        **options: Any,
    ) -> None:
        """Creates a pool with its two roles. `social`: trusted providers and their app; links add user pools."""
        made = self.create_identity_pool(
            IdentityPoolName=name,
            AllowUnauthenticatedIdentities=guests,
            AllowClassicFlow=basic,
            SupportedLoginProviders=social or {},
        )
        pool = made["IdentityPoolId"]
        roles = {kind: f"arn:aws:iam::{ACCOUNT}:role/{kind}" for kind in ("authenticated", "unauthenticated")}
        self.set_identity_pool_roles(IdentityPoolId=pool, Roles=roles)
        self.story.clear()

    def link(self, source: str, target: str, asks: bool = False, role_from: str = "pool", **rule: Any) -> None:
        """Lets an identity pool trust the client of a user pool.

        `asks`: it asks the user pool whether a token was revoked. `role_from`: the role is the `pool`'s own, the
        `token`'s (by its groups), or that of one `rule` (claim, value, role).
        """
        idp: Any = self.neighbors.get("cognito-idp")
        clients = idp.clients.values() if idp else ()
        client = next((one for one in clients if idp.pools[one.pool].name == target), None)
        if client is None or not self.pool_named(source):
            return  # a run without one of the two pools
        pool, provider = self.pools[self.pool_named(source)], idp.pools[client.pool].provider
        pool.providers[provider] = client.id
        if asks:
            pool.checked.add(provider)
        if role_from == "token":
            pool.mappings[provider] = {"Type": "Token", "AmbiguousRoleResolution": "AuthenticatedRole"}
        elif role_from == "rule":
            named = {"Claim": rule["claim"], "MatchType": "Equals", "Value": rule["value"], "RoleARN": rule["role"]}
            rules = {"Rules": [named]}
            pool.mappings[provider] = {
                "Type": "Rules",
                "AmbiguousRoleResolution": "AuthenticatedRole",
                "RulesConfiguration": rules,
            }

    def describe_call(self, operation: str, request: Mapping[str, Any], response: Any) -> list[CallStory]:
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
        checked = {entry["ProviderName"] for entry in CognitoIdentityProviders if entry.get("ServerSideTokenCheck")}
        pool = IdentityPool(
            id=self._id(),
            name=IdentityPoolName,
            guests=AllowUnauthenticatedIdentities,
            classic=AllowClassicFlow,
            providers=providers,
            checked=checked,
        )
        self.pools[pool.id] = pool
        self._narrate(pool, IdentityPoolName)
        return {
            "IdentityPoolId": pool.id,
            "IdentityPoolName": pool.name,
            "AllowUnauthenticatedIdentities": pool.guests,
        }

    def set_identity_pool_roles(
        self,
        *,
        IdentityPoolId: str,
        Roles: Mapping[str, str],
        RoleMappings: Mapping[str, Mapping[str, Any]] | None = None,
    ) -> None:
        """Sets the two roles, and mappings by `provider:client`, as the API names them."""
        pool = self._pool(IdentityPoolId)
        pool.roles = dict(Roles)
        pool.mappings = {name.rpartition(":")[0] or name: mapping for name, mapping in (RoleMappings or {}).items()}
        self._narrate(pool, pool.name)

    def get_id(self, *, IdentityPoolId: str, Logins: Mapping[str, str] | None = None) -> dict[str, Any]:
        """Returns the identity of a login, always the same one; a guest gets a new one."""
        pool = self._pool(IdentityPoolId)
        login, _ = self._login(pool, Logins)
        known = pool.identities.get(login) if login else None
        identity = known or self._id()
        if login:
            pool.identities[login] = identity
        self.home[identity] = (pool, login)
        self._narrate(pool, "for a login" if login else "for a guest", carries=f"identity {identity[-4:]}")
        return {"IdentityId": identity}

    def get_credentials_for_identity(
        self, *, IdentityId: str, Logins: Mapping[str, str] | None = None
    ) -> dict[str, Any]:
        """Returns credentials in the enhanced flow: the pool calls STS, chooses the role, and the time is one hour."""
        pool, arn = self._role(IdentityId, Logins)
        role = arn.rpartition("/")[2]
        made = self._sts.issue(role, ENHANCED_SECONDS)
        until = self.clock() / 1000 + ENHANCED_SECONDS
        self._narrate(pool, IdentityId[-4:], carries=f"credentials of role {role}", until=until)
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
        """Returns a token for the basic flow, with which the app calls STS itself within ten minutes."""
        pool, _ = self._owned(IdentityId, Logins)
        if not pool.classic:
            raise ServiceError("InvalidParameterException", "Basic (classic) flow is not enabled, use enhanced flow.")
        now = jwt.START + self.clock() // 1000
        proved = ["authenticated", *Logins] if Logins else ["unauthenticated"]
        claims = {"iss": IDENTITY_POOLS, "sub": IdentityId, "aud": pool.id, "amr": proved, "iat": now}
        claims["exp"] = now + OPEN_ID_SECONDS
        self._narrate(pool, "for a login" if Logins else "for a guest", carries="an OpenID token, for 10 minutes")
        return {"IdentityId": IdentityId, "Token": jwt.sign(claims, "identity")}

    # For other services

    def claims(self, token: str, now: int) -> dict[str, Any]:
        """Returns the claims of a genuine OpenID token of one of the pools; raises `jwt.InvalidToken`."""
        audience = jwt.read(token).get("aud", "")
        return jwt.verify(token, now, {"identity": jwt.DEMONSTRATION}, IDENTITY_POOLS, audience)

    def pool_named(self, name: str) -> str:
        """Returns the ID of a pool that the scenario names, or an empty text."""
        return next((pool.id for pool in self.pools.values() if pool.name == name), "")

    def _role(self, identity: str, logins: Mapping[str, str] | None) -> tuple[IdentityPool, str]:
        """Returns the pool of an identity, and the ARN of its role for this login."""
        pool, claims = self._owned(identity, logins)
        kind = "authenticated" if logins else "unauthenticated"
        if kind not in pool.roles:
            raise ServiceError("InvalidIdentityPoolConfigurationException", f"The pool has no {kind} role.")
        if not logins:
            return pool, pool.roles[kind]
        return pool, mapped(pool.mappings.get(next(iter(logins))), claims, pool.roles[kind])

    def _owned(self, identity: str, logins: Mapping[str, str] | None) -> tuple[IdentityPool, Mapping[str, Any]]:
        """Returns the pool of an identity, and the claims of its login."""
        if identity not in self.home:
            raise ServiceError("ResourceNotFoundException", f"Identity '{identity}' not found.")
        pool, owner = self.home[identity]
        login, claims = self._login(pool, logins)
        if login != owner:
            raise _refused("Logins don't match. Please include at least one valid login for this identity.")
        return pool, claims

    def _login(self, pool: IdentityPool, logins: Mapping[str, str] | None) -> tuple[str, Mapping[str, Any]]:
        """Returns provider and subject of a verified login, and its claims; both are empty for a guest."""
        if not logins:
            if not pool.guests:
                raise _refused("Unauthenticated access is not supported for this identity pool.")
            return "", {}
        name, token = next(iter(logins.items()))
        if name not in pool.providers:
            raise _refused("Token is not from a supported provider of this identity pool.")
        try:
            claims = self._verified(pool, name, token)
        except jwt.InvalidToken as refused:
            raise _refused(f"Invalid login token. {WORDS.get(refused.verdict, 'Not a genuine token')}.") from None
        return f"{name} {claims['sub']}", claims

    def _verified(self, pool: IdentityPool, name: str, token: str) -> Mapping[str, Any]:
        """Returns the claims of a token, verified by the user pool or the provider that issued it."""
        app = pool.providers[name]
        if name.startswith("cognito-idp."):
            idp: Any = self.neighbors["cognito-idp"]
            return dict(idp.holder(token, app, name in pool.checked))
        social: Any = self.neighbors["social"]
        claims: Mapping[str, Any] = social.claims(token, jwt.START + self.clock() // 1000)
        if (claims["iss"], claims["aud"]) != (f"https://{name}", app):
            raise jwt.InvalidToken("InvalidAudienceError")
        return claims

    @property
    def _sts(self) -> STS:
        sts = self.neighbors.get("sts")
        assert isinstance(sts, STS)
        return sts

    def _pool(self, pool: str) -> IdentityPool:
        if pool not in self.pools:
            raise ServiceError("ResourceNotFoundException", f"IdentityPool '{pool}' not found.")
        return self.pools[pool]

    def _id(self) -> str:
        return f"us-east-1:00000000-0000-4000-8000-{next(self.numbers):012x}"

    def _narrate(self, pool: IdentityPool, subject: str, **detail: Any) -> None:
        self.story = [CallStory(subject, {"target": pool.name, **detail})]


def _refused(message: str) -> ServiceError:
    return ServiceError("NotAuthorizedException", message)
