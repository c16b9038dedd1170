"""Compares an answer with the correct one: the needs that each meets, and the two runs that tell them apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from studykit.items import Response
from studykit.library.goals import condition_words, holds, value_words, words
from studykit.library.library import Library
from studykit.library.model import ByFact, Fact, Item, Need, Observe, Repair, Requirements, proof_facts
from studykit.library.need_runs import (
    Chosen,
    NeedRuns,
    Outcome,
    deciding_measure,
    needs_of,
    outcome_value,
    runs_of,
)
from studykit.library.proof_runs import RunCache
from studykit.library.proofs import keys_of
from studykit.sim.engine.scenario import Scenario
from studykit.sim.engine.trace import Trace, tidy

MOST = 2
"""Maximum number of measures, so that a tired learner takes them in at a glance."""
Line = tuple[str, ...]
"""A line about a measure, in parts."""


@dataclass(frozen=True, slots=True)
class ShownOutcome:
    """Whether a choice meets a requirement, and what its run showed, such as `4 min 56 s`; empty if facts decide.

    `name` is the choice (`yours`, `correct`); it is empty if there is only one.
    """

    name: str
    met: bool
    value: str = ""


@dataclass(frozen=True, slots=True)
class ComparedRequirement:
    """A requirement of a question, with the outcome of each choice."""

    says: str
    outcomes: tuple[ShownOutcome, ...]

    @property
    def met(self) -> bool:
        """True if the learner's choice meets it; without one, if the only or the unchanged configuration does."""
        return next((one for one in self.outcomes if one.name == "yours"), self.outcomes[0]).met


@dataclass(frozen=True)
class RunComparison:
    """Two runs of a scenario with their names; a single run has it twice."""

    scenario: Scenario
    upper: Trace
    lower: Trace
    names: tuple[str, str]

    @property
    def is_single_run(self) -> bool:
        """True if one run shows everything."""
        return self.upper is self.lower


@dataclass(frozen=True)
class AnswerComparison:
    """The differences between an answer and the correct one: measures as lines, or the requirements of the question.

    `runs`: the runs to play; None if facts decide.
    """

    lines: tuple[Line, ...] = ()
    runs: RunComparison | None = None
    requirements: tuple[ComparedRequirement, ...] = ()


def compare_answer(library: Library, item: Item, chosen: Response, right: bool) -> AnswerComparison:
    """Compares the learner's choice with the key; after a right answer, the key with the unchanged scenario."""
    proof = item.proof
    if isinstance(proof, Observe):
        return _claimed(library, item, proof, chosen, right)
    if isinstance(proof, ByFact):
        return AnswerComparison()
    scenarios = {proof.scenario: library.scenario(proof.scenario)[1]} if proof.scenario else {}
    runs = runs_of(proof, scenarios, RunCache())
    key, yours = _options(item, proof, chosen)
    if isinstance(proof, Requirements):
        names = ("yours", "correct")
        return _required(runs, needs_of(proof), names, key if right or not yours else yours, key)
    has_requirements = bool(proof.needs) and all(need.says for need in proof.needs)
    other = "correct" if has_requirements else "key"
    names = ("unchanged", "yours") if right else ("yours" if chosen else "unchanged", other)
    upper = () if right else yours
    if has_requirements:
        return _required(runs, needs_of(proof), names, upper, key)
    return _repaired(runs, proof, names, upper, key)


def sources(library: Library, item: Item) -> list[tuple[str, Fact]]:
    """Returns the facts behind an item, with their ids: those of its proof if it has no run."""
    names = proof_facts(item.proof)
    if not isinstance(item.proof, ByFact):
        names = tuple(dict.fromkeys((*item.facts, *names)))
    found = []
    for name in names:
        topic, _, fact = name.partition("/")
        found.append((name, library.topic(topic).facts[fact]))
    return found


def _options(item: Item, proof: Repair | Requirements, chosen: Response) -> tuple[Chosen, Chosen]:
    """Returns the key's options and the learner's that are played.

    Options that are whole configurations do not go together: one of each is played, the first wrong one of the learner.
    """
    keys = keys_of(item)
    if isinstance(proof, Repair):
        return keys, chosen
    wrong = [name for name in chosen if name not in keys]
    return keys[:1], tuple((wrong or list(chosen))[:1])


def _required(
    runs: NeedRuns, needs: Sequence[Need], names: tuple[str, str], upper: Chosen, lower: Chosen
) -> AnswerComparison:
    """Compares two choices by every need: what the runs showed of each, and the first failed need is replayed."""
    above = [runs.outcome(need, upper) for need in needs]
    below = [runs.outcome(need, lower) for need in needs]
    same = upper == lower
    requirements = tuple(
        _compared(runs, need, (("", second),) if same else ((names[0], first), (names[1], second)))
        for need, first, second in zip(needs, above, below, strict=True)
    )
    played = [number for number, outcome in enumerate(above) if outcome.trace is not None]
    failed = [number for number in played if not above[number].met]
    if not played or runs.scenario is None:
        return AnswerComparison(requirements=requirements)
    at = (failed or played)[0]
    trace = above[at].trace
    assert trace is not None
    other = trace if same else _beside(runs, needs[at], lower, trace)
    shown_names = ("the run", "the run") if same else names
    found = RunComparison(runs.scenario, trace, other, shown_names)
    return AnswerComparison(runs=found, requirements=requirements)


def _compared(runs: NeedRuns, need: Need, named: Sequence[tuple[str, Outcome]]) -> ComparedRequirement:
    """Returns a need with what the runs showed of one measure: the one that a choice misses, if there is one."""
    measure = deciding_measure(need.goal, [outcome for _, outcome in named])
    shown = (ShownOutcome(name, one.met, outcome_value(one, measure, runs.scenario)) for name, one in named)
    return ComparedRequirement(need.says or words(need.goal), tuple(shown))


def _beside(runs: NeedRuns, need: Need, chosen: Chosen, other: Trace) -> Trace:
    """Returns the run of a choice that has the seed of another run, else its first one."""
    traces = list(runs.traces(need, chosen))
    return next((trace for trace in traces if trace.seed == other.seed), traces[0])


def _repaired(runs: NeedRuns, proof: Repair, names: tuple[str, str], upper: Chosen, lower: Chosen) -> AnswerComparison:
    """Compares the runs of the first need that the upper choice leaves unmet, else of the first need."""
    needs = needs_of(proof)
    need = next((need for need in needs if not holds(need.goal, next(runs.traces(need, upper)))), needs[0])
    above, below = next(runs.traces(need, upper)), next(runs.traces(need, lower))
    assert runs.scenario is not None
    found = RunComparison(runs.scenario, above, above if upper == lower else below, names)
    return AnswerComparison(tuple(_reached(need, proof, above, below, names)), found)


def _reached(need: Need, proof: Repair, upper: Trace, lower: Trace, names: tuple[str, str]) -> Iterator[Line]:
    """Yields the deciding measures: those the upper run misses, else the one that ranks it, else those of the goal."""
    goal = need.goal
    missed = [name for name, condition in goal.items() if not condition.holds(upper.measures.get(name))]
    rank = proof.least or proof.most
    deciding = missed or ([rank] if rank else list(goal))
    for name in deciding[:MOST]:
        most = "the least wins" if proof.least else "the most wins"
        aim = f"goal: {condition_words(goal[name])}" if name in goal else most
        yield _words(name), aim, f"{names[0]}: {_value_of(upper, name)}", f"{names[1]}: {_value_of(lower, name)}"


def _claimed(library: Library, item: Item, proof: Observe, chosen: Response, right: bool) -> AnswerComparison:
    """Compares what the run measures with what the learner claimed; wrong claims come first."""
    _, scenario = library.scenario(proof.scenario)
    trace = RunCache().run(proof.scenario, scenario, proof.given)
    claimed = proof.claims.get(chosen[0], {}) if chosen else {}
    keys = keys_of(item)
    goal = proof.claims.get(keys[0], {}) if keys else {}
    wrong = [name for name, condition in claimed.items() if not condition.holds(trace.measures.get(name))]
    lines = []
    for name in (wrong or list(goal))[:MOST]:
        said = (f"you said: {condition_words(claimed[name])}",) if not right and name in claimed else ()
        lines.append((_words(name), f"the run: {_value_of(trace, name)}", *said))
    return AnswerComparison(tuple(lines), RunComparison(scenario, trace, trace, ("the run", "the run")))


def _words(name: str) -> str:
    """Returns the name of a measure in words."""
    return name.replace("_", " ")


def _value_of(trace: Trace, name: str) -> str:
    """Returns the value of a measure in words."""
    return value_words(tidy(trace.measures.get(name)))
