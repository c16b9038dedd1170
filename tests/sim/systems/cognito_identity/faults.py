"""Faults of identity pools."""

from __future__ import annotations

from studykit.sim.systems.cognito_identity.model import CognitoIdentity
from tests.sim.checks import checks_of
from tests.sim.faults import Fault, always, becomes, compare, drop, item, literal, never, result, rewrite
from tests.sim.systems.cognito_identity import checks, role_checks
from tests.sim.trees import Code

MODEL = CognitoIdentity
CHECKS = checks_of(checks, role_checks)
SUSPECTS = CHECKS

FAULTS = (
    Fault("guests-always", "CognitoIdentity._login", never("guests")),
    Fault("guests-never", "CognitoIdentity._login", always("guests")),
    Fault("a-new-identity-each-time", "CognitoIdentity.get_id", rewrite("K or self._id()", "self._id()")),
    Fault(
        "one-identity-for-all",
        "CognitoIdentity.get_id",
        rewrite("P.identities[L] = I", "P.identities.setdefault('x', I)"),
    ),
    Fault(
        "roles-swapped",
        "CognitoIdentity._role",
        rewrite("'authenticated' if L else 'unauthenticated'", "'unauthenticated' if L else 'authenticated'"),
    ),
    Fault("any-login-for-an-identity", "CognitoIdentity._owned", never("_refused")),
    Fault("any-provider", "CognitoIdentity._login", never("providers")),
    Fault(
        "expired-login-works",
        "CognitoIdentity._login",
        rewrite("raise A from None", "return next(iter(logins)), jwt.read(next(iter(logins.values())))"),
    ),
    Fault("unknown-pool-accepted", "CognitoIdentity._pool", never("pools")),
    Fault("unknown-identity-accepted", "CognitoIdentity._owned", never("home")),
    Fault("basic-flow-always", "CognitoIdentity.get_open_id_token", never("classic")),
    Fault("open-id-token-for-an-hour", "OPEN_ID_SECONDS", becomes(3600)),
    Fault("open-id-token-a-second-less", "OPEN_ID_SECONDS", becomes(599)),
    Fault("enhanced-for-twelve-hours", "ENHANCED_SECONDS", becomes(43200)),
    Fault("open-id-audience", "CognitoIdentity.get_open_id_token", item("aud", Code("IdentityId"))),
    Fault(
        "reported-without-an-end",
        "CognitoIdentity.get_credentials_for_identity",
        rewrite("self.clock() / 1000 + ENHANCED_SECONDS", "0"),
    ),
    Fault("mappings-ignored", "mapped", always(None)),
    Fault(
        "mappings-of-any-provider",
        "CognitoIdentity._role",
        rewrite("P.mappings.get(next(iter(L)))", "next(iter(P.mappings.values()), None)"),
    ),
    Fault("tokens-for-rules", "mapped", always("Token")),
    Fault("no-role-is-the-default", "mapped", never("get")),
    Fault("no-role-is-denied", "mapped", always("get")),
    Fault("first-of-many-roles", "_by_token", rewrite("len(R) == 1", "R")),
    Fault("contains-is-equals", "MATCHES", compare("in", "==")),
    Fault("starts-is-contains", "MATCHES", result("startswith", Code("value in claim"))),
    Fault("not-equal-is-equal", "MATCHES", compare("!=", "==")),
    Fault("missing-claims-match", "_by_rules", drop(None)),
    Fault("revoked-tokens-count", "CognitoIdentity._verified", drop("checked")),
    Fault("every-pool-checks-tokens", "CognitoIdentity._verified", always("checked")),
    Fault("token-check-setting-lost", "CognitoIdentity.create_identity_pool", drop("checked")),
    Fault(
        "provider-app-unchecked",
        "CognitoIdentity._verified",
        rewrite("(C['iss'], C['aud']) != (B, A)", "(C['iss'], C['aud']) != (B, C['aud'])"),
    ),
    Fault(
        "provider-name-unchecked",
        "CognitoIdentity._verified",
        rewrite("(C['iss'], C['aud']) != (f'https://{N}', A)", "(C['iss'], C['aud']) != (C['iss'], A)"),
    ),
    Fault("guests-are-authenticated", "CognitoIdentity.get_open_id_token", literal("unauthenticated", "authenticated")),
)
