"""Shared means of the tests: golden texts and the options `--update`, `--long` and `--traces`."""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests import shipped

HERE = Path(__file__).parent
gc.set_threshold(100_000)  # a test leaves few cycles; looking for them took a twelfth of the time
settings.register_profile("house", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="write golden texts anew; read the difference like prose")
    parser.addoption("--long", action="store_true", help="run the whole sets that a usual run samples")
    parser.addoption("--chromium", action="store_true", help="play the cases of CORS in an installed Chromium too")
    parser.addoption(
        "--traces", default=str(HERE / "traces"), help="a folder of recorded cases (tests/traces/FORMAT.md)"
    )


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):  # workers inherit the folder of their controller
        os.environ[shipped.FOLDER] = tempfile.mkdtemp(prefix="studykit-indexes-")


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        shutil.rmtree(os.environ[shipped.FOLDER], ignore_errors=True)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--long"):
        for item in items:
            if "long" in item.keywords:
                item.add_marker(pytest.mark.skip(reason="a long check; run with --long"))
    if not config.getoption("--chromium"):
        for item in items:
            if "chromium" in item.keywords:
                item.add_marker(pytest.mark.skip(reason="needs Chromium; run with --chromium"))


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compares a text with tests/golden/NAME; `--update` writes it instead."""

    def compare(name: str, text: str) -> None:
        path = HERE / "golden" / name
        if request.config.getoption("--update"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert text == path.read_text(encoding="utf-8")

    return compare
