"""Runs the proofs of items: the key of an item must be correct in the simulation, and each distractor must not be.

A proof must hold for 20 seeds and for everything that AWS leaves open. It has one of three forms. Observe: in one run
the claim of the key is true and the claim of every other option is false. Repair: the goal is not reached unchanged, it
is reached with the key's change, and a distractor that reaches it too loses by the constraint of the stem. By fact:
facts with a source, where no run can show it.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from studykit.errors import Problem
from studykit.items import Multiple, Numeric, Single
from studykit.library.model import ByFact, Fact, Item, Need, Observe, Repair
from studykit.library.proof_runs import RunCache
from studykit.library.references import ANSWER, Trail, names_of
from studykit.sim.engine.condition import Condition
from studykit.sim.engine.params import BadParam
from studykit.sim.engine.scenario import Scenario
from studykit.sim.engine.trace import Event, Trace

Goal = Mapping[str, Condition]
Complain = Callable[..., Problem]
"""Makes a problem, as `check.ProblemReporter` does: `complain(code, message, trail, level, hint)`."""


@dataclass(frozen=True, slots=True)
class ProofContext:
    """Everything that a proof can refer to: scenarios by id and facts by `topic/name`. `runs` plays the scenarios."""

    scenarios: Mapping[str, Scenario]
    facts: Mapping[str, Fact]
    runs: RunCache


def prove(context: ProofContext, item: Item, complain: Complain) -> list[Problem]:
    """Returns the problems of an item's proof. The trails of `complain` begin at the item."""
    proof = item.proof
    try:
        if isinstance(proof, Observe):
            return list(_observe(context, item, proof, complain))
        if isinstance(proof, Repair):
            return list(_repair(context, item, proof, complain))
    except BadParam as wrong:
        return [complain("proof", f"the run cannot be played: {wrong}", ("proof",))]
    return list(_by_fact(context, proof, complain))


def keys_of(item: Item) -> tuple[str, ...]:
    """Returns the names of the correct options."""
    question = item.question
    if isinstance(question, Single):
        return (question.key,)
    if isinstance(question, Multiple):
        return question.key
    return (ANSWER,) if isinstance(question, Numeric) else ()


def holds(goal: Goal, trace: Trace) -> bool:
    """True if the measures of a run meet every condition of a goal."""
    return all(condition.holds(trace.measures.get(name)) for name, condition in goal.items())


def _by_fact(context: ProofContext, proof: ByFact, complain: Complain) -> Iterator[Problem]:
    for number, name in enumerate(proof.facts):
        fact = context.facts.get(name)
        if fact is not None and not fact.sources:
            yield complain("proof", f"the fact {name!r} proves this key and has no source", ("proof", "facts", number))
    if not proof.facts:
        yield complain("proof", "the proof names no fact", ("proof",))


def _observe(context: ProofContext, item: Item, proof: Observe, complain: Complain) -> Iterator[Problem]:
    scenario, keys = context.scenarios[proof.scenario], keys_of(item)
    traces = list(context.runs.all_seeds(proof.scenario, scenario, proof.given))
    for name in names_of(item.question):
        if name not in proof.claims:
            yield complain("proof", f"the option {name!r} claims nothing; say what it would mean", ("proof", "claims"))
            continue
        claim = proof.claims[name]
        trail: Trail = ("proof", "claims", name)
        if name in keys:
            failed = next((t for t in traces if not holds(claim, t)), None)
            if failed is not None:
                says = f"the key {name!r} claims {words(claim)}, and the run gives {measured(claim, failed)}"
                yield complain("proof-key", f"{says}{_under(failed)}", trail)
        else:
            true = next((t for t in traces if holds(claim, t)), None)
            if true is not None:
                says = f"the distractor {name!r} claims {words(claim)}, and so it is in the run"
                yield complain("proof-distractor", f"{says}{_under(true)}", trail)
    if isinstance(item.question, Numeric):
        yield from _numeric(item.question, proof, traces, complain)


def _numeric(question: Numeric, proof: Observe, traces: list[Trace], complain: Complain) -> Iterator[Problem]:
    """Yields a problem if the measure that `answer` claims is not the item's answer, within its tolerance."""
    for name in proof.claims.get(ANSWER, {}):
        for trace in traces:
            value = trace.measures[name]
            if not isinstance(value, (int, float)) or abs(value - question.answer) > question.tolerance:
                yield complain(
                    "proof-key", f"the answer is {question.answer:g}, and the run gives {name} {value}", ("answer",)
                )
                return


def _repair(context: ProofContext, item: Item, proof: Repair, complain: Complain) -> Iterator[Problem]:
    repair = RepairProof(context, proof)
    names, keys = names_of(item.question), keys_of(item)
    for name in names:
        if name not in proof.changes:
            yield complain(
                "proof", f"the option {name!r} changes nothing; say what it would change", ("proof", "changes")
            )
            return
    if repair.first_unmet({}) is None and not _compares_designs(proof):
        yield complain("proof", "the goal is reached with nothing changed", ("proof", "goal"))
    combinations = itertools.combinations(names, len(keys)) if proof.together else ((name,) for name in names)
    right = {frozenset(keys)} if proof.together else {frozenset((name,)) for name in keys}
    if proof.together:
        for name in keys:
            if repair.first_unmet(proof.changes[name]) is None:
                yield complain(
                    "proof", f"{name!r} reaches the goal alone; together is not needed", ("proof", "changes", name)
                )
    for combination in combinations:
        change = {k: v for name in combination for k, v in proof.changes[name].items()}
        shown = " with ".join(repr(name) for name in combination)
        trail: Trail = ("proof", "changes", combination[0])
        missed = repair.first_unmet(change)
        if frozenset(combination) in right:
            if missed is not None:
                yield complain("proof-key", f"the key {shown} does not reach the goal: {missed}", trail)
        elif missed is None:
            yield from _must_lose(repair, combination, keys, shown, trail, complain)
    yield from _indistinct(repair, item, proof, keys, complain)


def _compares_designs(proof: Repair) -> bool:
    """True if the options are whole designs: each sets a parameter that the situation leaves open, so that there is no
    unchanged run."""
    common = set.intersection(*(set(change) for change in proof.changes.values())) if proof.changes else set()
    return bool(common - set(proof.given))


def _must_lose(
    repair: RepairProof,
    combination: tuple[str, ...],
    keys: tuple[str, ...],
    shown: str,
    trail: Trail,
    complain: Complain,
) -> Iterator[Problem]:
    """Yields a problem if a distractor that reaches the goal does not lose by a measure or by facts."""
    proof = repair.proof
    if all(name in proof.works for name in combination):
        return
    measure = proof.least or proof.most
    if not measure:
        yield complain("proof-distractor", f"the distractor {shown} reaches the goal too", trail)
        return
    ours = [repair.values(proof.changes[name], measure) for name in keys]
    theirs = repair.values({k: v for name in combination for k, v in proof.changes[name].items()}, measure)
    better = max(map(max, ours)) < min(theirs) if proof.least else min(map(min, ours)) > max(theirs)
    if not better:
        word = "least" if proof.least else "most"
        says = f"the distractor {shown} reaches the goal too, and the key has not the {word} {measure}"
        yield complain("proof-distractor", f"{says}: {ours[0][0]:g} against {theirs[0]:g}", trail)


def _indistinct(
    repair: RepairProof, item: Item, proof: Repair, keys: tuple[str, ...], complain: Complain
) -> Iterator[Problem]:
    """Yields a warning if no distractor changes the run: a replay then teaches nothing about them."""
    distractors = [name for name in names_of(item.question) if name not in keys]
    base = repair.picture({})
    if distractors and all(repair.picture(proof.changes[name]) == base for name in distractors):
        yield complain("proof-alike", "every distractor replays like the baseline", ("proof", "changes"), "warning")


class RepairProof:
    """Runs the needs of a repair with a change, for all seeds and everything that AWS leaves open."""

    def __init__(self, context: ProofContext, proof: Repair) -> None:
        self.context = context
        self.proof = proof
        self.scenario = context.scenarios[proof.scenario]
        own = (Need(goal=proof.goal),) if proof.goal else ()
        self.needs = (*own, *proof.needs)

    def traces(self, need: Need, change: Mapping[str, Any]) -> Iterator[Trace]:
        """Yields all runs of a need with a change."""
        params = {**self.proof.given, **need.given, **change}
        return self.context.runs.all_seeds(self.proof.scenario, self.scenario, params)

    def first_unmet(self, change: Mapping[str, Any]) -> str | None:
        """Returns the first goal that a run with a change does not reach, in words; None if all are reached."""
        for need in self.needs:
            for trace in self.traces(need, change):
                if not holds(need.goal, trace):
                    return (
                        f"{words(need.goal)} is wanted, and the run gives {measured(need.goal, trace)}{_under(trace)}"
                    )
        return None

    def values(self, change: Mapping[str, Any], measure: str) -> list[float]:
        """Returns the values of a measure in all runs with a change."""
        found = [trace.measures[measure] for need in self.needs for trace in self.traces(need, change)]
        return [value for value in found if isinstance(value, (int, float))]

    def picture(self, change: Mapping[str, Any]) -> list[tuple[tuple[Event, ...], Mapping[str, Any]]]:
        """Returns events and measures of the first run of each need: what a learner sees of a change in a replay."""
        runs = (next(self.traces(need, change)) for need in self.needs)
        return [(trace.events, trace.measures) for trace in runs]


def words(goal: Goal) -> str:
    """Returns a goal in words, such as `deliveries 1, lost at most 0`."""
    return ", ".join(f"{name.replace('_', ' ')} {condition_words(condition)}" for name, condition in goal.items())


def condition_words(condition: Condition) -> str:
    """Returns a condition in words, such as `at least 2`."""
    if condition.never:
        return "never"
    parts = [] if condition.is_ is None else [value_words(condition.is_)]
    parts += [] if condition.not_ is None else [f"not {value_words(condition.not_)}"]
    for word, bound in (
        ("at least", condition.least),
        ("at most", condition.most),
        ("below", condition.below),
        ("above", condition.above),
    ):
        if bound is not None:
            parts.append(f"{word} {value_words(bound)}")
    return " and ".join(parts)


def value_words(value: Any) -> str:
    """Returns a value as a learner reads it: yes and no, never, short numbers."""
    if value is None:
        return "never"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value)


def measured(names: Iterable[str], trace: Trace) -> str:
    """Returns the values that a run has for some measures, in words."""
    return ", ".join(f"{name.replace('_', ' ')} {value_words(trace.measures.get(name))}" for name in names)


def _under(trace: Trace) -> str:
    return f" (seed {trace.seed})" if trace.seed else ""
