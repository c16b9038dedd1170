"""Plays the cases recorded from independent implementations. `--traces FOLDER` plays others of the same format."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.sim.systems import parts
from tests.sim.traces import Case, cases


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    folder = Path(metafunc.config.getoption("traces"))
    found = [
        pytest.param(recorded.check, case, id=f"{system}-{case['id']}")
        for system, recorded in parts("recorded").items()
        for case in cases(recorded.FILE, folder)
    ]
    metafunc.parametrize(("check", "case"), found)


def test_the_model_answers_as_recorded(check: Callable[[Case], None], case: Case) -> None:
    check(case)
