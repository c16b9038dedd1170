"""Step Functions: waits, tokens, retries, limits, names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from studykit.sim.systems.step_functions.model import StepFunctions
from tests.sim.services.step_functions_checks import CHECKS


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_step_functions_keeps_its_rules(check: Callable[[Any], None]) -> None:
    check(StepFunctions)
