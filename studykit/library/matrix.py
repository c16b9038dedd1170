"""The matrix of a family: which option meets which need, and what the runs showed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from studykit.library.model import Family
from studykit.library.need_runs import Outcome, outcome_words, runs_of
from studykit.library.proof_runs import RunCache
from studykit.sim.engine.scenario import Scenario


@dataclass(frozen=True, slots=True)
class Matrix:
    """The outcome of every option (rows) under every need (columns)."""

    family: Family
    outcomes: Mapping[str, Mapping[str, Outcome]]

    def met(self, option: str) -> frozenset[str]:
        """Returns the needs that an option meets."""
        return frozenset(need for need, outcome in self.outcomes[option].items() if outcome.met)

    def dominated(self) -> Iterator[tuple[str, str]]:
        """Yields each option with another that meets all its needs: no story could have it as its only key."""
        for name in self.outcomes:
            better = next((o for o in self.outcomes if o != name and self.met(o) >= self.met(name)), None)
            if better is not None:
                yield name, better

    def rows(self, scenario: Scenario | None) -> Iterator[tuple[str, ...]]:
        """Yields the table: a row of the needs' names, then each option with its outcomes in words."""
        yield ("", *self.family.needs)
        for option, outcomes in self.outcomes.items():
            goals = {name: need.goal for name, need in self.family.needs.items()}
            yield (option, *(outcome_words(outcome, goals[name], scenario) for name, outcome in outcomes.items()))

    def table(self, scenario: Scenario | None) -> tuple[str, ...]:
        """Returns the rows as lines of text with columns of one width."""
        rows = list(self.rows(scenario))
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        padded = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)
        return tuple(line.rstrip() for line in padded)


def matrix(family: Family, scenarios: Mapping[str, Scenario], runs: RunCache) -> Matrix:
    """Plays every option of a family under every need. Raises BadParam if a run cannot be played."""
    played = runs_of(family, scenarios, runs)
    return Matrix(
        family,
        {
            option: {name: played.outcome(need, (option,)) for name, need in family.needs.items()}
            for option in family.options
        },
    )
