"""Faults of identity pools and STS, and the checks that have to catch each of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from tests.sim.services.exchange_checks import CHECKS
from tests.sim.services.role_checks import MAPPINGS

CLASS = "CognitoIdentity"
MODULES = (
    "systems.sts.model",
    "systems.cognito_identity.role_choice",
    "systems.cognito_identity.model",
)

MUTANTS = (
    ("guests-always", "if not pool.guests:", "if False:"),
    ("guests-never", "if not pool.guests:", "if True:"),
    ("a-new-identity-each-time", "identity = known or self._id()", "identity = self._id()"),
    ("one-identity-for-all", "pool.identities[login] = identity", 'pool.identities.setdefault("x", identity)'),
    ("roles-swapped", 'kind = "authenticated" if logins else "unauthenticated"', 'kind = "unauthenticated" if logins else "authenticated"'),
    ("any-login-for-an-identity", "if login != owner:", "if False:"),
    ("any-provider", "if name not in pool.providers:", "if False:"),
    ("expired-login-works", "raise _refused(f\"Invalid login token", "return name\n            raise _refused(f\"Invalid login token"),
    ("pool-is-not-looked-for", "if pool not in self.pools:", "if False:"),
    ("identity-is-not-looked-for", "if identity not in self.home:", "if False:"),
    ("basic-flow-always", "if not pool.classic:", "if False:"),
    ("open-id-token-for-an-hour", "OPEN_ID_SECONDS = 600", "OPEN_ID_SECONDS = 3600"),
    ("open-id-token-a-second-less", "OPEN_ID_SECONDS = 600", "OPEN_ID_SECONDS = 599"),
    ("enhanced-for-twelve-hours", "ENHANCED_SECONDS = 3600", "ENHANCED_SECONDS = 43_200"),
    ("open-id-audience", '"aud": pool.id', '"aud": IdentityId'),
    ("keys-for-ever", "self.now >= until:", "False:"),
    ("keys-a-second-more", "self.now >= until:", "self.now > until:"),
    ("any-key", "if key not in self.issued:", "if not self.issued:"),
    ("audience-unchecked", 'self.audience or claims["aud"]', 'claims["aud"]'),
    ("role-unchecked", "if not role.trusts(claims):", "if False:"),
    ("shorter-than-a-quarter", "SHORTEST, LONGEST, USUAL = 900", "SHORTEST, LONGEST, USUAL = 600"),
    ("longest-of-the-role-ignored", "if seconds > role.longest:", "if seconds > LONGEST:"),
    ("duration-ignored", "self.issue(role.name, seconds)", "self.issue(role.name, USUAL)"),
    ("expired-is-invalid", 'if refused.verdict == "ExpiredSignatureError":\n                raise ServiceError("ExpiredTokenException"', 'if refused.verdict == "ExpiredSignatureError":\n                raise ServiceError("InvalidIdentityToken"'),
    ("told-without-an-end", "until = self.clock() / 1000 + ENHANCED_SECONDS", "until = 0"),
    ("mappings-ignored", "if mapping is None:", "if True:"),
    ("mappings-of-any-provider", "pool.mappings.get(next(iter(logins)))", "next(iter(pool.mappings.values()), None)"),
    ("tokens-for-rules", '_by_token(claims) if mapping["Type"] == "Token" else _by_rules(mapping, claims)', "_by_token(claims)"),
    ("no-role-is-the-default", 'if mapping.get("AmbiguousRoleResolution") == "Deny":', "if False:"),
    ("no-role-is-denied", 'if mapping.get("AmbiguousRoleResolution") == "Deny":', "if True:"),
    ("first-of-many-roles", "roles[0] if len(roles) == 1 else", "roles[0] if roles else"),
    ("contains-is-equals", '"Contains": lambda claim, value: value in claim', '"Contains": lambda claim, value: value == claim'),
    ("starts-is-contains", "claim.startswith(value)", "value in claim"),
    ("not-equal-is-equal", '"NotEqual": lambda claim, value: claim != value', '"NotEqual": lambda claim, value: claim == value'),
    ("missing-claims-match", "if claim is not None and MATCHES", "if MATCHES"),
    ("revoked-tokens-count", "idp.holder(token, app, name in pool.checked)", "idp.holder(token, app)"),
    ("every-pool-asks", "idp.holder(token, app, name in pool.checked)", "idp.holder(token, app, True)"),
    ("asking-is-forgotten", "            checked=checked,\n", ""),
    ("a-provider-s-app-unchecked", '(f"https://{name}", app)', '(f"https://{name}", claims["aud"])'),
    ("a-provider-s-name-unchecked", '(f"https://{name}", app)', '(claims["iss"], app)'),
    ("guests-are-authenticated", 'if Logins else ["unauthenticated"]', 'if Logins else ["authenticated"]'),
)  # fmt: skip


def suspects(model: Callable[..., Any]) -> Iterator[Callable[[], Any]]:
    """Rules at their boundaries; no other implementation was recorded."""
    for check in (*CHECKS, *MAPPINGS):
        yield partial(check, model)
