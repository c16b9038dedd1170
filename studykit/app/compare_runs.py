"""What an answer leads to: two runs to set beside each other, and the line of measures that says what came of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from studykit.items import Response
from studykit.library.library import Library
from studykit.library.model import Item, Observe, Repair
from studykit.library.option_runs import OptionRun, run_for_option, traces
from studykit.library.proofs import condition_words, holds, value_words
from studykit.sim.engine.condition import Condition
from studykit.sim.engine.scenario import Scenario
from studykit.sim.engine.trace import Trace, tidy

MOST = 2
"""Measures that are told: what a tired learner takes in at a glance."""


@dataclass(frozen=True)
class Outcome:
    """Two runs of a scenario with their names; of a claim about one run both are the same. `says`: lines in parts."""

    scenario: Scenario
    upper: Trace
    lower: Trace
    names: tuple[str, str]
    says: tuple[tuple[str, ...], ...]

    @property
    def alone(self) -> bool:
        """Whether one run tells it all."""
        return self.upper is self.lower


def outcome(library: Library, item: Item, chosen: Response, right: bool) -> Outcome | None:
    """What was chosen beside the key; after a right answer, what was there before. None for what no run can show."""
    if isinstance(item.proof, Repair):
        return _repaired(library, item, item.proof, chosen, right)
    found = run_for_option(item, chosen)
    if found is None or not isinstance(item.proof, Observe):
        return None
    _, scenario = library.scenario(found.scenario)
    trace, _ = traces(library, found)
    return Outcome(scenario, trace, trace, ("the run", "the run"), tuple(_claimed(found, trace, right)))


def _repaired(library: Library, item: Item, proof: Repair, chosen: Response, right: bool) -> Outcome:
    """Of several needs, the first that the answer leaves unmet."""
    shown: Outcome | None = None
    names = ("unchanged", "yours") if right else ("yours" if chosen else "unchanged", "key")
    for one in _needs(proof):
        found = run_for_option(replace(item, proof=one), () if right else chosen)
        assert found is not None
        upper, lower = traces(library, found)
        _, scenario = library.scenario(found.scenario)
        made = Outcome(scenario, upper, lower, names, tuple(_reached(found.goal, proof, upper, lower, names)))
        if not holds(found.goal, upper):
            return made
        shown = shown or made
    assert shown is not None
    return shown


def _needs(proof: Repair) -> Iterator[Repair]:
    """The proof for each of its needs alone."""
    if proof.goal:
        yield replace(proof, needs=())
    for need in proof.needs:
        yield replace(proof, goal={}, needs=(need,))


def _reached(
    goal: Mapping[str, Condition], proof: Repair, upper: Trace, lower: Trace, names: tuple[str, str]
) -> Iterator[tuple[str, ...]]:
    """The measures that decide: what the upper run misses, else by what it loses, else the goal itself."""
    missed = [name for name, condition in goal.items() if not condition.holds(upper.measures.get(name))]
    rank = proof.least or proof.most
    told = missed or ([rank] if rank else list(goal))
    for name in told[:MOST]:
        most = "the least wins" if proof.least else "the most wins"
        aim = f"goal: {condition_words(goal[name])}" if name in goal else most
        yield words(name), aim, f"{names[0]}: {value_of(upper, name)}", f"{names[1]}: {value_of(lower, name)}"


def _claimed(found: OptionRun, trace: Trace, right: bool) -> Iterator[tuple[str, ...]]:
    """What the run gives beside what was said; first the measures in which the answer errs."""
    claimed = found.claimed or {}
    wrong = [name for name, condition in claimed.items() if not condition.holds(trace.measures.get(name))]
    for name in (wrong or list(found.goal))[:MOST]:
        said = (f"you said: {condition_words(claimed[name])}",) if not right and name in claimed else ()
        yield words(name), f"the run: {value_of(trace, name)}", *said


def words(name: str) -> str:
    """A measure's name as a learner reads it."""
    return name.replace("_", " ")


def value_of(trace: Trace, name: str) -> str:
    """A measure's value as a learner reads it."""
    return value_words(tidy(trace.measures.get(name)))
