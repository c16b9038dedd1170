"""Recorded cases of independent implementations (tests/traces/FORMAT.md), and how each system's folder plays them.

A system's `recorded.py` names its `FILE` and has `check(case, model)`: it plays a case's steps with the clock set to each
step's time, compares every outcome as the format says, and raises AssertionError at the first that differs.
"""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

from tests.sim.checks import Check

FOLDER = Path(__file__).parents[1] / "traces"
Case = dict[str, Any]


def cases(file: str, folder: Path = FOLDER) -> list[Case]:
    """Returns the cases of a file, if there is one. Contested ones, on which implementations disagree, are left out."""
    path = folder / file
    recorded = json.loads(path.read_text(encoding="utf-8"))["cases"] if path.exists() else []
    return [case for case in recorded if not case.get("contested")]


def played_by(recorded: ModuleType) -> tuple[Check, ...]:
    """Returns a check of a model for each recorded case of a system."""
    return tuple(partial(recorded.check, case) for case in cases(recorded.FILE))
