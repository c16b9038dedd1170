"""From a login to AWS credentials: identity pools, STS, and the tokens that they take."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from studykit.sim.systems.cognito_identity.model import CognitoIdentity
from tests.sim.services.exchange_checks import CHECKS
from tests.sim.services.role_checks import MAPPINGS
from tests.sim.services.sts_checks import STS, TOKENS


@pytest.mark.parametrize("check", [*CHECKS, *MAPPINGS, *STS], ids=lambda check: check.__name__)
def test_an_exchange_keeps_its_rules(check: Callable[[Any], None]) -> None:
    check(CognitoIdentity)


@pytest.mark.parametrize("check", TOKENS, ids=lambda check: check.__name__)
def test_a_token_is_taken_by_its_rules(check: Callable[[], None]) -> None:
    check()
