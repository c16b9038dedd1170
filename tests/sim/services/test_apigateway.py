"""The API Gateway model at its boundaries."""

from __future__ import annotations

from typing import Any

import pytest

from studykit.sim.systems.apigateway.model import ApiGateway
from tests.sim.services import apigateway_checks, apigateway_limits_checks

CHECKS = (*apigateway_checks.CHECKS, *apigateway_limits_checks.CHECKS)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_it_holds_that(check: Any) -> None:
    check(ApiGateway)
