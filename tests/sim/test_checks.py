"""Runs every check of every system on its model."""

from __future__ import annotations

import pytest

from tests.sim.checks import Check, Model
from tests.sim.systems import parts

CHECKS = [
    pytest.param(check, faults.MODEL, id=f"{system}-{check.__name__}")
    for system, faults in parts("faults").items()
    for check in faults.CHECKS
]


@pytest.mark.parametrize(("check", "model"), CHECKS)
def test_the_model_keeps_the_rule(check: Check, model: Model) -> None:
    check(model)
