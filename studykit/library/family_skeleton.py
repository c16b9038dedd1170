"""Writes a proposed family as the YAML of a topic file: with settings and needs, and without the words."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from studykit.library.family_search import Proposal, Requirement
from studykit.library.goals import condition_words
from studykit.sim.engine.params import shown
from studykit.sim.engine.trace import tidy

BOUNDS = ("least", "most")


def skeleton(scenario: str, given: Mapping[str, Any], proposals: Sequence[Proposal]) -> str:
    """Returns the families of some proposals as the section `families` of a topic file."""
    lines = ["families:"]
    for number, proposal in enumerate(proposals, start=1):
        lines += _family(f"{scenario}-{number}", scenario, given, proposal)
    return "\n".join(lines) + "\n"


def _family(name: str, scenario: str, given: Mapping[str, Any], proposal: Proposal) -> Iterator[str]:
    needs = _need_names(proposal.requirements)
    options = [f"option-{letter}" for letter in "abcde"[: len(proposal.options)]]
    yield f"  {name}:"
    yield f"    point: {name}"
    yield "    difficulty: 3"
    yield "    ask: Which configuration meets these requirements?"
    yield f"    scenario: {scenario}"
    if given:
        yield f"    given: {_flow(given)}"
    yield "    options:"
    for option, settings in zip(options, proposal.options, strict=True):
        yield f"      {option}: {{set: {_flow(settings)}, text: {_quoted(f'... {_said(settings)} ...')}}}"
    yield "    rationale:"
    for option, need in zip(options, needs, strict=True):
        yield f"      {option}: {_quoted(f'... misses only {need}; choose it when that does not matter ...')}"
    yield "    needs:"
    for need, wanted in zip(needs, proposal.requirements, strict=True):
        says = f"... {wanted.measure.replace('_', ' ')} {condition_words(wanted.condition)} ..."
        situation = f"given: {_flow(wanted.given)}, " if wanted.given else ""
        goal = _flow({wanted.measure: _bound(wanted)})
        yield f"      {need}: {{says: {_quoted(says)}, {situation}goal: {goal}}}"
    yield "    items:"
    for option, missed in zip(options, needs, strict=True):
        stated = ", ".join(need for need in needs if need != missed)
        yield f"      {name}-{option[-1]}:"
        yield f"        needs: [{stated}]"
        yield f"        key: {option}"
        yield f"        stem: {_quoted(f'... story {name}-{option[-1]} states {stated} and leaves {missed} open ...')}"


def _need_names(requirements: Sequence[Requirement]) -> list[str]:
    """Returns a name for each requirement: its measure, with a number if the measure has another one too."""
    names: list[str] = []
    for need in requirements:
        base = need.measure.replace("_", "-").lower()
        taken = sum(name == base or name.startswith(f"{base}-") for name in names)
        names.append(f"{base}-{taken + 1}" if taken else base)
    return names


def _bound(need: Requirement) -> Any:
    bounds = {name: getattr(need.condition, name) for name in BOUNDS if getattr(need.condition, name) is not None}
    return bounds or need.condition.is_


def _said(settings: Mapping[str, Any]) -> str:
    return ", ".join(f"{name.replace('_', ' ')} {shown(value)}" for name, value in settings.items())


def _flow(value: Any) -> str:
    """Returns a value as flow YAML; flags are yes and no."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{name}: {_flow(inner)}" for name, inner in value.items()) + "}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "null" if value is None else json.dumps(tidy(value), ensure_ascii=False)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
