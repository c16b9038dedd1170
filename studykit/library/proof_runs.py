"""RunCache of scenarios for proofs and checks: each set of parameters and seed is played once."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Mapping
from typing import Any

from studykit.sim.engine.scenario import Scenario
from studykit.sim.engine.trace import Trace
from studykit.sim.play import play

SEEDS = 20
"""A key must survive so many seeds, where a run leaves anything to chance."""


class RunCache:
    """Plays and remembers. `played` counts what was really run."""

    def __init__(self) -> None:
        self.played = 0
        self._kept: dict[tuple[str, str, int], Trace] = {}

    def run(self, name: str, scenario: Scenario, params: Mapping[str, Any], seed: int = 0) -> Trace:
        """One run; raises BadParam where the scenario cannot be played so."""
        key = (name, json.dumps(params, sort_keys=True), seed)
        if key not in self._kept:
            self.played += 1
            self._kept[key] = play(name, scenario, params, seed)
        return self._kept[key]

    def all_seeds(
        self, name: str, scenario: Scenario, params: Mapping[str, Any], seeds: int = SEEDS
    ) -> Iterator[Trace]:
        """The run under everything that is open: all choices of open parameters, and seeds where a run asks for
        luck."""
        for choice in open_choices(scenario, params):
            first = self.run(name, scenario, {**params, **choice})
            yield first
            for seed in range(1, seeds if first.picks else 1):
                yield self.run(name, scenario, {**params, **choice}, seed)


def open_choices(scenario: Scenario, params: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Every combination of what AWS leaves open and `params` does not set."""
    left = {name: p.choices for name, p in scenario.params.items() if p.open and name not in params}
    for values in itertools.product(*left.values()):
        yield dict(zip(left, values, strict=True))
