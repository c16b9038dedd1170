"""Faults of user pools and their tokens."""

from __future__ import annotations

from studykit.sim.systems.cognito_idp.model import CognitoIdp
from tests.sim.checks import checks_of
from tests.sim.faults import Fault, always, becomes, compare, drop, item, never, reads, rewrite, skip, uncalled
from tests.sim.systems.cognito_idp import checks, group_checks, recorded
from tests.sim.traces import played_by
from tests.sim.trees import Code

MODEL = CognitoIdp
CHECKS = checks_of(checks, group_checks)
SUSPECTS = (*played_by(recorded), *CHECKS)

FAULTS = (
    Fault("seven-characters", "SHORTEST_PASSWORD", becomes(7)),
    Fault("no-digit-needed", "demand", drop("isdigit", "Password must have numeric characters")),
    Fault("no-symbol-needed", "demand", drop("isalnum", "Password must have symbol characters")),
    Fault("no-upper-case-needed", "demand", drop("isupper", "Password must have uppercase characters")),
    Fault("any-name-twice", "CognitoIdp.sign_up", never("users")),
    Fault("confirmed-at-once", "User.status", becomes("CONFIRMED")),
    Fault("unconfirmed-user-signs-in", "UserPool.let_in", never("status")),
    Fault("any-password", "UserPool.let_in", never("password")),
    Fault("disabled-user-signs-in", "UserPool.let_in", never("enabled")),
    Fault("disabling-revokes-nothing", "CognitoIdp.admin_disable_user", skip("_revoke")),
    Fault("signing-out-does-nothing", "CognitoIdp.global_sign_out", skip("_revoke")),
    Fault("refresh-token-never-expires", "CognitoIdp._refreshed", never("now")),
    Fault("refresh-token-a-second-more", "CognitoIdp._refreshed", compare(">=", ">")),
    Fault("refresh-token-of-a-week", "USUAL_REFRESH", becomes(Code("7 * DAY"))),
    Fault("refresh-of-any-client", "CognitoIdp._refreshed", drop("client")),
    Fault("refresh-after-sign-out", "CognitoIdp._refreshed", never("revoked")),
    Fault("refresh-signs-in-again", "issued", item("auth_time", Code("now"))),
    Fault(
        "refresh-rotates-always",
        "CognitoIdp.initiate_auth",
        rewrite("({}, 'a new ID and access token')", "({'RefreshToken': 'x'}, 'a new ID and access token')"),
    ),
    Fault("tokens-of-two-hours", "issued", rewrite("N + C.access", "N + 2 * C.access")),
    Fault("id-token-without-audience", "issued", drop("aud")),
    Fault("id-token-accepted-by-user-api", "claims", never("get")),
    Fault("access-token-after-sign-out", "CognitoIdp._holder", never("revoked")),
    Fault("old-password-not-checked", "CognitoIdp.change_password", never("password")),
    Fault("new-password-not-checked", "CognitoIdp.change_password", skip("demand")),
    Fault("new-password-not-kept", "CognitoIdp.change_password", skip("password")),
    Fault("delete-keeps-the-user", "CognitoIdp.admin_delete_user", skip("users")),
    Fault("tokens-of-a-minute", "lifetimes", reads("SHORTEST_TOKEN", 0)),
    Fault("tokens-of-a-week", "lifetimes", drop("LONGEST_TOKEN")),
    Fault("access-token-without-client", "issued", drop("client_id")),
    Fault("deleting-revokes-nothing", "CognitoIdp.admin_delete_user", uncalled("_revoke", keeps=0)),
    Fault("any-flow", "CognitoIdp.initiate_auth", never("flows")),
    Fault(
        "passwords-by-default",
        "USUAL_FLOWS",
        becomes(("ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_CUSTOM_AUTH")),
    ),
    Fault("groups-left-out", "issued", skip("cognito:groups")),
    Fault("roles-left-out", "issued", skip("update")),
    Fault("late-groups-first", "_roles", compare("is", "is not")),
    Fault("the-last-group-first", "_roles", rewrite("G.precedence or 0", "-(G.precedence or 0)")),
    Fault("a-tie-is-decided", "_roles", rewrite("len({G.role for G in F}) == 1", "F")),
    Fault("a-group-twice", "CognitoIdp.create_group", never("groups")),
    Fault("in-a-group-twice", "CognitoIdp.admin_add_user_to_group", always("append")),
    Fault(
        "groups-without-a-role-have-one",
        "_roles",
        rewrite("(G for G in S.user.groups if G.role)", "(G for G in S.user.groups)"),
    ),
)
