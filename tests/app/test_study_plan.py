"""A study: when its plan is found again, and when it is kept."""

from __future__ import annotations

from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from studykit.app.study import Study
from studykit.app.undo import undo
from tests.app.learner import CARD
from tests.cli.world import Silent, World


class CountingStudy(Study):
    """A study whose planner only counts how often it is called."""

    def __init__(self, world: World) -> None:
        super().__init__(world.environment(), Silent(), self.count)
        self.calls = 0

    def count(self, study: Study) -> Any:
        self.calls += 1
        return object()

    def found(self) -> int:
        """Returns how often the plan was found, after asking for it twice."""
        assert self.plan() is self.plan()
        return self.calls


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


@pytest.fixture
def study(world: World) -> CountingStudy:
    study = CountingStudy(world)
    study.set_value("exam_date", (date.fromordinal(study.day()) + timedelta(days=9)).isoformat())
    return study


def test_the_plan_is_found_once_and_again_after_an_event_an_undo_and_on_another_day(
    world: World, study: CountingStudy
) -> None:
    assert study.found() == 1
    study.append("mark", CARD, {"what": "suspend"})
    assert study.found() == 2
    undo(study)
    assert study.found() == 3
    world.clock.wait(days=1)
    assert study.found() == 4


def test_the_plan_is_found_again_after_what_another_terminal_writes(world: World, study: CountingStudy) -> None:
    study.append("mark", CARD, {"what": "suspend"})
    assert study.found() == 1
    with closing(world.study()) as other:
        other.append("mark", CARD, {"what": "resume"})
    assert study.found() == 2


def test_without_an_exam_ahead_there_is_no_plan(study: CountingStudy) -> None:
    study.set_value("exam_date", "none")
    assert study.plan() is None
    assert study.calls == 0
