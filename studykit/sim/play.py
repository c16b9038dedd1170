"""The stage: plays a scenario on SimPy. Actors are its processes, services stay free of it and are told the time.

At one moment, what a service had put off comes first, then the timed steps as they are listed, then the actors in the
order of the cast. A run ends at `until`, else when nobody has anything planned and nothing hidden can come back.
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
from studykit.sim.engine.turns import FOREVER, Act, Turn
from studykit.sim.engine.values import WRONG, copies, keywords, line, looked_up, milliseconds, second, told_as, wanted
from studykit.sim.engine.world import STEPS, Enough, Observer, World


def play(
    name: str,
    scenario: Scenario,
    params: Mapping[str, Any] | None = None,
    seed: int = 0,
    pick: Pick | None = None,
    observe: Observer | None = None,
) -> Trace:
    """Runs a scenario to its end. Same scenario, parameters and seed: the same trace, on every machine.

    Raises BadParam, in one line, for a parameter, role, service or measure that does not exist or cannot be.
    """
    run = ScenarioRun(scenario, effective(scenario, params or {}), seed, pick, observe)
    run.run()
    return run.trace(name, seed)


class ScenarioRun(World):
    """One run of a scenario: set up, played, and told."""

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

    # Setting the stage

    def _build(self) -> None:
        for name, spec in self.scenario.services.items():
            options = dict(resolved(spec, self.values))
            kind = options.pop("service", name)
            for copy in copies(name, options):
                with told_as(f"service {name}"):
                    self._service(kind).provision(copy, **options)
                self.resources.append(copy)
        for service in self.services.values():
            service.neighbours.update(self.services)
        for number, spec in enumerate(self.scenario.links, start=1):
            options = dict(resolved(spec, self.values))
            if wanted(options):
                with told_as(f"link {number}"):
                    self._link(options)
        kinds = self._kinds()
        for name, spec in self.scenario.actors.items():
            options = dict(resolved(spec, self.values))
            system, act_of = registry.role(options.pop("role", name), kinds)
            for number, copy in enumerate(copies(name, options), start=1):
                self.actors.append(copy)
                try:
                    actor = Actor(self, copy, number, STEPS + len(self.actors), system)
                    act = act_of(actor, **keywords(options))
                except TypeError as wrong:
                    raise BadParam(f"actor {name}: {wrong}") from None
                self.env.process(self._acted(copy, act))
        for step in self.scenario.steps:
            at = second(step.by, resolved(step.at, self.values))
            self.env.process(self._step(step.by, at, step.on, step.do, step.with_, step.as_))

    def _kinds(self) -> tuple[str, ...]:
        """The systems that the scenario names, in its order."""
        return tuple(dict.fromkeys(str(spec.get("service", name)) for name, spec in self.scenario.services.items()))

    def _link(self, options: dict[str, Any]) -> None:
        missing = [end for end in ("from", "to") if end not in options]
        if missing:
            raise BadParam(f"a link names its two ends; {missing[0]!r} is missing")
        source, target = options.pop("from"), options.pop("to")
        kind = options.pop("service", None) or self._kind_of(source)
        self._service(kind).link(source, target, **options)

    def _acted(self, name: str, act: Act) -> Act:
        """A role's act. A refusal that it does not handle ends it; options that it cannot use are told in one line."""
        try:
            yield from act
        except ServiceError as refused:
            says = f"it does not know what to do about {refused.code}"
            self.record(Event(self.now, name, "stopped", None, {"says": says}))
        except (BadParam, Enough):
            raise
        except WRONG as wrong:
            raise BadParam(f"actor {name} cannot play with these options: {line(wrong)}") from wrong

    def _kind_of(self, resource: str) -> str:
        base = resource if resource in self.scenario.services else resource.rpartition("-")[0]
        if base not in self.scenario.services:
            raise BadParam(str(unknown("service", resource, self.scenario.services)))
        return str(self.scenario.services[base].get("service", base))

    def _step(self, by: str, at: float, on: str, do: str, request: Any, keep: str) -> Act:
        if by not in self.actors:
            self.actors.append(by)
        yield Turn(self.env, STEPS).due(round(at * 1000))
        kind = on or next(iter(self.services), "")
        asked = looked_up(filled(request, self.values), self.results)
        try:
            self.results[keep] = yield from self.call(by, kind, do, asked)
        except ServiceError:
            self.results[keep] = {}

    # Playing

    def run(self) -> None:
        """Plays to the end, or as far as a run may go."""
        try:
            self._play()
        except Enough:
            self.cut = True
            self.events.append(Event(self.now, self.events[-1].actor, "cut", None, {"says": "the run is too long"}))
        end = self.now if self.until == FOREVER or self.cut else int(self.until)
        if end > self.now:
            self.env.run(until=end)
        for idle in self.parked.values():
            self.poll(idle.kind, idle.answered(end))

    def _play(self) -> None:
        while not self.cut:
            planned = min(self.env.peek(), self._deadline())
            comes = self._soonest("next_change" if planned < FOREVER else "next_return")
            at = min(planned, comes)
            if at == FOREVER or at > self.until:
                break
            if comes <= planned:
                self._pass(comes)
                self._note_changes()
            elif planned < self.env.peek():
                self._pass(planned)
                self._expire()
            else:
                self.env.step()

    def _pass(self, at: float) -> None:
        """Lets time pass to a moment before which nobody acts."""
        if at > self.now:
            self.env.run(until=int(at))

    def _soonest(self, question: str) -> float:
        """The earliest answer (ms) of any service to `next_change` or `next_return`."""
        moments = (getattr(service, question)() for service in self.services.values())
        return min((at for at in moments if at is not None), default=FOREVER)

    # What is left behind

    def trace(self, name: str, seed: int) -> Trace:
        """The run as a value, with its measures and the laws that it broke."""
        end = self.now
        run = Run(tuple(self.events), self.services, self.counts, self.values, end, self._kinds())
        measures = {key: registry.measured(key, run) for key in self.scenario.measures}
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
