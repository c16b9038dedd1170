"""The tests are tested: recorded cases and checks catch every seeded fault of a model."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from types import ModuleType
from typing import Any

import pytest

from tests.sim import rebuild
from tests.sim.checks import Check
from tests.sim.faults import Fault, applied
from tests.sim.systems import parts

SYSTEMS = parts("faults")
FAULTS = [
    pytest.param(system, fault, id=f"{system}-{fault.name}")
    for system, faults in SYSTEMS.items()
    for fault in faults.FAULTS
]


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_model_that_is_built_again_without_a_fault_passes(system: str, monkeypatch: pytest.MonkeyPatch) -> None:
    trees = rebuild.trees(system)
    for module in {applied(fault, trees)[0] for fault in SYSTEMS[system].FAULTS}:
        rebuild.run_again(module, trees[module], monkeypatch)
    for check in SYSTEMS[system].SUSPECTS:
        check(loaded(SYSTEMS[system]))


@pytest.mark.parametrize(("system", "fault"), FAULTS)
def test_a_fault_is_caught(system: str, fault: Fault, monkeypatch: pytest.MonkeyPatch) -> None:
    rebuild.run_again(*applied(fault, rebuild.trees(system)), monkeypatch)
    assert caught(loaded(SYSTEMS[system]), SYSTEMS[system].SUSPECTS)


def loaded(faults: ModuleType) -> Any:
    """Returns the class of a system's model as it is loaded now: perhaps with a fault."""
    return getattr(sys.modules[faults.MODEL.__module__], faults.MODEL.__name__)


def caught(model: Any, suspects: Iterable[Check]) -> bool:
    """True if a check fails, or the model breaks in it."""
    for check in suspects:
        try:
            check(model)
        except (Exception, pytest.fail.Exception):
            return True
    return False
