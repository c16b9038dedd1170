"""Fixtures that the tests of the command line share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.person import Person
from tests.cli.world import Clock, World


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


@pytest.fixture(scope="session")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("index") / "index.db"


@pytest.fixture
def person(tmp_path: Path, index: Path) -> Person:
    return Person(tmp_path, index, Clock())
