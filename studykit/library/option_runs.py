"""Finds the runs that show how an answer would work out, next to the correct one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from studykit.items import Response
from studykit.library.library import Library
from studykit.library.model import ByFact, Fact, Item, Observe, Repair
from studykit.library.proofs import keys_of
from studykit.sim.engine.condition import Condition
from studykit.sim.engine.trace import Trace
from studykit.sim.play import play


@dataclass(frozen=True, slots=True)
class OptionRun:
    """The parameters of two runs of a scenario: with the chosen options (`yours`) and with the key.

    A proof by observation has one run for both; `claimed` is then the claim of the chosen option and `goal` the key's.
    """

    scenario: str
    yours: Mapping[str, Any]
    key: Mapping[str, Any]
    goal: Mapping[str, Condition]
    claimed: Mapping[str, Condition] | None = None


def run_for_option(item: Item, chosen: Response) -> OptionRun | None:
    """Returns the two runs for an answer; None if the proof of the item has no run."""
    proof = item.proof
    if isinstance(proof, ByFact):
        return None
    keys = keys_of(item)
    if isinstance(proof, Observe):
        claim = proof.claims.get(chosen[0]) if chosen else None
        goal = proof.claims.get(keys[0], {}) if keys else {}
        return OptionRun(proof.scenario, proof.given, proof.given, goal, claim)
    need = proof.needs[0] if proof.needs else None
    given = {**proof.given, **(need.given if need and not proof.goal else {})}
    goal = proof.goal or (need.goal if need else {})
    return OptionRun(proof.scenario, {**given, **_changes(proof, chosen)}, {**given, **_changes(proof, keys)}, goal)


def traces(library: Library, found: OptionRun) -> tuple[Trace, Trace]:
    """Plays both runs: first with the chosen options, then with the key."""
    _, scenario = library.scenario(found.scenario)
    key = play(found.scenario, scenario, found.key)
    same = found.yours == found.key
    return (key if same else play(found.scenario, scenario, found.yours)), key


def sources(library: Library, item: Item) -> list[tuple[str, Fact]]:
    """Returns the facts behind an item, with their ids: those of its proof if it has no run."""
    names = item.proof.facts if isinstance(item.proof, ByFact) else item.facts
    found = []
    for name in names:
        topic, _, fact = name.partition("/")
        found.append((name, library.topic(topic).facts[fact]))
    return found


def _changes(proof: Repair, names: Response) -> dict[str, Any]:
    return {key: value for name in names for key, value in proof.changes.get(name, {}).items()}
