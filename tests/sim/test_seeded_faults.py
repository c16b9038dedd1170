"""The tests are tested: recorded cases and checks catch every seeded fault of a model."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from functools import cache
from time import process_time
from types import ModuleType

import pytest

from tests.sim import rebuild
from tests.sim.checks import Check, Model
from tests.sim.faults import Fault, applied, named
from tests.sim.systems import parts

SYSTEMS = parts("faults")
FAULTS = [
    pytest.param(system, fault, id=f"{system}-{fault.name}")
    for system, faults in SYSTEMS.items()
    for fault in faults.FAULTS
]


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_model_that_is_built_again_without_a_fault_passes(system: str) -> None:
    assert set(quickest_first(system)) == set(SYSTEMS[system].SUSPECTS)


@pytest.mark.parametrize(("system", "fault"), FAULTS)
def test_a_fault_is_caught(system: str, fault: Fault, monkeypatch: pytest.MonkeyPatch) -> None:
    suspects = quickest_first(system)
    rebuild.run_again(*applied(fault, rebuild.trees(system)), monkeypatch)
    assert caught(loaded(SYSTEMS[system]), suspects)


@cache
def quickest_first(system: str) -> Sequence[Check]:
    """Runs a system's checks on its model, built again without a fault. Returns them by the time that each took.

    Most faults are caught by several checks, so trying the quick ones first saves most of the time.
    """
    took: dict[Check, float] = {}
    trees = rebuild.trees(system)
    with pytest.MonkeyPatch.context() as patch:
        for module in trees:
            if any(fault.where in named(trees[module]) for fault in SYSTEMS[system].FAULTS):
                rebuild.run_again(module, trees[module], patch)
        for check in SYSTEMS[system].SUSPECTS:
            start = process_time()
            check(loaded(SYSTEMS[system]))
            took[check] = process_time() - start
    return sorted(took, key=took.__getitem__)


def loaded(faults: ModuleType) -> Model:
    """Returns the class of a system's model as it is loaded now: perhaps with a fault."""
    model: Model = getattr(sys.modules[faults.MODEL.__module__], faults.MODEL.__name__)
    return model


def caught(model: Model, suspects: Iterable[Check]) -> bool:
    """True if a check fails, or the model breaks in it."""
    for check in suspects:
        try:
            check(model)
        except (Exception, pytest.fail.Exception):
            return True
    return False
