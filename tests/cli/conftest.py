"""Fixtures that the tests of the command line share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.person import Person
from tests.cli.world import Clock, World
from tests.quick_plans import build_plans_once, quick_search
from tests.shipped import copy_index

__all__ = ["build_plans_once", "quick_search"]


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


@pytest.fixture(scope="session")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("index")
    copy_index(folder)
    return folder / "index.db"


@pytest.fixture
def person(tmp_path: Path, index: Path) -> Person:
    return Person(tmp_path, index, Clock())
