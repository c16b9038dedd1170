"""A run while it is played: the clock, the services, who waits for what, and the ways to act that a role is given.

A poller with nothing to do parks: it costs nothing however long it waits, and its empty polls are counted, not played.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

import simpy

from studykit.errors import unknown
from studykit.sim.engine.chance import Chance
from studykit.sim.engine.params import BadParam
from studykit.sim.engine.service import Parked, Service, ServiceError
from studykit.sim.engine.trace import Event
from studykit.sim.engine.turns import FOREVER, Act, Idle, Turn
from studykit.sim.engine.values import WRONG, is_operation, line, operations

Observer = Callable[[str, str, Mapping[str, Any], Any], None]
"""CallStory of every call: service, operation, request, response (a ServiceError where it was refused)."""
MOST_EVENTS = 100_000
"""A run that leaves more is cut, whatever its pack asks for: about two seconds. The longest that a shipped scenario
is meant for, twelve hours of a heartbeat each second, leaves half as many."""
STEPS = 2
"""The rank of timed steps; actors come after it, SimPy's own priorities (0 and 1) before."""


class Enough(Exception):
    """Ends a run that has become too long."""


class World:
    """A run: what is called, what waits, and what it leaves behind so far."""

    def __init__(self, models: Callable[[str], type[Service]], chance: Chance, observe: Observer | None) -> None:
        self.models = models
        self.env = simpy.Environment()
        self.chance = chance
        self.observe = observe
        self.services: dict[str, Service] = {}
        self.events: list[Event] = []
        self.counts: Counter[str] = Counter()
        self.series: dict[str, list[tuple[int, float]]] = {}
        self.parked: dict[str, Idle] = {}
        self.actors: list[str] = []
        self.resources: list[str] = []
        self.waiting: list[Turn] = []
        self.cut = False

    @property
    def now(self) -> int:
        """Milliseconds since the start."""
        return int(self.env.now)

    def _service(self, kind: str) -> Service:
        if kind not in self.services:
            self.services[kind] = self.models(kind)(lambda: self.now, self.chance)
        return self.services[kind]

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
        if not is_operation(type(service), operation):
            raise BadParam(str(unknown(f"operation of {kind}", operation, operations(type(service)))))
        try:
            response = getattr(service, operation)(**request)
            while isinstance(response, Parked):
                self._note_changes()  # a poll that goes on waiting may have dead-lettered what it met
                yield self.wait(rank, response.until)
                response = response.again()
        except ServiceError as refused:
            self.counts[f"{kind}.{operation}"] += 1
            subject = str(request.get("MessageBody") or "")[:40] or None
            why = {"error": refused.code, "says": refused.message}
            self.record(Event(self.now, actor, operation, subject, why, kind))
            self._watch(kind, operation, request, refused)
            self._note_changes()
            raise
        except (BadParam, Enough):
            raise
        except WRONG as wrong:
            raise BadParam(f"{operation} of {kind} cannot be called so: {line(wrong)}") from wrong
        self.counts[f"{kind}.{operation}"] += 1
        self._watch(kind, operation, request, response)
        choices = self.chance.taken()
        marks = {"choice": choices} if choices else {}
        for told in service.describe_call(operation, request, response):
            detail = {**told.detail, **marks}
            self.record(Event(self.now, told.actor or actor, told.action or operation, told.subject, detail, kind))
        self._note_changes()
        self._signal()
        return response

    def _watch(self, kind: str, operation: str, request: Mapping[str, Any], response: Any) -> None:
        if self.observe:
            self.observe(kind, operation, request, response)

    def _note_changes(self) -> None:
        """Writes down what the services did by themselves, and wakes who waits."""
        news = [(kind, change) for kind, service in self.services.items() for change in service.drain_changes()]
        for kind, change in sorted(news, key=lambda entry: entry[1].at):
            system = change.system or kind
            self.record(Event(change.at, change.actor, change.action, change.subject, dict(change.detail), system))
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

    def record(self, event: Event) -> None:
        """Adds an event to the trace; raises Enough when there are too many."""
        if len(self.events) >= MOST_EVENTS:
            raise Enough
        self.events.append(event)
