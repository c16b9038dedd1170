"""Searches a scenario for families: settings of which each misses exactly one requirement that the others meet.

The search plays combinations of a few parameters (the options) in situations that change one other parameter, and takes
every measure with natural thresholds as a requirement. It only proposes: which settings an architect would recognize
and which requirements a company would state is for the author to judge. The same scenario gives the same proposals.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import floor, log10
from typing import Any

from studykit.library.model import Need
from studykit.library.need_runs import NeedRuns
from studykit.library.proof_runs import RunCache
from studykit.sim.engine.condition import Condition
from studykit.sim.engine.params import BadParam, checked
from studykit.sim.engine.scenario import Param, Scenario
from studykit.sim.engine.trace import Trace, Value

Settings = Mapping[str, Any]
MARGIN = 1.2
"""How far, as a ratio, the values on both sides are from a threshold: a fifth."""
COUNTED = 20
"""Whole numbers up to this are counts, which a requirement names exactly."""
STEP = 4
"""The ratio by which a number is raised and lowered."""
CONFIGURATIONS, SITUATIONS = 24, 12
"""The most that one group of parameters is played with."""
UNWANTED = re.compile(
    r"lost|fail|refus|den(y|ied)|throttl|duplic|expir|error|empty|miss|delay|latency|cost|usd|reorder|dead|late|wrong|"
    r"deliver|receives|calls|requests|effects|timed_out|waiting|stale|exposed|over_|again|twice"
)
"""Measures of which a company wants little: nobody requires at least three lost messages."""
PARAMETERS = 3
"""The most parameters in which the options of a family differ."""
EVENTS, RUNS = 400_000, 8_000
"""Events of all runs, and runs, after which no further group is begun: about ten seconds."""
ENOUGH = 40
"""Proposals after which no further group is begun."""


@dataclass(frozen=True)
class Requirement:
    """A bound on a measure in a situation. `passes`: the configurations that meet it, as a bit mask."""

    given: Settings
    measure: str
    condition: Condition
    passes: int = 0


@dataclass(frozen=True)
class Proposal:
    """The options of a family and its requirements: option n misses requirement n and meets all others."""

    options: tuple[Settings, ...]
    requirements: tuple[Requirement, ...]

    @property
    def cost(self) -> tuple[int, int, int]:
        """The less, the better: differing settings, repeated measures, changed situations."""
        pairs = itertools.combinations(self.options, 2)
        differing = sum(one[name] != other[name] for one, other in pairs for name in one)
        repeated = len(self.requirements) - len({need.measure for need in self.requirements})
        return repeated, differing, sum(len(need.given) for need in self.requirements)


@dataclass
class FamilySearch:
    """Searches one scenario. `vary`: the values of options' parameters; none: the search chooses parameters.

    `given`: values that every run has. `size`: the options of a family.
    """

    name: str
    scenario: Scenario
    vary: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    given: Settings = field(default_factory=dict)
    size: int = 4
    runs: RunCache = field(default_factory=RunCache)
    events: int = 0

    def best(self, count: int) -> list[Proposal]:
        """Returns the best proposals, each on other options, that hold for all seeds and what AWS leaves open."""
        found = sorted(self._proposals(), key=lambda proposal: proposal.cost)
        chosen: list[Proposal] = []
        for proposal in found:
            if len(chosen) == count:
                break
            measures = {need.measure for need in proposal.requirements}
            known = [({need.measure for need in one.requirements}, set(one.options[0])) for one in chosen]
            if (measures, set(proposal.options[0])) not in known and self._holds(proposal):
                chosen.append(proposal)
        return chosen

    def _proposals(self) -> list[Proposal]:
        values, matter = self._values()
        groups = [tuple(self.vary)] if self.vary else list(self._groups(values, matter))
        values |= {name: list(tried) for name, tried in self.vary.items()}
        found: list[Proposal] = []
        for group in groups:
            if self.events > EVENTS or self.runs.played > RUNS or len(found) > ENOUGH:
                break
            combinations = itertools.product(*(values[name] for name in group))
            options = [dict(zip(group, one, strict=True)) for one in itertools.islice(combinations, CONFIGURATIONS)]
            changes = [{name: value} for name in values if name not in group for value in values[name][1:]]
            needs = list(self._requirements(options, [{}, *changes[:SITUATIONS]]))
            found += self._sets(options, needs)
        return found

    def _groups(self, values: Mapping[str, Sequence[Any]], matter: Container[str]) -> Iterator[tuple[str, ...]]:
        """Yields groups of parameters that options may differ in.

        First come settings of services, for those of actors are rather the situation, and parameters that matter alone.
        """
        served = _names_in((self.scenario.services, self.scenario.links))
        strange = {name: (name not in served) + (name not in matter) for name in values}
        groups = [group for size in (2, PARAMETERS) for group in itertools.combinations(values, size)]
        yield from sorted(groups, key=lambda group: sum(strange[name] for name in group))

    def _values(self) -> tuple[dict[str, list[Any]], frozenset[str]]:
        """Returns the parameters with their values, the usual one first, and those that change a measure by
        themselves."""
        base = self._run({})
        values: dict[str, list[Any]] = {}
        matter: set[str] = set()
        for name, param in self.scenario.params.items():
            if param.open or name in self.given:
                continue
            played = [(value, self._run({name: value})) for value in natural_values(name, param)]
            others = [(value, trace) for value, trace in played if trace and value != param.default]
            if any(base and trace.measures != base.measures for _, trace in others):
                matter.add(name)
            if others:
                values[name] = [param.default, *(value for value, _ in others)]
        return values, frozenset(matter)

    def _run(self, settings: Settings) -> Trace | None:
        """Returns a run; None if the scenario cannot be played so."""
        try:
            trace = self.runs.run(self.name, self.scenario, {**self.given, **settings})
        except BadParam:
            return None
        self.events += len(trace.events)
        return None if trace.events and trace.events[-1].action == "cut" else trace

    def _requirements(self, options: Sequence[Settings], situations: Sequence[Settings]) -> Iterator[Requirement]:
        """Yields every requirement that some of the options meet and some miss."""
        everyone = (1 << len(options)) - 1
        for given in situations:
            traces = [self._run({**given, **option}) for option in options]
            if None in traces:
                continue
            for measure, kind in self.scenario.measures.items():
                values = [trace.measures[measure] for trace in traces if trace]
                for condition in thresholds(values, kind):
                    if condition.least is not None and UNWANTED.search(measure):
                        continue
                    passes = sum(1 << n for n, value in enumerate(values) if condition.holds(value))
                    if 0 < passes < everyone:
                        yield Requirement(given, measure, condition, passes)

    def _sets(self, options: Sequence[Settings], needs: Sequence[Requirement]) -> Iterator[Proposal]:
        """Yields every set of options of which each alone misses some requirement."""
        by_mask: dict[int, list[Requirement]] = {}
        for need in sorted(needs, key=lambda need: (len(need.given), str(need.given))):
            same = by_mask.setdefault(need.passes, [])
            if need.measure not in {other.measure for other in same}:
                same.append(need)
        parts = {
            (i, j) for i in range(len(options)) for j in range(len(options)) for mask in by_mask if _splits(mask, i, j)
        }
        for chosen in _cliques(len(options), self.size, parts):
            whole = sum(1 << n for n in chosen)
            alone = [
                [need for mask in by_mask if mask & whole == whole ^ (1 << n) for need in by_mask[mask]] for n in chosen
            ]
            if all(alone):
                yield Proposal(tuple(options[n] for n in chosen), tuple(_on_different_measures(alone)))

    def _holds(self, proposal: Proposal) -> bool:
        """True if every option misses its own requirement and meets the others, whatever chance or AWS decides."""
        names = {str(number): option for number, option in enumerate(proposal.options)}
        played = NeedRuns(self.runs, self.name, self.scenario, self.given, names)
        return all(
            played.outcome(Need(given=need.given, goal={need.measure: need.condition}), (name,)).met != (int(name) == n)
            for n, need in enumerate(proposal.requirements)
            for name in names
        )


def natural_values(name: str, param: Param) -> list[Any]:
    """Returns the values of a parameter that are worth trying; the default is one of them."""
    if param.type == "flag":
        return [False, True]
    if param.type == "choice":
        return list(param.choices)
    if param.type != "number" or not isinstance(param.default, (int, float)):
        return [param.default]
    usual = param.default
    tried = [usual, round_number(usual / STEP, usual), round_number(usual * STEP, usual * STEP * STEP)]
    tried += [bound for bound in (param.least, 1 if not usual else None) if bound is not None]
    found = []
    for value in tried:
        value = int(value) if value == int(value) else value
        try:
            found.append(checked(name, param, value))
        except BadParam:
            continue
    return list(dict.fromkeys(found))


def thresholds(values: Sequence[Value], kind: str) -> Iterator[Condition]:
    """Yields conditions that part some values from others, with a margin of a fifth; time is only bounded above."""
    if kind == "flag":
        yield from (Condition(is_=value) for value in (True, False))
        return
    numbers = sorted({v for v in values if isinstance(v, (int, float)) and not isinstance(v, bool)})
    if kind == "time" and numbers and None in values:
        yield Condition(most=_above(numbers[-1]))
    for low, high in itertools.pairwise(numbers):
        if high <= COUNTED and low == int(low) and high == int(high) and kind != "time":
            yield Condition(most=low)
            yield Condition(least=high)
        elif low >= 0 and low * MARGIN <= high / MARGIN:
            bound = round_number(max(low * MARGIN, high / 10), high / MARGIN)
            yield Condition(most=bound)
            if kind != "time":
                yield Condition(least=bound)


def round_number(low: float, high: float) -> float:
    """Returns the roundest number from `low` to `high`: with the fewest digits, then the smallest."""
    if low <= 0 or low >= high:
        return low
    for digits in range(1, 7):
        unit = 10 ** (floor(log10(high)) - digits + 1)
        for part in (5, 2, 1):
            number = float(-(-low // (unit * part)) * unit * part)
            if low <= number <= high:
                return round(number, 6)
    return low


def _above(value: float) -> float:
    return round_number(value * MARGIN, value * MARGIN * 2)


def _splits(mask: int, loser: int, winner: int) -> bool:
    return not mask >> loser & 1 and bool(mask >> winner & 1)


def _cliques(count: int, size: int, parts: set[tuple[int, int]]) -> Iterator[tuple[int, ...]]:
    """Yields the sets of numbers of which no one meets everything that another meets."""

    def grown(chosen: tuple[int, ...], start: int) -> Iterator[tuple[int, ...]]:
        if len(chosen) == size:
            yield chosen
            return
        for n in range(start, count):
            if all((n, other) in parts and (other, n) in parts for other in chosen):
                yield from grown((*chosen, n), n + 1)

    yield from grown((), 0)


def _on_different_measures(alone: Sequence[Sequence[Requirement]]) -> Iterator[Requirement]:
    """Yields one requirement of each list, on a measure that was not taken before if there is one."""
    taken: set[str] = set()
    for needs in alone:
        need = next((need for need in needs if need.measure not in taken), needs[0])
        taken.add(need.measure)
        yield need


def _names_in(value: Any) -> frozenset[str]:
    """Returns the parameters that a part of a scenario names."""
    if isinstance(value, str):
        return frozenset((value[1:],)) if value.startswith("$") else frozenset()
    if isinstance(value, Mapping):
        return frozenset().union(*map(_names_in, value.values()))
    return frozenset().union(*map(_names_in, value)) if isinstance(value, (list, tuple)) else frozenset()
