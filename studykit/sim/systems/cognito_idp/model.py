"""Cognito user pools: sign-up and sign-in, which return signed tokens with a limited lifetime.

Sources: AWS's API model (cognito-idp 2016-04-18), Developer Guide (amazon-cognito-user-pools-using-the-id-token,
managing-users-passwords, token-revocation), and the recorded cases of moto.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import count
from typing import Any

from studykit.sim import jwt
from studykit.sim.engine.service import CallStory, Clock, Pick, Service, ServiceError, first_option
from studykit.sim.systems.cognito_idp import tokens
from studykit.sim.systems.cognito_idp.pool import (
    REGION,
    USUAL_FLOWS,
    Client,
    Session,
    User,
    UserGroup,
    UserPool,
    demand,
    lifetimes,
    refused,
)

SECRET = "Passw0rd!"  # noqa: S105 -- of people who are not
"""The password of a scenario's users."""
PASSWORD_FLOWS = ("ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH")


class CognitoIdp(Service):
    """The user pools of one account in one Region."""

    def __init__(self, clock: Clock, pick: Pick = first_option) -> None:
        super().__init__(clock, pick)
        self.pools: dict[str, UserPool] = {}
        self.clients: dict[str, Client] = {}
        self.sessions: dict[str, Session] = {}
        self.numbers = count(1)
        self.story: list[CallStory] = []

    @property
    def now(self) -> int:
        """Returns the seconds since 1970, as tokens count them."""
        return jwt.START + self.clock() // 1000

    def provision(
        self,
        name: str,
        token: int = 3600,
        refresh: int = 30 * 86_400,
        id_token: int | None = None,
        users: Sequence[str] = (),
        group: str = "none",
        **options: Any,
    ) -> None:
        """Creates a pool with one client of the same name (lifetimes in s; `token` is for both), and confirmed users.

        Their password is SECRET. `group`: a group with a role of the same name; the first user is in it.
        """
        pool = self.create_user_pool(PoolName=name, **options)["UserPool"]["Id"]
        client = self.create_user_pool_client(
            UserPoolId=pool,
            ClientName=name,
            ExplicitAuthFlows=PASSWORD_FLOWS,
            AccessTokenValidity=token,
            IdTokenValidity=token if id_token is None else id_token,
            RefreshTokenValidity=refresh,
            TokenValidityUnits=dict.fromkeys(("AccessToken", "IdToken", "RefreshToken"), "seconds"),
        )["UserPoolClient"]["ClientId"]
        for user in users:
            self.sign_up(ClientId=client, Username=user, Password=SECRET)
            self.admin_confirm_sign_up(UserPoolId=pool, Username=user)
        if group != "none":
            role = f"arn:aws:iam::123456789012:role/{group}"
            self.create_group(GroupName=group, UserPoolId=pool, RoleArn=role, Precedence=0)
            self.admin_add_user_to_group(UserPoolId=pool, Username=users[0], GroupName=group)
        self.story.clear()

    def describe_call(self, operation: str, request: Mapping[str, Any], response: Any) -> list[CallStory]:
        story, self.story = self.story, []
        return story

    # Pools

    def create_user_pool(self, *, PoolName: str) -> dict[str, Any]:
        pool = UserPool(id=f"{REGION}_{PoolName.replace('-', '').title()[:20]}{next(self.numbers)}", name=PoolName)
        self.pools[pool.id] = pool
        self._narrate(pool, PoolName)
        return {"UserPool": {"Id": pool.id, "Name": PoolName}}

    def create_user_pool_client(
        self,
        *,
        UserPoolId: str,
        ClientName: str,
        ExplicitAuthFlows: Sequence[str] = USUAL_FLOWS,
        AccessTokenValidity: int = 0,
        IdTokenValidity: int = 0,
        RefreshTokenValidity: int = 0,
        TokenValidityUnits: Mapping[str, str] | None = None,
    ) -> dict[str, Any]:
        """Creates a client. A validity of 0 is the default: an hour, or 30 days for the refresh token."""
        pool = self._pool(UserPoolId)
        live = lifetimes(IdTokenValidity, AccessTokenValidity, RefreshTokenValidity, TokenValidityUnits or {})
        flows = tuple(ExplicitAuthFlows)
        client = Client(id=f"client{next(self.numbers)}", name=ClientName, pool=pool.id, flows=flows, **live)
        self.clients[client.id] = client
        self._narrate(pool, ClientName)
        return {"UserPoolClient": {"UserPoolId": pool.id, "ClientName": ClientName, "ClientId": client.id}}

    def create_group(
        self, *, GroupName: str, UserPoolId: str, RoleArn: str = "", Precedence: int | None = None
    ) -> dict[str, Any]:
        pool = self._pool(UserPoolId)
        if GroupName in pool.groups:
            raise ServiceError("GroupExistsException", "A group with the name already exists.")
        pool.groups[GroupName] = UserGroup(name=GroupName, role=RoleArn, precedence=Precedence)
        self._narrate(pool, GroupName)
        return {"Group": {"GroupName": GroupName, "UserPoolId": UserPoolId, "RoleArn": RoleArn}}

    def admin_add_user_to_group(self, *, UserPoolId: str, Username: str, GroupName: str) -> None:
        """Adds a user to a group; tokens that are issued from now on say so."""
        pool, user = self._pool(UserPoolId), self._user(UserPoolId, Username)
        if GroupName not in pool.groups:
            raise ServiceError("ResourceNotFoundException", "Group not found.")
        if pool.groups[GroupName] not in user.groups:
            user.groups.append(pool.groups[GroupName])
        self._narrate(pool, Username, says=f"in the group {GroupName}")

    # Signing in

    def sign_up(
        self, *, ClientId: str, Username: str, Password: str, UserAttributes: Sequence[Mapping[str, str]] = ()
    ) -> dict[str, Any]:
        pool = self._pool_of(ClientId)
        if Username in pool.users:
            raise ServiceError("UsernameExistsException", "User already exists")
        demand(Password)
        given = {attribute["Name"]: attribute["Value"] for attribute in UserAttributes}
        sub = f"00000000-0000-4000-8000-{next(self.numbers):012d}"
        pool.users[Username] = User(name=Username, sub=sub, password=Password, attributes=given)
        self._narrate(pool, Username, says="a code is sent; the user is not confirmed yet")
        return {"UserConfirmed": False, "UserSub": sub}

    def admin_confirm_sign_up(self, *, UserPoolId: str, Username: str) -> dict[str, Any]:
        user = self._user(UserPoolId, Username)
        if user.status != "UNCONFIRMED":
            raise refused(f"User cannot be confirmed. Current status is {user.status}")
        user.status = "CONFIRMED"
        self._narrate(self._pool(UserPoolId), Username)
        return {}

    def initiate_auth(self, *, ClientId: str, AuthFlow: str, AuthParameters: Mapping[str, str]) -> dict[str, Any]:
        """Returns three tokens for USER_PASSWORD_AUTH, and a new ID and access token for REFRESH_TOKEN_AUTH."""
        pool, client = self._pool_of(ClientId), self.clients[ClientId]
        flow = "REFRESH_TOKEN_AUTH" if AuthFlow == "REFRESH_TOKEN" else AuthFlow
        if flow not in ("USER_PASSWORD_AUTH", "REFRESH_TOKEN_AUTH"):
            raise ServiceError("InvalidParameterException", f"The model does not speak {AuthFlow}")
        if f"ALLOW_{flow}" not in client.flows:
            raise ServiceError("InvalidParameterException", f"{flow} flow not enabled for this client")
        if flow == "REFRESH_TOKEN_AUTH":
            session = self._refreshed(AuthParameters["REFRESH_TOKEN"], client)
            kept, carries = {}, "a new ID and access token"
        else:
            session = self._begun(client, pool.let_in(AuthParameters["USERNAME"], AuthParameters["PASSWORD"]))
            kept, carries = {"RefreshToken": session.id}, "ID, access and refresh token"
        self._narrate(pool, session.user.name, carries=carries, until=self.clock() / 1000 + client.access)
        issued = tokens.issued(pool, session, self.now)
        return {"ChallengeParameters": {}, "AuthenticationResult": {**issued, **kept}}

    # Signed-in users

    def get_user(self, *, AccessToken: str) -> dict[str, Any]:
        pool, user = self._holder(AccessToken)
        self._narrate(pool, user.name)
        attributes = [{"Name": "sub", "Value": user.sub}]
        attributes += [{"Name": name, "Value": value} for name, value in user.attributes.items()]
        return {"Username": user.name, "UserAttributes": attributes}

    def change_password(self, *, PreviousPassword: str, ProposedPassword: str, AccessToken: str) -> dict[str, Any]:
        pool, user = self._holder(AccessToken)
        if PreviousPassword != user.password:
            raise refused("Incorrect username or password.")
        demand(ProposedPassword)
        user.password = ProposedPassword
        self._narrate(pool, user.name)
        return {}

    def global_sign_out(self, *, AccessToken: str) -> dict[str, Any]:
        """Revokes every token of the user. An offline verifier accepts a token until it expires."""
        pool, user = self._holder(AccessToken)
        self._revoke(user)
        self._narrate(pool, user.name, says="the user's tokens are revoked; local verification does not notice")
        return {}

    def admin_get_user(self, *, UserPoolId: str, Username: str) -> dict[str, Any]:
        user = self._user(UserPoolId, Username)
        self._narrate(self._pool(UserPoolId), Username)
        return {"Username": user.name, "Enabled": user.enabled, "UserStatus": user.status}

    def admin_disable_user(self, *, UserPoolId: str, Username: str) -> dict[str, Any]:
        """Disables a user, who cannot sign in any more, and revokes the user's tokens (AdminDisableUser)."""
        user = self._user(UserPoolId, Username)
        user.enabled = False
        self._revoke(user)
        self._narrate(self._pool(UserPoolId), Username, says="the user can no longer sign in")
        return {}

    def admin_enable_user(self, *, UserPoolId: str, Username: str) -> dict[str, Any]:
        self._user(UserPoolId, Username).enabled = True
        self._narrate(self._pool(UserPoolId), Username)
        return {}

    def admin_delete_user(self, *, UserPoolId: str, Username: str) -> None:
        self._revoke(self._user(UserPoolId, Username))
        del self.pools[UserPoolId].users[Username]
        self._narrate(self._pool(UserPoolId), Username)

    # For other services

    def holder(self, token: str, audience: str, asks: bool = False) -> dict[str, Any]:
        """Returns the claims of an ID token of one of the pools, for a service that verifies it.

        With `asks` the pool also checks whether the user was signed out or deleted (CognitoIdentityProvider,
        ServerSideTokenCheck). Raises `jwt.InvalidToken`.
        """
        pool = self._issuer(token)
        if pool is None:
            raise jwt.InvalidToken("InvalidIssuerError")
        claims = tokens.claims(pool, token, "id", self.now, audience)
        if asks and self.sessions[claims["origin_jti"]].revoked:
            raise jwt.InvalidToken("Revoked")
        return claims

    # Inside

    def _begun(self, client: Client, user: User) -> Session:
        name = f"refresh-{len(self.sessions) + 1}"
        until = self.now + client.refresh
        self.sessions[name] = Session(id=name, user=user, client=client, since=self.now, until=until)
        return self.sessions[name]

    def _refreshed(self, token: str, client: Client) -> Session:
        session = self.sessions.get(token)
        if session is None or session.client is not client:
            raise refused("Invalid Refresh Token")
        if self.now >= session.until:
            raise refused("Refresh Token has expired")
        if session.revoked:
            raise refused("Refresh Token has been revoked")
        return session

    def _revoke(self, user: User) -> None:
        for session in self.sessions.values():
            session.revoked |= session.user is user

    def _holder(self, token: str) -> tuple[UserPool, User]:
        """Returns the pool and the user of an access token; raises NotAuthorizedException if it is no longer valid."""
        pool = self._issuer(token)
        if pool is None:
            raise refused("Invalid Access Token")
        try:
            claims = tokens.claims(pool, token, "access", self.now, None)
        except jwt.InvalidToken as wrong:
            expired = wrong.verdict == "ExpiredSignatureError"
            raise refused("Access Token has expired" if expired else "Invalid Access Token") from None
        user = pool.named(claims["sub"])
        if self.sessions[claims["origin_jti"]].revoked:
            raise refused("Access Token has been revoked")
        return pool, user

    def _issuer(self, token: str) -> UserPool | None:
        """Returns the pool that a token names as its issuer, or None."""
        try:
            issuer = jwt.read(token).get("iss")
        except jwt.InvalidToken:
            return None
        return next((pool for pool in self.pools.values() if pool.issuer == issuer), None)

    def _pool_of(self, client: str) -> UserPool:
        if client not in self.clients:
            raise ServiceError("ResourceNotFoundException", f"User pool client {client} does not exist.")
        return self.pools[self.clients[client].pool]

    def _pool(self, pool: str) -> UserPool:
        if pool not in self.pools:
            raise ServiceError("ResourceNotFoundException", f"User pool {pool} does not exist.")
        return self.pools[pool]

    def _user(self, pool: str, name: str) -> User:
        return self._pool(pool).user(name)

    def _narrate(self, pool: UserPool, subject: str, **detail: Any) -> None:
        self.story = [CallStory(subject, {"target": pool.name, **detail})]
