"""Rules of groups in a user pool: which roles a user's tokens name."""

from __future__ import annotations

from typing import Any

from studykit.sim import jwt
from tests.sim.checks import Model, code
from tests.sim.systems.cognito_identity.checks import ROLE
from tests.sim.systems.cognito_idp.checks import People


def grouped(model: Model, *groups: tuple[str, int | None]) -> dict[str, Any]:
    """Returns the claims of ann's ID token. She is in these groups (name, precedence), each with a role of the same name."""
    people = People(model).add()
    for name, precedence in groups:
        given = {} if precedence is None else {"Precedence": precedence}
        people.idp.create_group(GroupName=name, UserPoolId=people.pool, RoleArn=ROLE + name, **given)
        people.idp.admin_add_user_to_group(UserPoolId=people.pool, Username="ann", GroupName=name)
    return jwt.read(people.sign_in()["IdToken"])


def a_token_names_the_groups_and_their_roles(model: Model) -> None:
    assert not {"cognito:groups", "cognito:roles", "cognito:preferred_role"} & set(grouped(model))
    claims = grouped(model, ("editors", 0))
    assert (claims["cognito:groups"], claims["cognito:roles"]) == (["editors"], [ROLE + "editors"])
    assert claims["cognito:preferred_role"] == ROLE + "editors"


def the_smallest_precedence_is_preferred(model: Model) -> None:
    assert grouped(model, ("late", None), ("second", 2), ("first", 1))["cognito:preferred_role"] == ROLE + "first"
    assert "cognito:preferred_role" not in grouped(model, ("one", 1), ("other", 1))


def a_group_must_exist_and_its_name_is_unique(model: Model) -> None:
    people = People(model).add()
    group = {"GroupName": "editors", "UserPoolId": people.pool}
    assert code(people.idp.admin_add_user_to_group, Username="ann", **group) == "ResourceNotFoundException"
    people.idp.create_group(**group)
    assert code(people.idp.create_group, **group) == "GroupExistsException"
    people.idp.admin_add_user_to_group(Username="ann", **group)
    people.idp.admin_add_user_to_group(Username="ann", **group)
    access = jwt.read(people.sign_in()["AccessToken"])
    assert access["cognito:groups"] == ["editors"]
    assert "cognito:roles" not in jwt.read(people.sign_in()["IdToken"])


def tokens_of_a_deleted_user_cannot_be_refreshed(model: Model) -> None:
    people = People(model).add().add("bob")
    gone, kept = people.sign_in()["RefreshToken"], people.sign_in("bob")["RefreshToken"]
    people.idp.admin_delete_user(UserPoolId=people.pool, Username="ann")
    assert code(people.refresh, gone) == "NotAuthorizedException"
    assert code(people.refresh, kept) == "ok"
    assert code(people.sign_in) == "UserNotFoundException"
