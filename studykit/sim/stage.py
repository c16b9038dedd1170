"""The stage: plays a scenario on SimPy. Actors are its processes, services stay free of it and are told the time.

At one moment, what a service had put off comes before what the actors do. A poller with nothing to do parks: it costs
nothing however long it waits, and its empty polls are counted, not played. A run ends at `until`, else when nobody has
anything planned and nothing hidden can come back.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Generator, Mapping
from typing import Any

import simpy

from studykit.errors import unknown
from studykit.sim import listing
from studykit.sim.chance import Chance
from studykit.sim.laws import law
from studykit.sim.measures import Run, measured
from studykit.sim.params import BadParam, effective, filled
from studykit.sim.scenario import Scenario
from studykit.sim.service import Parked, Pick, Service, ServiceError
from studykit.sim.trace import Event, Trace, Value

Observer = Callable[[str, str, Mapping[str, Any], Any], None]
"""Told of every call: service, operation, request, response (a ServiceError where it was refused)."""
Act = Generator[simpy.Event, Any, Any]
FOREVER = float("inf")


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
        self.changed = self.env.event()
        self.cut = False
        until = filled(scenario.until, values)
        self.until = FOREVER if until is None else _ms(until)
        self._build()

    @property
    def now(self) -> int:
        """Milliseconds since the start."""
        return int(self.env.now)

    # Setting the stage

    def _build(self) -> None:
        for name, spec in self.scenario.services.items():
            options = dict(filled(spec, self.values))
            kind = options.pop("service", name)
            for copy in _copies(name, options):
                self._service(kind).provision(copy, **options)
                self.resources.append(copy)
        for service in self.services.values():
            service.neighbours.update(self.services)
        for spec in self.scenario.links:
            options = dict(filled(spec, self.values))
            if options.pop("when", True):
                source, target = options.pop("from"), options.pop("to")
                kind = options.pop("service", None) or self._kind_of(source)
                self._service(kind).link(source, target, **options)
        for name, spec in self.scenario.actors.items():
            options = dict(filled(spec, self.values))
            role = listing.role(options.pop("role", name))
            for number, copy in enumerate(_copies(name, options), start=1):
                self.actors.append(copy)
                try:
                    self.env.process(role(Actor(self, copy, number), **_keywords(options)))
                except TypeError as wrong:
                    raise BadParam(f"actor {name}: {wrong}") from None
        for step in self.scenario.steps:
            self.env.process(self._step(step.by, filled(step.at, self.values), step.on, step.do, step.with_, step.as_))

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
        yield self.env.timeout(round(at * 1000))
        kind = on or next(iter(self.services))
        asked = _looked_up(filled(request, self.values), self.results)
        try:
            self.results[keep] = yield from self.call(by, kind, do, asked)
        except ServiceError:
            self.results[keep] = {}

    # Playing

    def run(self) -> None:
        """Plays to the end."""
        while not self.cut:
            planned = self.env.peek()
            comes = self._soonest("next_change" if planned < FOREVER else "next_return")
            at = min(planned, comes)
            if at == FOREVER or at > self.until:
                break
            if comes <= planned:
                if comes > self.now:
                    self.env.run(until=int(comes))
                self._settle()
            else:
                self.env.step()
        end = self.now if self.until == FOREVER or self.cut else int(self.until)
        if end > self.now:
            self.env.run(until=end)
        for idle in self.parked.values():
            self.poll(idle.answered(end))

    def _soonest(self, question: str) -> float:
        """The earliest answer (ms) of any service to `next_change` or `next_return`."""
        moments = (getattr(service, question)() for service in self.services.values())
        return min((at for at in moments if at is not None), default=FOREVER)

    def poll(self, empty: int) -> None:
        """Counts polls that found nothing and were not played."""
        self.counts["receives"] += empty
        self.counts["empty_receives"] += empty

    def call(self, actor: str, kind: str, operation: str, request: Mapping[str, Any]) -> Act:
        """One API call by an actor; waits where the service does. The event stands at the moment of the answer."""
        service = self._service(kind)
        method = getattr(service, operation, None)
        if method is None or operation.startswith("_"):
            raise BadParam(str(unknown(f"operation of {kind}", operation, _operations(service))))
        self._settle()
        try:
            response = method(**request)
            while isinstance(response, Parked):
                self._settle()
                left = self.env.timeout(max(0, response.until - self.now))
                yield self.changed | left
                response = response.again()
        except ServiceError as refused:
            subject = str(request.get("MessageBody") or "")[:40] or None
            self._note(actor, operation, subject, {"error": refused.code, "says": refused.message})
            self._watch(kind, operation, request, refused)
            raise
        except TypeError as wrong:
            raise BadParam(f"{operation} of {kind} cannot be called so: {wrong}") from None
        self._watch(kind, operation, request, response)
        choices = self.chance.taken()
        marks = {"choice": choices} if choices else {}
        for told in service.tell(operation, request, response):
            self._note(actor, operation, told.subject, {**told.detail, **marks})
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
        if self.changed.callbacks:
            self.changed.succeed()
            self.changed = self.env.event()

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


class Idle:
    """A poller that waits for work without polling, so that its polls can be counted afterwards.

    It would ask at `since` (ms) and every `period` after that; an ask that finds nothing is answered after `wait`.
    """

    def __init__(self, since: int, period: int, wait: int) -> None:
        self.since, self.period, self.wait = since, period, wait

    def next_ask(self, now: int) -> int:
        """The moment at which it can be handed something: now, while an ask is open, else when it asks next."""
        into = (now - self.since) % self.period
        return now if into <= self.wait else now + self.period - into

    def answered(self, now: int) -> int:
        """How many asks were answered in vain up to a moment at which none is about to succeed."""
        return max(0, (now - self.since - self.wait) // self.period + 1)

    def before(self, now: int) -> int:
        """How many asks there were before the one that is open or made at this moment."""
        return (now - self.since) // self.period


class Actor:
    """What a role is given: its name and number, and ways to act."""

    def __init__(self, stage: Stage, name: str, number: int) -> None:
        self.stage = stage
        self.name = name
        self.number = number

    @property
    def now(self) -> int:
        return self.stage.now

    def sleep(self, seconds: float) -> Act:
        """Lets time pass."""
        yield self.stage.env.timeout(round(seconds * 1000))

    def until(self, at: int) -> Act:
        """Lets time pass up to a moment (ms)."""
        if at > self.now:
            yield self.stage.env.timeout(at - self.now)

    def call(self, kind: str, operation: str, **request: Any) -> Act:
        """An API call; raises ServiceError where the service refuses."""
        return self.stage.call(self.name, kind, operation, request)

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
        service = stage.services[kind]
        parked = Idle(self.now, max(1, round((gap + wait) * 1000)), round(wait * 1000))
        stage.parked[self.name] = parked
        while not service.available(resource):
            yield stage.changed
            if service.available(resource):
                yield from self.until(parked.next_ask(self.now))
        del stage.parked[self.name]
        stage.poll(parked.before(self.now))

    def give_up(self, subject: str) -> None:
        """Cuts the run where it would repeat itself for ever."""
        self.say("cut", subject, says="and so on: the run would go on like this")
        self.stage.cut = True


def _copies(name: str, options: dict[str, Any]) -> list[str]:
    """The names that an entry with `count` and `when` stands for: none, the name itself, or name-1 to name-n."""
    wanted = options.pop("when", True) and not options.pop("unless", False)
    number = options.pop("count", None)
    if not wanted:
        return []
    return [name] if number is None else [f"{name}-{index}" for index in range(1, int(number) + 1)]


def _ms(until: Any) -> int:
    """A scenario's `until` in ms: seconds, or `{hours: n}`."""
    seconds: float = until["hours"] * 3_600 if isinstance(until, Mapping) else until
    return round(seconds * 1000)


def _keywords(options: Mapping[str, Any]) -> dict[str, Any]:
    """Options as Python keywords: `from` becomes `from_`."""
    return {f"{key}_" if key in ("from", "with", "as") else key: value for key, value in options.items()}


def _operations(service: Service) -> list[str]:
    return [name for name in dir(service) if not name.startswith("_") and callable(getattr(service, name))]


def _looked_up(value: Any, results: Mapping[str, Any]) -> Any:
    """A step's request with `$r.Messages.0.ReceiptHandle` replaced by that part of the result kept as `r`."""
    if isinstance(value, str) and value.startswith("$"):
        name, *path = value[1:].split(".")
        if name not in results:
            raise BadParam(f"{value!r} names neither a parameter nor a step's result")
        found = results[name]
        for part in path:
            found = found[int(part)] if isinstance(found, list) else (found or {}).get(part)
        return found
    if isinstance(value, Mapping):
        return {key: _looked_up(inner, results) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_looked_up(inner, results) for inner in value]
    return value
