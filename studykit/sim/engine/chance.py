"""The seeded pick: the only source of luck in a run, the same on every machine."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import TypeVar

from studykit.sim.engine.service import Pick

T = TypeVar("T")


class Chance:
    """Draws by a seed, or asks another `pick`. It remembers what was chosen since `drain_choices` was last called."""

    def __init__(self, seed: int, pick: Pick | None = None) -> None:
        self.random = Random(seed)
        self.other = pick
        self.picks = 0
        self._fresh: list[str] = []

    def __call__(self, what: str, options: Sequence[T], weights: Sequence[float] | None = None) -> T:
        """Returns one of the options; `what` names the choice. A choice with one possible option is not counted."""
        likely = len(options) if weights is None else sum(weight > 0 for weight in weights)
        self.picks += likely > 1 or self.other is not None
        chosen = self.other(what, options, weights) if self.other else self._draw(options, weights)
        if len(options) > 1:
            self._fresh.append(what)
        return chosen

    def drain_choices(self) -> list[str]:
        """Returns the names of the choices since the last call, each once."""
        fresh, self._fresh = list(dict.fromkeys(self._fresh)), []
        return fresh

    def _draw(self, options: Sequence[T], weights: Sequence[float] | None) -> T:
        if weights is None:
            return options[int(self.random.random() * len(options))]
        mark = self.random.random() * sum(weights)
        for option, weight in zip(options, weights, strict=True):
            mark -= weight
            if mark < 0:
                return option
        return options[-1]
