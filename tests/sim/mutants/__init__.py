"""Seeded faults: one module for each service, and a way to have its model with one fault in it.

`mutants/sqs.py` has `MODULES` (the model's files, each after those it imports; the last one holds the class), `CLASS`, `MUTANTS`
(name, old source text, new source text) and `suspects(model)`: checks that take a model class and fail for a faulty one.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import studykit.sim as package

FOLDER = Path(package.__file__).parent


def sources(modules: Sequence[str]) -> dict[str, str]:
    """The source text of each module of a model."""
    return {name: (FOLDER / f"{name.replace('.', '/')}.py").read_text(encoding="utf-8") for name in modules}


def load(patch: pytest.MonkeyPatch, modules: Sequence[str], old: str, new: str) -> dict[str, Any]:
    """The names of a model's last module, all its modules executed anew with `old` replaced; for as long as `patch` holds."""
    module = ModuleType("none")
    for name, source in sources(modules).items():
        full = f"{package.__name__}.{name}"
        module = ModuleType(full)
        patch.setitem(sys.modules, full, module)
        patch.setattr(sys.modules[full.rpartition(".")[0]], full.rpartition(".")[2], module, raising=False)
        exec(compile(source.replace(old, new), f"{name}.py", "exec"), module.__dict__)
    return vars(module)
