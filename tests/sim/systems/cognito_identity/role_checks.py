"""Rules of roles: mappings of groups, provider logins, revoked tokens, and trust policies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.sim.checks import Model, code
from tests.sim.systems.cognito_identity.checks import ROLE, Account

GOOGLE = "accounts.google.com"


def mapping(
    account: Account, kind: str, otherwise: str = "AuthenticatedRole", *rules: tuple[str, str, str, str]
) -> None:
    """Makes the pool choose a role by `Token` or by `Rules` (claim, match, value, role). `otherwise` applies if none matches."""
    named = [
        dict(zip(("Claim", "MatchType", "Value", "RoleARN"), (*rule[:3], ROLE + rule[3]), strict=True))
        for rule in rules
    ]
    spec: dict[str, Any] = {"Type": kind, "AmbiguousRoleResolution": otherwise}
    spec.update({"RulesConfiguration": {"Rules": named}} if rules else {})
    account.identity.set_identity_pool_roles(
        IdentityPoolId=account.pool,
        Roles={name: ROLE + name for name in ("authenticated", "unauthenticated")},
        RoleMappings={f"{account.provider}:{next(iter(account.people.clients))}": spec},
    )


def role(account: Account, logins: dict[str, str]) -> str:
    return str(account.sts.role_of(account.credentials(logins)["AccessKeyId"]))


def join(account: Account, group: str, precedence: int = 0) -> None:
    """Puts ann into a group with a role of its name."""
    pool = next(iter(account.people.pools))
    account.people.create_group(GroupName=group, UserPoolId=pool, RoleArn=ROLE + group, Precedence=precedence)
    account.people.admin_add_user_to_group(UserPoolId=pool, Username="ann", GroupName=group)


def the_group_in_a_token_chooses_the_role_if_the_pool_maps_it(model: Model) -> None:
    account = Account(model)
    join(account, "editors")
    assert role(account, account.login()) == "authenticated"
    mapping(account, "Token")
    assert [role(account, account.login(user)) for user in ("ann", "bob")] == ["editors", "authenticated"]
    mapping(account, "Token", "Deny")
    assert role(account, account.login()) == "editors"
    assert code(account.credentials, account.login("bob")) == "NotAuthorizedException"


def two_groups_of_equal_precedence_leave_the_role_open(model: Model) -> None:
    account = Account(model)
    join(account, "editors")
    join(account, "readers")
    mapping(account, "Token")
    assert role(account, account.login()) == "authenticated"


def the_first_rule_that_matches_gives_the_role(model: Model) -> None:
    account = Account(model)
    user = "cognito:username"
    mapping(account, "Rules", "Deny", (user, "Equals", "ann", "one"), (user, "StartsWith", "a", "two"))
    assert role(account, account.login()) == "one"
    assert code(account.credentials, account.login("bob")) == "NotAuthorizedException"
    mapping(account, "Rules", "AuthenticatedRole", ("no-such-claim", "NotEqual", "ann", "one"))
    assert role(account, account.login()) == "authenticated"


def a_rule_compares_as_its_match_type_says(model: Model) -> None:
    account = Account(model)
    for match, good, bad in (
        ("Equals", "bob", "bo"),
        ("Contains", "ob", "xo"),
        ("StartsWith", "bo", "ob"),
        ("NotEqual", "ann", "bob"),
    ):
        for value, found in ((good, "chosen"), (bad, "authenticated")):
            mapping(account, "Rules", "AuthenticatedRole", ("cognito:username", match, value, "chosen"))
            assert role(account, account.login("bob")) == found, (match, value)


def a_link_in_a_scenario_chooses_the_role(model: Model) -> None:
    rule = {"claim": "cognito:username", "value": "ann", "role": ROLE + "chosen"}
    for role_from, found in (("pool", "authenticated"), ("token", "editors"), ("rule", "chosen")):
        account = Account(model)
        join(account, "editors")
        account.keys.link("keys", "people", role_from=role_from, **rule)
        assert [role(account, account.login(user)) for user in ("ann", "bob")] == [found, "authenticated"]
    assert account.keys.link("keys", "nowhere") is None


def a_provider_login_needs_no_user_pool(model: Model) -> None:
    account = Account(model).with_provider()
    account.keys.neighbors["social"] = account.social
    account.keys.pools[account.pool].providers[GOOGLE] = "my-app"
    token = account.provided("my-app")
    mapping(account, "Token", "Deny")  # of the user pool's logins alone
    assert role(account, {GOOGLE: token}) == "authenticated"
    assert account.identity_of({GOOGLE: token}) == account.identity_of({GOOGLE: account.provided("my-app")})
    assert account.identity_of({GOOGLE: token}) != account.identity_of(account.login())
    assert code(account.identity_of, {GOOGLE: account.provided("other-app")}) == "NotAuthorizedException"
    assert code(account.identity_of, {"appleid.apple.com": token}) == "NotAuthorizedException"
    account.keys.pools[account.pool].providers["appleid.apple.com"] = "my-app"
    assert code(account.identity_of, {"appleid.apple.com": token}) == "NotAuthorizedException"
    account.now = 3_600_000
    assert code(account.identity_of, {GOOGLE: token}) == "NotAuthorizedException"


def asking(model: Model, check: bool) -> Account:
    """Returns an account whose identity pool, made through the API, checks for revoked tokens if `check` is true."""
    account = Account(model)
    given = {"ProviderName": account.provider, "ClientId": next(iter(account.people.clients))}
    made = account.identity.create_identity_pool(
        IdentityPoolName="asking",
        AllowUnauthenticatedIdentities=False,
        CognitoIdentityProviders=[{**given, "ServerSideTokenCheck": check}],
    )
    account.pool = made["IdentityPoolId"]
    return account


def only_a_pool_with_server_side_checks_rejects_revoked_tokens(model: Model) -> None:
    for check, found in ((False, "ok"), (True, "NotAuthorizedException")):
        for what in ("admin_disable_user", "admin_delete_user"):
            account = asking(model, check)
            login, other = account.login(), account.login("bob")
            getattr(account.people, what)(UserPoolId=next(iter(account.people.pools)), Username="ann")
            assert code(account.identity_of, login) == found, what
            assert code(account.identity_of, other) == "ok"


def a_pool_without_roles_gives_no_credentials(model: Model) -> None:
    account = asking(model, check=False)
    assert code(account.credentials, account.login()) == "InvalidIdentityPoolConfigurationException"


def open_id(account: Account, logins: Mapping[str, str]) -> str:
    given = {"Logins": dict(logins)} if logins else {}
    identity = account.identity_of(dict(logins))
    return str(account.identity.get_open_id_token(IdentityId=identity, **given)["Token"])


def a_role_for_members_is_not_given_to_guests(model: Model) -> None:
    account = Account(model, guests=True, basic=True)
    account.sts.provision("sts", member={"amr": "authenticated"}, guest={"amr": "unauthenticated"})
    member, guest = open_id(account, account.login()), open_id(account, {})
    asked = [(token, name) for token in (member, guest) for name in ("member", "guest")]
    found = [code(account.assume, token, RoleArn=ROLE + name) for token, name in asked]
    assert found == ["ok", "AccessDenied", "AccessDenied", "ok"]


def a_role_can_name_the_identity_pool(model: Model) -> None:
    account = Account(model, basic=True)
    account.sts.provision("sts", ours={"audience": account.pool}, theirs={"audience": "another-pool"})
    token = open_id(account, account.login())
    assert [code(account.assume, token, RoleArn=ROLE + name) for name in ("ours", "theirs")] == ["ok", "AccessDenied"]
