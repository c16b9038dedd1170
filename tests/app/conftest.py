"""Fixtures that the tests of the use cases share."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from studykit.app.study import Study
from tests.app.learner import TickingClock
from tests.cli.world import World
from tests.quick_plans import build_plans_once, quick_search

__all__ = ["build_plans_once", "quick_search"]


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A learner with the little pack, whose clock ticks with every look."""
    world = World(tmp_path)
    world.clock = TickingClock()
    return world


@pytest.fixture
def study(world: World) -> Iterator[Study]:
    """The study of that learner, closed at the end."""
    with closing(world.study()) as study:
        yield study
