"""Faults of user pools and their tokens, and the checks that have to catch each of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from tests.sim.adapters import cognito as adapter
from tests.sim.services.cognito_checks import CHECKS

CLASS = "CognitoIdp"
MODULES = ("cognito_idp",)
TRACES = Path(__file__).parents[2] / "traces" / "cognito.json"

MUTANTS = (
    ("seven-characters", "SHORTEST_PASSWORD = 8", "SHORTEST_PASSWORD = 7"),
    ("no-digit-needed", '("numeric characters", any(c.isdigit() for c in password)),', ""),
    ("no-symbol-needed", '("symbol characters", any(not c.isalnum() for c in password)),', ""),
    ("no-upper-case-needed", '("uppercase characters", any(c.isupper() for c in password)),', ""),
    ("any-name-twice", "if Username in pool.users:", "if False:"),
    ("confirmed-at-once", 'status: str = "UNCONFIRMED"', 'status: str = "CONFIRMED"'),
    ("unconfirmed-may-enter", 'if user.status != "CONFIRMED":', "if False:"),
    ("any-password", "if password != user.password:", "if False:"),
    ("disabled-may-enter", "if not user.enabled:\n            raise _refused(\"User is disabled.\")\n        if password", "if password"),
    ("disabling-revokes-nothing", "user.enabled, user.since = False, self.now + 1", "user.enabled = False"),
    ("signing-out-does-nothing", "        user.since = self.now + 1\n", ""),
    ("refresh-token-for-ever", "if self.now >= session.until:", "if False:"),
    ("refresh-token-a-second-more", "if self.now >= session.until:", "if self.now > session.until:"),
    ("refresh-token-of-a-week", "30 * DAY", "7 * DAY"),
    ("refresh-of-any-client", "or session.client is not client", ""),
    ("refresh-after-sign-out", "if session.since < session.user.since:", "if False:"),
    ("refresh-signs-in-again", '"auth_time": session.since', '"auth_time": now'),
    ("refresh-rotates-always", 'kept, carries = {}, "a new', 'kept, carries = {"RefreshToken": "x"}, "a new'),
    ("tokens-of-two-hours", '"exp": now + client.token', '"exp": now + 2 * client.token'),
    ("id-token-without-audience", '"token_use": "id", "aud": client.id', '"token_use": "id"'),
    ("id-token-opens-the-door", 'if claims.get("token_use") != "access":', "if False:"),
    ("access-token-after-sign-out", 'if claims["auth_time"] < user.since:', "if False:"),
    ("old-password-not-asked", "if PreviousPassword != user.password:", "if False:"),
    ("new-password-not-checked", "        _demand(ProposedPassword)\n", ""),
    ("new-password-not-kept", "        user.password = ProposedPassword\n", ""),
    ("deleting-keeps", "        del self.pools[UserPoolId].users[Username]\n", ""),
    ("tokens-of-a-minute", "not SHORTEST_TOKEN <= token", "not 0 <= token"),
    ("tokens-of-a-week", "<= token <= LONGEST_TOKEN", "<= token"),
    ("access-token-without-client", '"client_id": client.id, ', ""),
)  # fmt: skip


def suspects(model: Callable[..., Any]) -> Iterator[Callable[[], Any]]:
    """Recorded cases, then rules at their boundaries."""
    for case in json.loads(TRACES.read_text(encoding="utf-8"))["cases"]:
        yield partial(adapter.check, case, model)
    for check in CHECKS:
        yield partial(check, model)
