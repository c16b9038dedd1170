"""User pools: sign-up to sign-out, and how long every token is good for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from studykit.sim.systems.cognito_idp.model import CognitoIdp
from tests.sim.services.cognito_checks import CHECKS
from tests.sim.services.role_checks import GROUPS


@pytest.mark.parametrize("check", [*CHECKS, *GROUPS], ids=lambda check: check.__name__)
def test_a_user_pool_keeps_its_rules(check: Callable[[Any], None]) -> None:
    check(CognitoIdp)
