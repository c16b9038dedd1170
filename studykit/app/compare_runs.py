"""Compares two runs after an answer: the learner's choice and the key, with the measures that tell them apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from studykit.app.study import Study
from studykit.items import Response
from studykit.library.library import Library
from studykit.library.model import Item, Observe, Repair
from studykit.library.option_runs import OptionRun, run_for_option, traces
from studykit.library.proofs import condition_words, holds, value_words
from studykit.sim.engine.condition import Condition
from studykit.sim.engine.scenario import Scenario
from studykit.sim.engine.trace import Trace, tidy

MOST = 2
"""Maximum number of measures, so that a tired learner takes them in at a glance."""


@dataclass(frozen=True)
class RunComparison:
    """Two runs of a scenario with their names; a claim about one run has it twice.

    `measure_lines`: a line for each measure, in parts.
    """

    scenario: Scenario
    upper: Trace
    lower: Trace
    names: tuple[str, str]
    measure_lines: tuple[tuple[str, ...], ...]

    @property
    def is_single_run(self) -> bool:
        """True if one run shows everything."""
        return self.upper is self.lower


def compare_answer(study: Study, item: Item, chosen: Response, right: bool) -> RunComparison | None:
    """Returns the two runs to compare: the learner's choice and the key (after a right answer: the unchanged scenario).

    None if the item has no simulation.
    """
    library = study.library
    if isinstance(item.proof, Repair):
        return _repaired(library, item, item.proof, chosen, right)
    found = run_for_option(item, chosen)
    if found is None or not isinstance(item.proof, Observe):
        return None
    _, scenario = library.scenario(found.scenario)
    trace, _ = traces(library, found)
    return RunComparison(scenario, trace, trace, ("the run", "the run"), tuple(_claimed(found, trace, right)))


def _repaired(library: Library, item: Item, proof: Repair, chosen: Response, right: bool) -> RunComparison:
    """Compares the runs of the first need that the answer leaves unmet, else of the first need."""
    first: RunComparison | None = None
    names = ("unchanged", "yours") if right else ("yours" if chosen else "unchanged", "key")
    for one in _needs(proof):
        found = run_for_option(replace(item, proof=one), () if right else chosen)
        assert found is not None
        upper, lower = traces(library, found)
        _, scenario = library.scenario(found.scenario)
        lines = tuple(_reached(found.goal, proof, upper, lower, names))
        compared = RunComparison(scenario, upper, lower, names, lines)
        if not holds(found.goal, upper):
            return compared
        first = first or compared
    assert first is not None
    return first


def _needs(proof: Repair) -> Iterator[Repair]:
    """Yields the proof of each need by itself."""
    if proof.goal:
        yield replace(proof, needs=())
    for need in proof.needs:
        yield replace(proof, goal={}, needs=(need,))


def _reached(
    goal: Mapping[str, Condition], proof: Repair, upper: Trace, lower: Trace, names: tuple[str, str]
) -> Iterator[tuple[str, ...]]:
    """Yields the deciding measures: those the upper run misses, else the one that ranks it, else those of the goal."""
    missed = [name for name, condition in goal.items() if not condition.holds(upper.measures.get(name))]
    rank = proof.least or proof.most
    deciding = missed or ([rank] if rank else list(goal))
    for name in deciding[:MOST]:
        most = "the least wins" if proof.least else "the most wins"
        aim = f"goal: {condition_words(goal[name])}" if name in goal else most
        yield _words(name), aim, f"{names[0]}: {_value_of(upper, name)}", f"{names[1]}: {_value_of(lower, name)}"


def _claimed(found: OptionRun, trace: Trace, right: bool) -> Iterator[tuple[str, ...]]:
    """Yields what the run measures next to what the learner claimed; wrong claims come first."""
    claimed = found.claimed or {}
    wrong = [name for name, condition in claimed.items() if not condition.holds(trace.measures.get(name))]
    for name in (wrong or list(found.goal))[:MOST]:
        said = (f"you said: {condition_words(claimed[name])}",) if not right and name in claimed else ()
        yield _words(name), f"the run: {_value_of(trace, name)}", *said


def _words(name: str) -> str:
    """Returns the name of a measure in words."""
    return name.replace("_", " ")


def _value_of(trace: Trace, name: str) -> str:
    """Returns the value of a measure in words."""
    return value_words(tidy(trace.measures.get(name)))
