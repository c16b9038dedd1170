"""Faults of STS and of the verification of tokens.

The checks reach a whole account through its identity pool, so that is their model."""

from __future__ import annotations

from studykit.sim.systems.cognito_identity.model import CognitoIdentity
from tests.sim.checks import checks_of
from tests.sim.faults import (
    Fault,
    always,
    argument,
    becomes,
    compare,
    drop,
    item,
    literal,
    never,
    reads,
    result,
    rewrite,
    uncalled,
    use,
)
from tests.sim.systems.cognito_identity.faults import SUSPECTS as SUSPECTS_OF_POOLS
from tests.sim.systems.sts import checks, recorded, token_checks
from tests.sim.traces import played_by
from tests.sim.trees import Code

MODEL = CognitoIdentity
CHECKS = checks_of(checks, token_checks)
SUSPECTS = (*played_by(recorded), *CHECKS, *SUSPECTS_OF_POOLS)

FAULTS = (
    Fault("session-keys-never-expire", "STS.role_of", never("now")),
    Fault("keys-a-second-more", "STS.role_of", compare(">=", ">")),
    Fault("any-key", "STS.role_of", rewrite("K not in self.issued", "not self.issued")),
    Fault("audience-unchecked", "Role.trusts", drop("audience")),
    Fault("role-unchecked", "STS.assume_role_with_web_identity", never("trusts")),
    Fault("shorter-than-a-quarter", "SHORTEST", becomes(600)),
    Fault("longest-of-the-role-ignored", "STS._given", reads("longest", Code("LONGEST"))),
    Fault("duration-ignored", "STS._given", argument("issue", 1, Code("USUAL"))),
    Fault("expired-is-invalid", "STS._claims", literal("ExpiredTokenException", "InvalidIdentityToken")),
    Fault("any-algorithm", "verify", never("RS256")),
    Fault("any-key-id", "verify", rewrite("H.get('kid') not in K", "not K")),
    Fault("any-signature", "verify", never("rpartition")),
    Fault("signature-over-the-header", "verify", use("partition", "rpartition")),
    Fault("signature-of-any-length", "verify", always("_size")),
    Fault("issued-tomorrow", "verify", drop("get", "iat")),
    Fault("not-before-ignored", "verify", drop("get", "nbf")),
    Fault("expiry-not-checked", "verify", never("exp")),
    Fault("valid-a-second-longer", "verify", compare("<=", "<")),
    Fault("missing-issuer-accepted", "verify", never("MissingRequiredClaimError")),
    Fault("any-issuer", "verify", never("issuer")),
    Fault("any-audience", "verify", never("audience")),
    Fault("audience-required-of-access-tokens", "verify", always("audience")),
    Fault("missing-audience-accepted", "_meant_for", never("MissingRequiredClaimError")),
    Fault("audience-list-not-read", "_meant_for", never("isinstance")),
    Fault("a-list-is-a-token", "_parts", never("isinstance")),
    Fault("trust-of-any-provider", "Role.trusts", drop("provider")),
    Fault("guests-are-members", "Role.trusts", rewrite("A == (C['iss'], C['aud']) and B", "A == (C['iss'], C['aud'])")),
    Fault("any-is-a-provider", "STS.provision", never("any")),
    Fault("names-as-in-yaml", "STS.provision", uncalled("replace")),
    Fault(
        "policy-forgotten",
        "STS.provision",
        rewrite("Role(name=K, may=M, provider=A, **G)", "Role(name=K, provider=A, **G)"),
    ),
    Fault("policy-not-checked", "STS.allowed", never("roles")),
    Fault("readers-write", "ALLOWS", item("read", Code("EVERYTHING"))),
    Fault("writers-read", "ALLOWS", item("write", Code("EVERYTHING"))),
    Fault("missing-key-accepted", "STS.role_of", never("AccessDenied")),
    Fault("keys-of-users-end", "STS.issue", rewrite("None if S is None else self.now + S", "self.now + (S or USUAL)")),
    Fault("keys-look-the-same", "STS.issue", never("AKIA")),
    Fault("half-a-day-by-default", "Role.longest", becomes(Code("LONGEST"))),
    Fault("assumed-for-an-hour", "STS.assume_role", argument("_given", 2, Code("USUAL"))),
    Fault("assumed-by-any-name", "STS.assume_role", result("_role", Code("next(iter(self.roles.values()))"))),
    Fault("nine-hundred-is-short", "STS._given", compare("<", "<=")),
    Fault("longest-is-too-long", "STS._given", compare(">", ">=")),
    Fault(
        "subject-is-the-session",
        "STS.assume_role_with_web_identity",
        item("SubjectFromWebIdentityToken", Code("RoleSessionName")),
    ),
    Fault("provider-by-issuer", "STS.assume_role_with_web_identity", rewrite("P or C['iss']", "C['iss']")),
    Fault(
        "session-without-name", "STS._given", item("Arn", Code("f'arn:aws:sts::{ACCOUNT}:assumed-role/{role.name}'"))
    ),
    Fault("opaque-is-no-token", "STS._claims", drop("provider")),
    Fault("every-token-is-social", "STS._claims", never("IDENTITY_POOLS")),
    Fault("unknown-providers-break", "STS._claims", never(None)),
    Fault("end-not-reported", "STS._given", item("until", 0)),
)
