"""The scenarios of the shipped packs, loaded once, and their runs on the defaults, played once."""

from __future__ import annotations

from functools import cache
from typing import Any

from studykit.sim.engine.scenario import Scenario
from studykit.sim.engine.trace import Trace
from studykit.sim.play import play
from tests.shipped import shipped

LIBRARY = shipped()
NAMES = LIBRARY.scenario_ids()


def scenario(name: str) -> Scenario:
    """Returns a scenario."""
    return LIBRARY.scenario(name)[1]


@cache
def default_run(name: str) -> Trace:
    """Returns the run of a scenario on its defaults."""
    return play(name, scenario(name))


def run(name: str, **given: Any) -> Trace:
    """Plays a scenario with these parameters."""
    return play(name, scenario(name), given)


def measures(name: str, **given: Any) -> dict[str, Any]:
    """Plays a scenario with these parameters and returns its measures."""
    return dict(run(name, **given).measures)
