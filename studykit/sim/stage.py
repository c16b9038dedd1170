"""The stage: plays a scenario on SimPy. Actors are its processes, services stay free of it and are told the time.

At one moment, what a service had put off comes first, then the timed steps as they are listed, then the actors in the
order of the cast. A poller with nothing to do parks: it costs nothing however long it waits, and its empty polls are
counted, not played. A run ends at `until`, else when nobody has anything planned and nothing hidden can come back.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

import simpy

from studykit.errors import unknown
from studykit.sim import listing
from studykit.sim.chance import Chance
from studykit.sim.grammar import (
    WRONG,
    copies,
    keywords,
    line,
    looked_up,
    milliseconds,
    operations,
    second,
    told_as,
    wanted,
)
from studykit.sim.laws import law
from studykit.sim.measures import Run, measured
from studykit.sim.params import BadParam, effective, filled, resolved
from studykit.sim.scenario import Scenario
from studykit.sim.service import Parked, Pick, Service, ServiceError
from studykit.sim.trace import Event, Trace, Value
from studykit.sim.turns import FOREVER, Act, Idle, Turn

Observer = Callable[[str, str, Mapping[str, Any], Any], None]
"""Told of every call: service, operation, request, response (a ServiceError where it was refused)."""
MOST_EVENTS = 100_000
"""A run that leaves more is cut, whatever its pack asks for: about two seconds. The longest that a shipped scenario
is meant for, twelve hours of a heartbeat each second, leaves half as many."""
STEPS = 2
"""The rank of timed steps; actors come after it, SimPy's own priorities (0 and 1) before."""


class Enough(Exception):
    """Ends a run that has become too long."""


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
    stage = Stage(scenario, effective(scenario, params or {}), seed, pick, observe)
    stage.run()
    return stage.trace(name, seed)


class Stage:
    """One run: the clock, the services, the actors and what they leave behind."""

    def __init__(
        self, scenario: Scenario, values: dict[str, Value], seed: int, pick: Pick | None, observe: Observer | None
    ) -> None:
        self.scenario = scenario
        self.values = values
        self.env = simpy.Environment()
        self.chance = Chance(seed, pick)
        self.observe = observe
        self.services: dict[str, Service] = {}
        self.events: list[Event] = []
        self.counts: Counter[str] = Counter()
        self.series: dict[str, list[tuple[int, float]]] = {}
        self.results: dict[str, Any] = {}
        self.parked: dict[str, Idle] = {}
        self.actors: list[str] = []
        self.resources: list[str] = []
        self.waiting: list[Turn] = []
        self.cut = False
        until = resolved(scenario.until, values)
        self.until = FOREVER if until is None else milliseconds(until)
        self._build()

    @property
    def now(self) -> int:
        """Milliseconds since the start."""
        return int(self.env.now)

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
        for name, spec in self.scenario.actors.items():
            options = dict(resolved(spec, self.values))
            role = listing.role(options.pop("role", name))
            for number, copy in enumerate(copies(name, options), start=1):
                self.actors.append(copy)
                try:
                    act = role(Actor(self, copy, number, STEPS + len(self.actors)), **keywords(options))
                except TypeError as wrong:
                    raise BadParam(f"actor {name}: {wrong}") from None
                self.env.process(self._acted(copy, act))
        for step in self.scenario.steps:
            at = second(step.by, resolved(step.at, self.values))
            self.env.process(self._step(step.by, at, step.on, step.do, step.with_, step.as_))

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
            self._note(name, "stopped", None, {"says": f"it does not know what to do about {refused.code}"})
        except (BadParam, Enough):
            raise
        except WRONG as wrong:
            raise BadParam(f"actor {name} cannot play with these options: {line(wrong)}") from wrong

    def _service(self, kind: str) -> Service:
        if kind not in self.services:
            self.services[kind] = listing.service(kind)(lambda: self.now, self.chance)
        return self.services[kind]

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
                self._settle()
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

    def _deadline(self) -> float:
        """When the first of those who wait will wait no longer (ms)."""
        return min((turn.until for turn in self.waiting), default=FOREVER)

    def wait(self, rank: int, until: float = FOREVER, wanted: Callable[[], int] | None = None) -> Turn:
        """Waits for a change of the services, one that leaves something `wanted`; or up to a moment (ms)."""
        turn = Turn(self.env, rank, until, wanted)
        self.waiting.append(turn)
        return turn

    def _wake(self) -> None:
        """Wakes who waits for any change, and who waits for something that is there now."""
        waiting, self.waiting = self.waiting, []
        for turn in waiting:
            if turn.wanted is None or turn.wanted():
                turn.due()
            else:
                self.waiting.append(turn)

    def _expire(self) -> None:
        """Ends the waits whose time is over."""
        for turn in [turn for turn in self.waiting if turn.until <= self.now]:
            self.waiting.remove(turn)
            turn.due()

    def poll(self, kind: str, empty: int) -> None:
        """Counts polls that found nothing and were not played."""
        self.counts[f"parked {kind}"] += empty

    def call(self, actor: str, kind: str, operation: str, request: Mapping[str, Any], rank: int = STEPS) -> Act:
        """One API call by an actor; waits where the service does. The event stands at the moment of the answer.

        Answered and refused calls are counted, as `sqs.receive_message`.
        """
        service = self._service(kind)
        if operation not in operations(kind):
            raise BadParam(str(unknown(f"operation of {kind}", operation, operations(kind))))
        try:
            response = getattr(service, operation)(**request)
            while isinstance(response, Parked):
                self._settle()  # a poll that goes on waiting may have dead-lettered what it met
                yield self.wait(rank, response.until)
                response = response.again()
        except ServiceError as refused:
            self.counts[f"{kind}.{operation}"] += 1
            subject = str(request.get("MessageBody") or "")[:40] or None
            self._note(actor, operation, subject, {"error": refused.code, "says": refused.message})
            self._watch(kind, operation, request, refused)
            self._settle()
            raise
        except (BadParam, Enough):
            raise
        except WRONG as wrong:
            raise BadParam(f"{operation} of {kind} cannot be called so: {line(wrong)}") from wrong
        self.counts[f"{kind}.{operation}"] += 1
        self._watch(kind, operation, request, response)
        choices = self.chance.taken()
        marks = {"choice": choices} if choices else {}
        for told in service.tell(operation, request, response):
            self._note(told.actor or actor, told.action or operation, told.subject, {**told.detail, **marks})
        self._settle()
        self._signal()
        return response

    def _watch(self, kind: str, operation: str, request: Mapping[str, Any], response: Any) -> None:
        if self.observe:
            self.observe(kind, operation, request, response)

    def _settle(self) -> None:
        """Writes down what the services did by themselves, and wakes who waits."""
        news = [change for service in self.services.values() for change in service.settle()]
        for change in sorted(news, key=lambda change: change.at):
            self._note(change.actor, change.action, change.subject, dict(change.detail), change.at)
        if news:
            self._signal()

    def _signal(self) -> None:
        self._gauge()
        self._wake()

    def _gauge(self) -> None:
        for service in self.services.values():
            for name, level in service.gauges().items():
                steps = self.series.setdefault(name, [])
                if not steps or steps[-1][1] != level:
                    if steps and steps[-1][0] == self.now:
                        steps[-1] = (self.now, level)
                    else:
                        steps.append((self.now, level))

    def _note(
        self, actor: str, action: str, subject: str | None, detail: Mapping[str, Any], at: int | None = None
    ) -> None:
        if len(self.events) >= MOST_EVENTS:
            raise Enough
        self.events.append(Event(self.now if at is None else at, actor, action, subject, detail))

    # What is left behind

    def trace(self, name: str, seed: int) -> Trace:
        """The run as a value, with its measures and the laws that it broke."""
        end = self.now
        kinds = dict.fromkeys(str(spec.get("service", name)) for name, spec in self.scenario.services.items())
        run = Run(tuple(self.events), self.services, self.counts, self.values, end, tuple(kinds))
        measures = {key: measured(key, run) for key in self.scenario.measures}
        broken = [broken for letter in self.scenario.laws for broken in law(letter).judge(run)]
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


class Actor:
    """What a role is given: its name and number, and ways to act."""

    def __init__(self, stage: Stage, name: str, number: int, rank: int) -> None:
        self.stage = stage
        self.name = name
        self.number = number
        self.rank = rank
        """The place in the cast: at one instant the lower rank goes first."""

    @property
    def now(self) -> int:
        return self.stage.now

    def sleep(self, seconds: float) -> Act:
        """Lets time pass."""
        yield Turn(self.stage.env, self.rank).due(max(0, round(seconds * 1000)))

    def until(self, at: int) -> Act:
        """Lets time pass up to a moment (ms)."""
        if at > self.now:
            yield Turn(self.stage.env, self.rank).due(at - self.now)

    def call(self, kind: str, operation: str, **request: Any) -> Act:
        """An API call; raises ServiceError where the service refuses."""
        return self.stage.call(self.name, kind, operation, request, self.rank)

    def knows(self, kind: str, operation: str, **request: Any) -> Any:
        """What a service says when a role, not its actor, asks: no call of the run, and nobody sees it."""
        return getattr(self.stage.services[kind], operation)(**request)

    def say(self, action: str, subject: str | None = None, **detail: Any) -> None:
        """Notes an act of its own (`work`, `done`, `crash` ...)."""
        self.stage._note(self.name, action, subject, detail)

    def count(self, name: str, amount: int = 1) -> None:
        """Adds to a number that measures read."""
        self.stage.counts[name] += amount

    def idle(self, kind: str, resource: str, gap: float, wait: float) -> Act:
        """Waits until a resource has something to hand out, at a moment when this poller asks; at once if it has.

        The poller asks now and then `gap` seconds after each empty answer; a long poll stays open for `wait` seconds.
        """
        stage = self.stage
        if resource not in stage.resources:
            raise BadParam(f"actor {self.name}: {unknown('service', resource, stage.resources)}")
        service = stage.services[kind]
        parked = Idle(kind, self.now, max(1, round((gap + wait) * 1000)), round(wait * 1000))
        stage.parked[self.name] = parked
        while not service.available(resource):
            yield stage.wait(self.rank, wanted=lambda: service.available(resource))
            if service.available(resource):
                yield from self.until(parked.next_ask(self.now))
        del stage.parked[self.name]
        stage.poll(kind, parked.before(self.now))

    def give_up(self, subject: str) -> None:
        """Cuts the run where it would repeat itself for ever."""
        self.say("cut", subject, says="and so on: the run would go on like this")
        self.stage.cut = True
