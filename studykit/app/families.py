"""Proposes families for a scenario, for authors to write stories on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from studykit.app.study import Study
from studykit.errors import UsageError
from studykit.library.family_search import FamilySearch, Proposal
from studykit.library.family_skeleton import skeleton
from studykit.sim.engine.params import parse
from studykit.sim.engine.scenario import Scenario

SHOWN = 3
"""Families that are proposed at once."""


@dataclass(frozen=True)
class SearchOptions:
    """The options of `families`. `vary`: texts `name=value,value`; `given`: texts `name=value`."""

    scenario: str
    vary: Sequence[str] = ()
    given: Sequence[str] = ()
    size: int = 4


@dataclass(frozen=True)
class FoundFamilies:
    """The proposals for a scenario, and how many runs they took. `given`: the values that all runs share."""

    scenario: str
    given: Mapping[str, Any] = field(default_factory=dict)
    proposals: tuple[Proposal, ...] = ()
    runs: int = 0

    def as_yaml(self) -> str:
        """Returns the proposals as YAML that `studykit check` reads."""
        return skeleton(self.scenario, self.given, self.proposals)


def find_families(study: Study, options: SearchOptions) -> FoundFamilies:
    """Searches a scenario for families. Raises UsageError for a name or a value that is wrong."""
    _, scenario = study.library.scenario(options.scenario)
    vary = dict(_values(scenario, text) for text in options.vary)
    given = {name: values[0] for name, values in (_values(scenario, text) for text in options.given)}
    if few := [name for name, values in vary.items() if len(values) < 2]:
        raise UsageError(f"--vary {few[0]} has one value; give two or more, such as --vary {few[0]}=1,2")
    if both := sorted(vary.keys() & given.keys()):
        raise UsageError(f"{both[0]} is in --vary and in --given; it is either the option's or the situation's")
    with study.notices.working(f"Playing {options.scenario} ..."):
        search = FamilySearch(options.scenario, scenario, vary, given, options.size)
        return FoundFamilies(options.scenario, given, tuple(search.best(SHOWN)), search.runs.played)


def _values(scenario: Scenario, text: str) -> tuple[str, list[Any]]:
    """Reads `name=value,value`."""
    name, sign, values = text.partition("=")
    if not sign:
        raise UsageError(f"{text!r} is not name=value; the parameters are {', '.join(scenario.params) or 'none'}")
    parts = values.split(",") if not values.strip().startswith("[") else [values]
    return name.strip(), [parse(scenario, name.strip(), value) for value in parts]
