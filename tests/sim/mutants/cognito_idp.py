"""Faults of user pools and their tokens, and the checks that have to catch each of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from tests.sim.adapters import cognito as adapter
from tests.sim.services.cognito_checks import CHECKS
from tests.sim.services.role_checks import GROUPS

CLASS = "CognitoIdp"
MODULES = (
    "systems.cognito_idp.pool",
    "systems.cognito_idp.tokens",
    "systems.cognito_idp.model",
)
TRACES = Path(__file__).parents[2] / "traces" / "cognito.json"

MUTANTS = (
    ("seven-characters", "SHORTEST_PASSWORD = 8", "SHORTEST_PASSWORD = 7"),
    ("no-digit-needed", '("Password must have numeric characters", any(c.isdigit() for c in password)),', ""),
    ("no-symbol-needed", '("Password must have symbol characters", any(not c.isalnum() for c in password)),', ""),
    ("no-upper-case-needed", '("Password must have uppercase characters", any(c.isupper() for c in password)),', ""),
    ("any-name-twice", "if Username in pool.users:", "if False:"),
    ("confirmed-at-once", 'status: str = "UNCONFIRMED"', 'status: str = "CONFIRMED"'),
    ("unconfirmed-may-enter", 'if user.status != "CONFIRMED":', "if False:"),
    ("any-password", "if password != user.password:", "if False:"),
    ("disabled-may-enter", "if not user.enabled:", "if False:"),
    ("disabling-revokes-nothing", "        user.enabled = False\n        self._revoke(user)\n", "        user.enabled = False\n"),
    ("signing-out-does-nothing", "        pool, user = self._holder(AccessToken)\n        self._revoke(user)\n", "        pool, user = self._holder(AccessToken)\n"),
    ("refresh-token-for-ever", "if self.now >= session.until:", "if False:"),
    ("refresh-token-a-second-more", "if self.now >= session.until:", "if self.now > session.until:"),
    ("refresh-token-of-a-week", "30 * DAY", "7 * DAY"),
    ("refresh-of-any-client", "or session.client is not client", ""),
    ("refresh-after-sign-out", "        if session.revoked:", "        if False:"),
    ("refresh-signs-in-again", '"auth_time": session.since', '"auth_time": now'),
    ("refresh-rotates-always", 'kept, carries = {}, "a new', 'kept, carries = {"RefreshToken": "x"}, "a new'),
    ("tokens-of-two-hours", '"exp": now + client.access', '"exp": now + 2 * client.access'),
    ("id-token-without-audience", '"token_use": "id", "aud": client.id', '"token_use": "id"'),
    ("id-token-opens-the-door", 'if found.get("token_use") != use:', "if False:"),
    ("access-token-after-sign-out", 'if self.sessions[claims["origin_jti"]].revoked:\n            raise refused', 'if False:\n            raise refused'),
    ("old-password-not-asked", "if PreviousPassword != user.password:", "if False:"),
    ("new-password-not-checked", "        demand(ProposedPassword)\n", ""),
    ("new-password-not-kept", "        user.password = ProposedPassword\n", ""),
    ("deleting-keeps", "        del self.pools[UserPoolId].users[Username]\n", ""),
    ("tokens-of-a-minute", "SHORTEST_TOKEN <= token <= LONGEST_TOKEN for", "0 <= token <= LONGEST_TOKEN for"),
    ("tokens-of-a-week", "<= token <= LONGEST_TOKEN for", "<= token for"),
    ("access-token-without-client", '"client_id": client.id, ', ""),
    ("deleting-revokes-nothing", "self._revoke(self._user(UserPoolId, Username))", "self._user(UserPoolId, Username)"),
    ("any-flow", 'if f"ALLOW_{flow}" not in client.flows:', "if False:"),
    ("passwords-by-default", 'USUAL_FLOWS = ("ALLOW_REFRESH_TOKEN_AUTH", ', 'USUAL_FLOWS = ("ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_PASSWORD_AUTH", '),
    ("groups-left-out", 'shared["cognito:groups"] = groups', "pass"),
    ("roles-left-out", "mine.update(_roles(session))", "pass"),
    ("late-groups-first", "g.precedence is None, g.precedence or 0", "g.precedence is not None, g.precedence or 0"),
    ("the-last-group-first", "g.precedence or 0))", "-(g.precedence or 0)))"),
    ("a-tie-is-decided", "if len({group.role for group in first}) == 1 else {}", "if first else {}"),
    ("a-group-twice", "if GroupName in pool.groups:", "if False:"),
    ("in-a-group-twice", "if pool.groups[GroupName] not in user.groups:", "if True:"),
    ("groups-without-a-role-have-one", "(g for g in session.user.groups if g.role)", "(g for g in session.user.groups)"),
)  # fmt: skip


def suspects(model: Callable[..., Any]) -> Iterator[Callable[[], Any]]:
    """Recorded cases, then rules at their boundaries."""
    for case in json.loads(TRACES.read_text(encoding="utf-8"))["cases"]:
        yield partial(adapter.check, case, model)
    for check in (*CHECKS, *GROUPS):
        yield partial(check, model)
