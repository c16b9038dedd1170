"""Cases recorded from independent implementations; `--traces FOLDER` plays others of the same format."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

Case = dict[str, Any]
ADAPTERS = sorted(
    path.stem for path in (Path(__file__).parent / "adapters").glob("*.py") if not path.stem.startswith("_")
)


def cases(folder: Path) -> Iterator[tuple[str, Case]]:
    """Every case that has an adapter; where implementations disagree (`contested`) there is nothing to hold a model to."""
    for name in ADAPTERS:
        path = folder / f"{name}.json"
        recorded = json.loads(path.read_text(encoding="utf-8"))["cases"] if path.exists() else []
        yield from ((name, case) for case in recorded if not case.get("contested"))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    found = list(cases(Path(metafunc.config.getoption("traces"))))
    ids = [f"{name}-{case['id']}" for name, case in found]
    metafunc.parametrize(("adapter", "case"), found, ids=ids)


def test_the_model_answers_as_recorded(adapter: str, case: Case) -> None:
    check: Callable[[Case], None] = import_module(f"tests.sim.adapters.{adapter}").check
    check(case)
