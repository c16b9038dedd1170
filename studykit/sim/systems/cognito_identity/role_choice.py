"""The choice of an identity's role: one of the pool's two, or one that a mapping reads from the token.

Source: AWS's API model (cognito-identity 2014-06-30, RoleMapping, MappingRule, AmbiguousRoleResolution).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from studykit.sim.engine.service import ServiceError

MATCHES: dict[str, Callable[[str, str], bool]] = {
    "Equals": lambda claim, value: claim == value,
    "Contains": lambda claim, value: value in claim,
    "StartsWith": lambda claim, value: claim.startswith(value),
    "NotEqual": lambda claim, value: claim != value,
}


def mapped(mapping: Mapping[str, Any] | None, claims: Mapping[str, Any], default: str) -> str:
    """Returns the ARN of a signed-in user's role; `default` is the pool's authenticated role."""
    if mapping is None:
        return default
    found = _by_token(claims) if mapping["Type"] == "Token" else _by_rules(mapping, claims)
    if found:
        return found
    if mapping.get("AmbiguousRoleResolution") == "Deny":
        raise ServiceError("NotAuthorizedException", "Cannot determine role.")
    return default


def _by_token(claims: Mapping[str, Any]) -> str:
    """Returns the preferred role of the user's groups, or the only one; empty if there is none or a choice."""
    roles = claims.get("cognito:roles", [])
    return str(claims.get("cognito:preferred_role") or (roles[0] if len(roles) == 1 else ""))


def _by_rules(mapping: Mapping[str, Any], claims: Mapping[str, Any]) -> str:
    """Returns the role of the first rule that matches a claim of the token; empty if none does."""
    for rule in mapping["RulesConfiguration"]["Rules"]:
        claim = claims.get(rule["Claim"])
        if claim is not None and MATCHES[rule["MatchType"]](str(claim), rule["Value"]):
            return str(rule["RoleARN"])
    return ""
