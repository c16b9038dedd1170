"""From a login to AWS credentials: identity pools and STS."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from studykit.sim.services.cognito_identity import CognitoIdentity
from tests.sim.services.exchange_checks import CHECKS


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_an_exchange_keeps_its_rules(check: Callable[[Any], None]) -> None:
    check(CognitoIdentity)
