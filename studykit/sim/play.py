"""Plays a scenario on SimPy. Actors are its processes; services know nothing of SimPy and are told the time.

At one instant, postponed changes of services come first, then the timed steps in their order, then the actors in
theirs. A run ends at `until`, or when no process has anything planned and no change could give one work.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from studykit.errors import unknown
from studykit.sim import registry
from studykit.sim.engine.actor import Actor
from studykit.sim.engine.chance import Chance
from studykit.sim.engine.params import BadParam, effective, filled, resolved
from studykit.sim.engine.run import Run
from studykit.sim.engine.scenario import Scenario
from studykit.sim.engine.service import Pick, ServiceError
from studykit.sim.engine.trace import Event, Trace, Value
from studykit.sim.engine.values import (
    CONFIG_ERRORS,
    as_bad_param,
    copies,
    is_enabled,
    keywords,
    milliseconds,
    one_line,
    start_second,
    with_results,
)
from studykit.sim.engine.waiting import FOREVER, Process, Wakeup
from studykit.sim.engine.world import STEPS, Observer, RunTooLong, World


def play(
    name: str,
    scenario: Scenario,
    params: Mapping[str, Any] | None = None,
    seed: int = 0,
    pick: Pick | None = None,
    observe: Observer | None = None,
) -> Trace:
    """Runs a scenario to its end. The same scenario, parameters and seed give the same trace on every machine.

    Raises BadParam, with one line, for a parameter, role, service or measure that is unknown or has a wrong value.
    """
    run = ScenarioRun(scenario, effective(scenario, params or {}), seed, pick, observe)
    run.run()
    return run.trace(name, seed)


class ScenarioRun(World):
    """One run of a scenario: builds it, plays it, and returns its trace."""

    def __init__(
        self, scenario: Scenario, values: dict[str, Value], seed: int, pick: Pick | None, observe: Observer | None
    ) -> None:
        super().__init__(registry.model, Chance(seed, pick), observe)
        self.scenario = scenario
        self.values = values
        self.results: dict[str, Any] = {}
        until = resolved(scenario.until, values)
        self.until = FOREVER if until is None else milliseconds(until)
        self._build()

    # Building

    def _build(self) -> None:
        for name, spec in self.scenario.services.items():
            options = dict(resolved(spec, self.values))
            kind = options.pop("service", name)
            for copy in copies(name, options):
                with as_bad_param(f"service {name}"):
                    self._service(kind).provision(copy, **options)
                self.resources.append(copy)
        for service in self.services.values():
            service.neighbors.update(self.services)
        for number, spec in enumerate(self.scenario.links, start=1):
            options = dict(resolved(spec, self.values))
            if is_enabled(options):
                with as_bad_param(f"link {number}"):
                    self._link(options)
        kinds = self._kinds()
        for name, spec in self.scenario.actors.items():
            options = dict(resolved(spec, self.values))
            system, role = registry.role(options.pop("role", name), kinds)
            for number, copy in enumerate(copies(name, options), start=1):
                self.actors.append(copy)
                try:
                    actor = Actor(self, copy, number, STEPS + len(self.actors), system)
                    process = role(actor, **keywords(options))
                except TypeError as wrong:
                    raise BadParam(f"actor {name}: {wrong}") from None
                self.env.process(self._run_role(actor, process))
        for step in self.scenario.steps:
            at = start_second(step.by, resolved(step.at, self.values))
            self.env.process(self._run_step(step.by, at, step.on, step.do, step.with_, step.as_))

    def _kinds(self) -> tuple[str, ...]:
        """Returns the systems that the scenario names, in its order."""
        return tuple(dict.fromkeys(str(spec.get("service", name)) for name, spec in self.scenario.services.items()))

    def _link(self, options: dict[str, Any]) -> None:
        missing = [end for end in ("from", "to") if end not in options]
        if missing:
            raise BadParam(f"a link names its two ends; {missing[0]!r} is missing")
        source, target = options.pop("from"), options.pop("to")
        kind = options.pop("service", None) or self._kind_of(source)
        self._service(kind).link(source, target, **options)

    def _kind_of(self, resource: str) -> str:
        base = resource if resource in self.scenario.services else resource.rpartition("-")[0]
        if base not in self.scenario.services:
            raise BadParam(str(unknown("service", resource, self.scenario.services)))
        return str(self.scenario.services[base].get("service", base))

    # Processes

    def _run_role(self, actor: Actor, process: Process) -> Process:
        """Runs a role. A refused call that the role does not handle ends it; options it cannot use raise BadParam."""
        try:
            yield from process
        except ServiceError as refused:
            actor.narrate("stopped", says=f"it does not know what to do about {refused.code}")
        except (BadParam, RunTooLong):
            raise
        except CONFIG_ERRORS as wrong:
            raise BadParam(f"actor {actor.name} cannot play with these options: {one_line(wrong)}") from wrong

    def _run_step(self, by: str, at: float, on: str, do: str, request: Any, keep: str) -> Process:
        if by not in self.actors:
            self.actors.append(by)
        yield Wakeup(self.env, STEPS).after(round(at * 1000))
        kind = on or next(iter(self.services), "")
        given = with_results(filled(request, self.values), self.results)
        try:
            self.results[keep] = yield from self.call(by, kind, do, given)
        except ServiceError:
            self.results[keep] = {}

    # Playing

    def run(self) -> None:
        """Plays to the end, or until the run is too long."""
        try:
            self._play()
        except RunTooLong:
            self.cut = True
            self.events.append(Event(self.now, self.events[-1].actor, "cut", None, {"says": "the run is too long"}))
        end = self.now if self.until == FOREVER or self.cut else int(self.until)
        if end > self.now:
            self.env.run(until=end)
        for poller in self.parked.values():
            self.count_empty_polls(poller.kind, poller.empty_polls(end))

    def _play(self) -> None:
        while not self.cut:
            planned = min(self.env.peek(), self._deadline())
            change = self._soonest("next_change" if planned < FOREVER else "next_return")
            at = min(planned, change)
            if at == FOREVER or at > self.until:
                break
            if change <= planned:
                self._advance_to(change)
                self._record_changes()
            elif planned < self.env.peek():
                self._advance_to(planned)
                self._expire()
            else:
                self.env.step()

    def _advance_to(self, at: float) -> None:
        """Advances the clock to a moment (ms) before which no process acts."""
        if at > self.now:
            self.env.run(until=int(at))

    def _soonest(self, question: str) -> float:
        """Returns the earliest moment (ms) that any service gives for `next_change` or `next_return`."""
        moments = (getattr(service, question)() for service in self.services.values())
        return min((at for at in moments if at is not None), default=FOREVER)

    # The result

    def trace(self, name: str, seed: int) -> Trace:
        """Returns the run as a value, with its measures and the laws that it broke."""
        end = self.now
        run = Run(tuple(self.events), self.services, self.counts, self.values, end, self._kinds())
        measures = {key: registry.measure(key, run) for key in self.scenario.measures}
        broken = [broken for letter in self.scenario.laws for law in registry.laws(letter) for broken in law.judge(run)]
        return Trace(
            scenario=name,
            seed=seed,
            params=self.values,
            events=run.events,
            measures=measures,
            end=end,
            actors=tuple(self.actors),
            resources=tuple(self.resources),
            broken=tuple(sorted(broken, key=lambda entry: entry.event)),
            series={key: tuple(steps) for key, steps in self.series.items()},
            picks=self.chance.picks,
        )
