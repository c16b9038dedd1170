"""Plays options under needs: which needs an option meets, and the run that shows it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from studykit.library.goals import Goal, holds, measure_words, measured, under_seed, words
from studykit.library.model import ByFact, Family, Need, Proof, Repair, Requirements
from studykit.library.proof_runs import RunCache
from studykit.sim.engine.scenario import Scenario
from studykit.sim.engine.trace import Trace

Chosen = tuple[str, ...]
"""Names of options that are applied together; none: the scenario unchanged."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whether an option meets a need. `trace`: the run that misses it, else the first one; None if facts decide."""

    met: bool
    trace: Trace | None = None


class NeedRuns:
    """Plays a scenario with the settings of options, for all seeds and everything that AWS leaves open.

    `scenario` is None if facts decide every need.
    """

    def __init__(
        self,
        runs: RunCache,
        name: str,
        scenario: Scenario | None,
        given: Mapping[str, Any],
        settings: Mapping[str, Mapping[str, Any]],
    ) -> None:
        self.runs = runs
        self.name = name
        self.scenario = scenario
        self.given = given
        self.settings = settings

    def traces(self, need: Need, chosen: Chosen) -> Iterator[Trace]:
        """Yields all runs of a need with some options; none if facts decide it."""
        if need.fails or self.scenario is None:
            return iter(())
        changed = {key: value for name in chosen for key, value in self.settings[name].items()}
        return self.runs.all_seeds(self.name, self.scenario, {**self.given, **need.given, **changed})

    def outcome(self, need: Need, chosen: Chosen) -> Outcome:
        """Returns whether some options together meet a need in every run."""
        first: Trace | None = None
        for trace in self.traces(need, chosen):
            if not holds(need.goal, trace):
                return Outcome(False, trace)
            first = first or trace
        return Outcome(not set(chosen) & set(need.fails), first)

    def meets(self, needs: Iterable[Need], chosen: Chosen) -> bool:
        """True if some options together meet all needs."""
        return all(self.outcome(need, chosen).met for need in needs)

    def first_unmet(self, needs: Iterable[Need], chosen: Chosen) -> str | None:
        """Returns the first need that some options together do not meet, in words; None if they meet all."""
        for need in needs:
            outcome = self.outcome(need, chosen)
            if not outcome.met and outcome.trace is None:
                return f"{need.says or 'a need'}: facts say no"
            if not outcome.met and outcome.trace is not None:
                given = f"{measured(need.goal, outcome.trace)}{under_seed(outcome.trace)}"
                return f"{words(need.goal)} is wanted, and the run gives {given}"
        return None


def outcome_words(outcome: Outcome, goal: Goal, scenario: Scenario | None) -> str:
    """Returns an outcome in words: yes or no, and the measure that decided it, such as `no, 4 min 56 s`."""
    value = outcome_value(outcome, deciding_measure(goal, (outcome,)), scenario)
    return f"{yes_no(outcome)}, {value}" if value else yes_no(outcome)


def yes_no(outcome: Outcome) -> str:
    """Returns whether a need is met, in a word."""
    return "yes" if outcome.met else "no"


def deciding_measure(goal: Goal, outcomes: Iterable[Outcome]) -> str:
    """Returns the first measure that misses its goal in one of the outcomes, else the first measure of the goal.

    Returns an empty text if facts decide.
    """
    runs = [outcome.trace.measures for outcome in outcomes if outcome.trace is not None]
    missed = (name for name, condition in goal.items() if not all(condition.holds(run.get(name)) for run in runs))
    return next(missed, next(iter(goal), ""))


def outcome_value(outcome: Outcome, measure: str, scenario: Scenario | None) -> str:
    """Returns what a run showed for a measure, such as `4 min 56 s` or `deliveries: 2`.

    Returns an empty text if facts decide, or if yes or no is all there is to say.
    """
    if outcome.trace is None or scenario is None:
        return ""
    kind = scenario.measures.get(measure)
    if kind == "flag":
        return ""
    value = measure_words(outcome.trace.measures.get(measure), kind)
    return value if kind == "time" else f"{measure.replace('_', ' ')}: {value}"


def needs_of(proof: Repair | Requirements) -> tuple[Need, ...]:
    """Returns the needs of a proof; the goal of a repair is its first need."""
    if isinstance(proof, Requirements):
        return tuple(proof.needs.values())
    return (*((Need(goal=proof.goal),) if proof.goal else ()), *proof.needs)


def runs_of(proof: Repair | Requirements | Family, scenarios: Mapping[str, Scenario], runs: RunCache) -> NeedRuns:
    """Returns what plays the options of a proof, or those of a family."""
    if isinstance(proof, Family):
        settings: Mapping[str, Mapping[str, Any]] = {name: option.set for name, option in proof.options.items()}
    else:
        settings = proof.sets if isinstance(proof, Requirements) else proof.changes
    scenario = scenarios[proof.scenario] if proof.scenario else None
    return NeedRuns(runs, proof.scenario, scenario, proof.given, settings)


def is_proved_by_run(proof: Proof) -> bool:
    """True if a run shows that the key is right; a proof by requirements may rest on facts alone."""
    return not isinstance(proof, ByFact) and bool(proof.scenario)
