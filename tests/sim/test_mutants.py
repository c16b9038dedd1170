"""The tests are tested: every seeded fault of a model is caught by a recorded case, a law or a boundary."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest

from tests.sim.mutants import load, sources

SERVICES = [path.stem for path in sorted((Path(__file__).parent / "mutants").glob("*.py")) if path.stem != "__init__"]
MUTANTS = [
    pytest.param(service, old, new, id=f"{service}-{name}")
    for service in SERVICES
    for name, old, new in import_module(f"tests.sim.mutants.{service}").MUTANTS
]


@pytest.mark.parametrize("service", SERVICES)
def test_the_model_without_a_fault_passes(service: str, monkeypatch: pytest.MonkeyPatch) -> None:
    faults = import_module(f"tests.sim.mutants.{service}")
    model = load(monkeypatch, faults.MODULES, "", "")[faults.CLASS]
    for suspect in faults.suspects(model):
        suspect()


@pytest.mark.parametrize(("service", "old", "new"), MUTANTS)
def test_a_fault_is_in_the_source_exactly_once(service: str, old: str, new: str) -> None:
    texts = sources(import_module(f"tests.sim.mutants.{service}").MODULES).values()
    assert sum(text.count(old) for text in texts) == 1


@pytest.mark.parametrize(("service", "old", "new"), MUTANTS)
def test_a_fault_is_caught(service: str, old: str, new: str, monkeypatch: pytest.MonkeyPatch) -> None:
    faults = import_module(f"tests.sim.mutants.{service}")
    model = load(monkeypatch, faults.MODULES, old, new)[faults.CLASS]
    assert any(fails(suspect) for suspect in faults.suspects(model))


def fails(check: Callable[[], object]) -> bool:
    """Whether a check fails, or the faulty model breaks in it."""
    try:
        check()
    except (Exception, pytest.fail.Exception):
        return True
    return False
