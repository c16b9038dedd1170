"""Plays recorded sign-ups and sign-ins through the user pool model: one pool and one client. It keeps the last tokens."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from studykit.sim import jwt as _jwt
from studykit.sim.engine.service import ServiceError
from studykit.sim.systems.cognito_idp.model import PASSWORD_FLOWS, CognitoIdp
from tests.sim.shapes import Validated

FILE = "cognito.json"


def check(case: Mapping[str, Any], model: Callable[..., Any] = CognitoIdp) -> None:
    """Plays a case. Raises AssertionError at the first outcome that differs from the recorded one."""
    player = Player(model)
    for step in case["steps"]:
        player.now = round(step["t"] * 1000)
        try:
            outcome: dict[str, Any] = {"ok": getattr(player, step["op"])(**step["params"])}
        except ServiceError as refused:
            outcome = {"err": refused.code}
        assert outcome == step["outcome"], f"{case['id']}: {step['op']} at {step['t']} s"


class Player:
    """The operations of the format as calls of the model."""

    def __init__(self, model: Callable[..., Any]) -> None:
        self.now = 0
        self.idp: Any = Validated("cognito-idp", model(lambda: self.now))
        self.pool = self.idp.create_user_pool(PoolName="pool")["UserPool"]["Id"]
        made = self.idp.create_user_pool_client(
            UserPoolId=self.pool, ClientName="app", ExplicitAuthFlows=PASSWORD_FLOWS
        )
        self.client = made["UserPoolClient"]["ClientId"]
        self.tokens: dict[str, str] = {}

    def sign_up(self, u: str, pw: str) -> bool:
        self.idp.sign_up(ClientId=self.client, Username=u, Password=pw)
        return True

    def confirm(self, u: str) -> bool:
        self.idp.admin_confirm_sign_up(UserPoolId=self.pool, Username=u)
        return True

    def status(self, u: str) -> str:
        return str(self.idp.admin_get_user(UserPoolId=self.pool, Username=u)["UserStatus"])

    def login(self, u: str, pw: str) -> dict[str, Any]:
        given = {"USERNAME": u, "PASSWORD": pw}
        answer = self.idp.initiate_auth(ClientId=self.client, AuthFlow="USER_PASSWORD_AUTH", AuthParameters=given)
        self.tokens = answer["AuthenticationResult"]
        claims, access = _jwt.read(self.tokens["IdToken"]), _jwt.read(self.tokens["AccessToken"])
        return {
            "tokens": sorted(name for name in self.tokens if name.endswith("Token")),
            "id_token_use": claims["token_use"],
            "access_token_use": access["token_use"],
            "id_has_aud": "aud" in claims,
            "access_has_client_id": "client_id" in access,
            "same_sub": claims["sub"] == access["sub"],
            "lifetime": claims["exp"] - claims["iat"],
        }

    def get_user(self) -> dict[str, str]:
        return {"Username": self.idp.get_user(AccessToken=self.tokens["AccessToken"])["Username"]}

    def refresh(self) -> list[str]:
        given = {"REFRESH_TOKEN": self.tokens["RefreshToken"]}
        answer = self.idp.initiate_auth(ClientId=self.client, AuthFlow="REFRESH_TOKEN_AUTH", AuthParameters=given)
        self.tokens = {**self.tokens, **answer["AuthenticationResult"]}
        return sorted(name for name in answer["AuthenticationResult"] if name.endswith("Token"))

    def sign_out(self) -> bool:
        self.idp.global_sign_out(AccessToken=self.tokens["AccessToken"])
        return True

    def change_password(self, old: str, new: str) -> bool:
        token = self.tokens["AccessToken"]
        self.idp.change_password(PreviousPassword=old, ProposedPassword=new, AccessToken=token)
        return True

    def disable(self, u: str) -> bool:
        self.idp.admin_disable_user(UserPoolId=self.pool, Username=u)
        return True

    def delete(self, u: str) -> bool:
        self.idp.admin_delete_user(UserPoolId=self.pool, Username=u)
        return True
