"""Runs scenarios for proofs and checks. Each combination of parameters and seed is played once."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Mapping
from typing import Any

from studykit.sim.engine.scenario import Scenario
from studykit.sim.engine.trace import Trace
from studykit.sim.play import play

SEEDS = 20
"""The number of seeds under which a proof must hold, if a run depends on chance."""


class RunCache:
    """Plays runs and keeps them. `played`: the number of runs that were played."""

    def __init__(self) -> None:
        self.played = 0
        self._kept: dict[tuple[str, str, int], Trace] = {}

    def run(self, name: str, scenario: Scenario, params: Mapping[str, Any], seed: int = 0) -> Trace:
        """Returns one run. Raises BadParam if the scenario cannot be played with these parameters."""
        key = (name, json.dumps(params, sort_keys=True), seed)
        if key not in self._kept:
            self.played += 1
            self._kept[key] = play(name, scenario, params, seed)
        return self._kept[key]

    def all_seeds(
        self, name: str, scenario: Scenario, params: Mapping[str, Any], seeds: int = SEEDS
    ) -> Iterator[Trace]:
        """Yields the runs with all choices of open parameters, and with all seeds if a run depends on chance."""
        for choice in open_choices(scenario, params):
            first = self.run(name, scenario, {**params, **choice})
            yield first
            for seed in range(1, seeds if first.picks else 1):
                yield self.run(name, scenario, {**params, **choice}, seed)


def open_choices(scenario: Scenario, params: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yields every combination of the parameters that AWS leaves open and `params` does not set."""
    left = {name: p.choices for name, p in scenario.params.items() if p.open and name not in params}
    for values in itertools.product(*left.values()):
        yield dict(zip(left, values, strict=True))
