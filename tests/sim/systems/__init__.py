"""Tests of the systems, one folder each, named as the system's folder in studykit/sim/systems.

A folder holds `test_*.py` and, as far as the system has them, `*checks.py` (rules, as functions of the model's class),
`faults.py` (seeded faults) and `recorded.py` (how its recorded cases are played). The runners in tests/sim find these by
listing the folders.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from types import ModuleType


def parts(name: str) -> Mapping[str, ModuleType]:
    """Returns the module of this name of every system that has one, by system."""
    found = sorted(Path(__file__).parent.glob(f"*/{name}.py"))
    return {path.parent.name: import_module(f"{__name__}.{path.parent.name}.{name}") for path in found}
