"""Faults of STS, of tokens and of the providers that issue them, and the checks that have to catch each of them.

The identity pool comes last, because the checks speak to a whole account through it; its own faults are next door.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from tests.sim.adapters import jwt as adapter
from tests.sim.services.exchange_checks import CHECKS
from tests.sim.services.role_checks import MAPPINGS
from tests.sim.services.sts_checks import STS, TOKENS

CLASS = "CognitoIdentity"
MODULES = (
    "jwt",
    "systems.social.model",
    "systems.sts.model",
    "systems.cognito_idp.tokens",
    "systems.cognito_idp.model",
    "systems.cognito_identity.model",
)
TRACES = Path(__file__).parents[2] / "traces" / "jwt.json"

MUTANTS = (
    ("any-algorithm", 'if header.get("alg") != "RS256":', "if False:"),
    ("any-key-id", 'if header.get("kid") not in keys:', "if not keys:"),
    ("any-signature", "if not genuine or pow(number, exponent, modulus) != _padded(token.rpartition(\".\")[0], modulus):", "if False:"),
    ("signature-over-the-header", '_padded(token.rpartition(".")[0], modulus)', '_padded(token.partition(".")[0], modulus)'),
    ("signature-of-any-length", "genuine = len(signature) == _size(modulus) and number < modulus", "genuine = True"),
    ("issued-tomorrow", 'claims.get("iat", now) > now or ', ""),
    ("good-before-its-time", ' or claims.get("nbf", now) > now', ""),
    ("good-for-ever", 'if claims.get("exp", now + 1) <= now:', "if False:"),
    ("good-a-second-more", 'claims.get("exp", now + 1) <= now', 'claims.get("exp", now + 1) < now'),
    ("issued-by-nobody", 'if "iss" not in claims:', "if False:"),
    ("any-issuer", 'if claims["iss"] != issuer:', "if False:"),
    ("any-audience", "if audience is not None:", "if False:"),
    ("audience-asked-of-access-tokens", "if audience is not None:", "if True:"),
    ("for-nobody", "if not named:", "if False:"),
    ("for-one-alone", "named if isinstance(named, list) else [named]", "[named]"),
    ("a-list-is-a-token", "if not isinstance(header, dict) or not isinstance(claims, dict):", "if False:"),
    ("app-forgotten", '"aud": app, "iat": now', '"aud": "my-app", "iat": now'),
    ("provider-s-token-for-two-hours", "\nHOUR = 3600", "\nHOUR = 7200"),
    ("code-used-again", "self.codes.pop(code)", "self.codes[code]"),
    ("opaque-for-ever", 'if now >= self.opaque[token]["exp"]:', "if False:"),
    ("opaque-a-second-more", 'if now >= self.opaque[token]["exp"]:', 'if now > self.opaque[token]["exp"]:'),
    ("trust-of-any-provider", '(self.provider or claims["iss"], ', '(claims["iss"], '),
    ("trust-of-any-app", 'self.audience or claims["aud"])', 'claims["aud"])'),
    ("guests-are-members", ' and (not self.amr or self.amr in claims.get("amr", ()))', ""),
    ("any-is-a-provider", '"" if provider == "any" else provider', "provider"),
    ("names-as-in-yaml", 'known = role.replace("_", "-")', "known = role"),
    ("policy-forgotten", "Role(name=known, may=may, ", "Role(name=known, "),
    ("policy-not-asked", "if role in self.roles and action not in self.roles[role].may:", "if False:"),
    ("readers-write", '"read": ("get_object",)', '"read": EVERYTHING'),
    ("writers-read", '"write": ("put_object",)', '"write": EVERYTHING'),
    ("nobody-has-a-bad-key", "if not key:", "if False:"),
    ("keys-of-users-end", "until = None if seconds is None else self.now + seconds", "until = self.now + (seconds or USUAL)"),
    ("keys-look-the-same", "'AKIA' if until is None else 'ASIA'", "'ASIA'"),
    ("sessions-live-on", "if until is not None and self.now >= until:", "if False:"),
    ("half-a-day-by-default", "longest: int = USUAL", "longest: int = LONGEST"),
    ("assumed-for-an-hour", "return self._given(role, RoleSessionName, DurationSeconds)", "return self._given(role, RoleSessionName, USUAL)"),
    ("assumed-by-any-name", 'role = self._role(RoleArn, "AssumeRole")', "role = next(iter(self.roles.values()))"),
    ("nine-hundred-is-short", "if seconds < SHORTEST:", "if seconds <= SHORTEST:"),
    ("longest-is-too-long", "if seconds > role.longest:", "if seconds >= role.longest:"),
    ("subject-is-the-session", '"SubjectFromWebIdentityToken": claims["sub"]', '"SubjectFromWebIdentityToken": RoleSessionName'),
    ("provider-by-issuer", '"Provider": ProviderId or claims["iss"]', '"Provider": claims["iss"]'),
    ("session-without-name", "assumed-role/{role.name}/{session}", "assumed-role/{role.name}"),
    ("opaque-is-no-token", 'issuer = provider or _jwt.read(token).get("iss")', 'issuer = _jwt.read(token).get("iss")'),
    ("every-token-is-social", '"cognito-identity" if issuer == IDENTITY_POOLS else "social"', '"social"'),
    ("unknown-providers-break", "if judge is None:", "if False:"),
    ("told-of-no-end", '"until": self.clock() / 1000 + seconds', '"until": 0'),
)  # fmt: skip


def suspects(model: Callable[..., Any]) -> Iterator[Callable[[], Any]]:
    """Tokens as PyJWT judged them, then rules at their boundaries."""
    module = sys.modules["studykit.sim.jwt"]
    for case in json.loads(TRACES.read_text(encoding="utf-8"))["cases"]:
        yield partial(adapter.check, case, module)
    yield from TOKENS
    for check in (*STS, *MAPPINGS, *CHECKS):
        yield partial(check, model)
