"""Runs the proofs of items: the key of an item must be correct in the simulation, and each distractor must not be.

A proof must hold for 20 seeds and for everything that AWS leaves open. It has one of four forms. Observe: in one run
the claim of the key is true and the claim of every other option is false. Repair: the goal is not reached unchanged, it
is reached with the key's change, and a distractor that reaches it too loses by the constraint of the stem.
Requirements: exactly the keys meet every need. By fact: facts with a source, where no run can show it.

Where a proof has several needs, each must be necessary: it alone rules out some option, so that without it a second
option would be correct.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from studykit.errors import Problem
from studykit.items import Multiple, Numeric, Single
from studykit.library.goals import holds, measured, under_seed, words
from studykit.library.model import ByFact, Fact, Item, Need, Observe, Repair, Requirements
from studykit.library.need_runs import Chosen, NeedRuns, needs_of, runs_of
from studykit.library.proof_runs import RunCache
from studykit.library.references import ANSWER, names_of
from studykit.library.trails import Trail
from studykit.sim.engine.params import BadParam
from studykit.sim.engine.scenario import Scenario
from studykit.sim.engine.trace import Event, Trace, Value

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
        if isinstance(proof, Requirements):
            return list(_requirements(context, item, proof, complain))
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
                yield complain("proof-key", f"{says}{under_seed(failed)}", trail)
        else:
            true = next((t for t in traces if holds(claim, t)), None)
            if true is not None:
                says = f"the distractor {name!r} claims {words(claim)}, and so it is in the run"
                yield complain("proof-distractor", f"{says}{under_seed(true)}", trail)
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
    runs, needs = runs_of(proof, context.scenarios, context.runs), needs_of(proof)
    names, keys = names_of(item.question), keys_of(item)
    for name in names:
        if name not in proof.changes:
            yield complain(
                "proof", f"the option {name!r} changes nothing; say what it would change", ("proof", "changes")
            )
            return
    if runs.first_unmet(needs, ()) is None and not _compares_designs(proof):
        yield complain("proof", "the goal is reached with nothing changed", ("proof", "goal"))
    size = len(keys) if proof.together else 1
    combinations = list(itertools.combinations(names, size))
    right = {frozenset(keys)} if proof.together else {frozenset((name,)) for name in keys}
    if proof.together:
        for name in keys:
            if runs.meets(needs, (name,)):
                yield complain(
                    "proof", f"{name!r} reaches the goal alone; together is not needed", ("proof", "changes", name)
                )
    for combination in combinations:
        shown = " with ".join(repr(name) for name in combination)
        trail: Trail = ("proof", "changes", combination[0])
        missed = runs.first_unmet(needs, combination)
        if frozenset(combination) in right:
            if missed is not None:
                yield complain("proof-key", f"the key {shown} does not reach the goal: {missed}", trail)
        elif missed is None:
            yield from _must_lose(runs, proof, combination, keys, shown, trail, complain)
    others = [combination for combination in combinations if frozenset(combination) not in right]
    own = [("proof", "goal")] if proof.goal else []
    trails = [*own, *(("proof", "needs", number) for number in range(len(proof.needs)))]
    yield from _unnecessary(runs, needs, others, trails, complain)
    yield from _indistinct(runs, needs, item, keys, complain)


def _compares_designs(proof: Repair) -> bool:
    """True if the options are whole designs: each sets a parameter that the situation leaves open, so that there is no
    unchanged run."""
    common = set.intersection(*(set(change) for change in proof.changes.values())) if proof.changes else set()
    return bool(common - set(proof.given))


def _must_lose(
    runs: NeedRuns,
    proof: Repair,
    combination: Chosen,
    keys: Chosen,
    shown: str,
    trail: Trail,
    complain: Complain,
) -> Iterator[Problem]:
    """Yields a problem if a distractor that reaches the goal does not lose by a measure or by facts."""
    if all(name in proof.works for name in combination):
        return
    measure = proof.least or proof.most
    if not measure:
        yield complain("proof-distractor", f"the distractor {shown} reaches the goal too", trail)
        return
    ours = [_values(runs, proof, (name,), measure) for name in keys]
    theirs = _values(runs, proof, combination, measure)
    better = max(map(max, ours)) < min(theirs) if proof.least else min(map(min, ours)) > max(theirs)
    if not better:
        word = "least" if proof.least else "most"
        says = f"the distractor {shown} reaches the goal too, and the key has not the {word} {measure}"
        yield complain("proof-distractor", f"{says}: {ours[0][0]:g} against {theirs[0]:g}", trail)


def _values(runs: NeedRuns, proof: Repair, chosen: Chosen, measure: str) -> list[float]:
    """Returns the values of a measure in all runs with some options."""
    found = [trace.measures[measure] for need in needs_of(proof) for trace in runs.traces(need, chosen)]
    return [value for value in found if isinstance(value, (int, float))]


def _indistinct(
    runs: NeedRuns, needs: Sequence[Need], item: Item, keys: Chosen, complain: Complain
) -> Iterator[Problem]:
    """Yields a warning if no distractor changes the run: a replay then teaches nothing about them."""

    def picture(chosen: Chosen) -> list[tuple[tuple[Event, ...], Mapping[str, Value]]]:
        traces = (next(runs.traces(need, chosen), None) for need in needs)
        return [(trace.events, trace.measures) for trace in traces if trace]

    distractors = [name for name in names_of(item.question) if name not in keys]
    base = picture(())
    if distractors and all(picture((name,)) == base for name in distractors):
        yield complain("proof-alike", "every distractor replays like the baseline", ("proof", "changes"), "warning")


def _requirements(context: ProofContext, item: Item, proof: Requirements, complain: Complain) -> Iterator[Problem]:
    runs, needs = runs_of(proof, context.scenarios, context.runs), needs_of(proof)
    names, keys = names_of(item.question), keys_of(item)
    for name in names:
        if name not in proof.sets:
            yield complain("proof", f"the option {name!r} sets nothing; say what it sets", ("proof", "sets"))
            return
        missed = runs.first_unmet(needs, (name,))
        trail: Trail = ("proof", "sets", name)
        if name in keys and missed is not None:
            yield complain("proof-key", f"the key {name!r} does not meet every need: {missed}", trail)
        if name not in keys and missed is None:
            yield complain("proof-distractor", f"the distractor {name!r} meets every need too", trail)
    others = [(name,) for name in names if name not in keys]
    yield from _unnecessary(runs, needs, others, [("proof", "needs", name) for name in proof.needs], complain)
    yield from _fact_sources(context, needs, [("proof", "needs", name) for name in proof.needs], complain)


def _unnecessary(
    runs: NeedRuns, needs: Sequence[Need], others: Collection[Chosen], trails: Sequence[Trail], complain: Complain
) -> Iterator[Problem]:
    """Yields a problem for each of several needs that rules out no option by itself: it could be left out.

    `others`: the wrong options, or their combinations.
    """
    if len(needs) < 2:
        return
    missed = [frozenset(n for n, need in enumerate(needs) if not runs.outcome(need, chosen).met) for chosen in others]
    for number, need in enumerate(needs):
        if frozenset((number,)) not in missed:
            says = (
                f"the need {need.says or words(need.goal)!r} rules out no option by itself; without it the key stands"
            )
            yield complain("proof-need", says, trails[number])


def _fact_sources(
    context: ProofContext, needs: Sequence[Need], trails: Sequence[Trail], complain: Complain
) -> Iterator[Problem]:
    """Yields a problem for every fact without a source that decides a need."""
    for need, trail in zip(needs, trails, strict=True):
        for number, name in enumerate(need.facts):
            fact = context.facts.get(name)
            if fact is not None and not fact.sources:
                says = f"the fact {name!r} decides this need and has no source"
                yield complain("proof", says, (*trail, "facts", number))
