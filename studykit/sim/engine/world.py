"""A run while it is played: the clock, the services, the processes that wait, and the trace so far.

A poller without work is parked. It costs nothing however long it waits, and its empty polls are counted, not played.
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
from studykit.sim.engine.values import CONFIG_ERRORS, is_operation, one_line, operations
from studykit.sim.engine.waiting import FOREVER, IdlePoller, Process, Wakeup

Observer = Callable[[str, str, Mapping[str, Any], Any], None]
"""Called after every API call with service, operation, request and response (a ServiceError if it was refused)."""
MOST_EVENTS = 100_000
"""Events after which a run is cut, which takes about two seconds. The longest shipped scenario (12 hours with a
heartbeat each second) records half as many."""
STEPS = 2
"""The rank of timed steps. Actors have higher ranks; SimPy's own priorities are 0 and 1."""


class RunTooLong(Exception):
    """Ends a run that records too many events."""


class World:
    """The state of a run. `models` finds the model of a service, `chance` decides what AWS leaves open."""

    def __init__(self, models: Callable[[str], type[Service]], chance: Chance, observe: Observer | None) -> None:
        self.models = models
        self.env = simpy.Environment()
        self.chance = chance
        self.observe = observe
        self.services: dict[str, Service] = {}
        self.events: list[Event] = []
        self.counts: Counter[str] = Counter()
        self.series: dict[str, list[tuple[int, float]]] = {}
        self.parked: dict[str, IdlePoller] = {}
        self.actors: list[str] = []
        self.resources: list[str] = []
        self.waiting: list[Wakeup] = []
        self.soonest: float | None = None
        """The earliest end of a wait (ms); None if waits have ended since it was found."""
        self.cut = False

    @property
    def now(self) -> int:
        """Returns the milliseconds since the start."""
        return int(self.env.now)

    def _service(self, kind: str) -> Service:
        if kind not in self.services:
            env = self.env
            self.services[kind] = self.models(kind)(lambda: int(env.now), self.chance)
        return self.services[kind]

    def _deadline(self) -> float:
        """Returns the earliest moment (ms) at which a wait ends without a change."""
        if self.soonest is None:
            self.soonest = min((wakeup.until for wakeup in self.waiting), default=FOREVER)
        return self.soonest

    def wait(self, rank: int, until: float = FOREVER, wanted: Callable[[], int] | None = None) -> Wakeup:
        """Waits for a change of any service that makes `wanted` true, or until a moment (ms)."""
        wakeup = Wakeup(self.env, rank, until, wanted)
        self.waiting.append(wakeup)
        if self.soonest is not None:
            self.soonest = min(self.soonest, until)
        return wakeup

    def _wake(self) -> None:
        """Wakes the processes that wait for any change, or for something that is available now."""
        waiting, self.waiting = self.waiting, []
        self.soonest = None
        for wakeup in waiting:
            if wakeup.wanted is None or wakeup.wanted():
                wakeup.after()
            else:
                self.waiting.append(wakeup)

    def _expire(self) -> None:
        """Wakes the processes that have waited long enough."""
        self.soonest = None
        for wakeup in [wakeup for wakeup in self.waiting if wakeup.until <= self.now]:
            self.waiting.remove(wakeup)
            wakeup.after()

    def count_empty_polls(self, kind: str, number: int) -> None:
        """Counts polls of a parked poller, which found nothing and were not played."""
        self.counts[f"parked {kind}"] += number

    def call(self, actor: str, kind: str, operation: str, request: Mapping[str, Any], rank: int = STEPS) -> Process:
        """Makes one API call for an actor and returns its response. It waits as long as the service waits.

        The event has the time of the response. Accepted and refused calls are counted, as `sqs.receive_message`.
        """
        service = self._service(kind)
        if not is_operation(type(service), operation):
            raise BadParam(str(unknown(f"operation of {kind}", operation, operations(type(service)))))
        try:
            response = getattr(service, operation)(**request)
            while isinstance(response, Parked):
                self._record_changes()  # a poll that stays open may have dead-lettered a message
                yield self.wait(rank, response.until)
                response = response.again()
        except ServiceError as refused:
            self.counts[f"{kind}.{operation}"] += 1
            subject = str(request.get("MessageBody") or "")[:40] or None
            why = {"error": refused.code, "says": refused.message}
            self.record(Event(self.now, actor, operation, subject, why, kind))
            self._show_observer(kind, operation, request, refused)
            self._record_changes()
            raise
        except (BadParam, RunTooLong):
            raise
        except CONFIG_ERRORS as wrong:
            raise BadParam(f"{operation} of {kind} cannot be called so: {one_line(wrong)}") from wrong
        self.counts[f"{kind}.{operation}"] += 1
        self._show_observer(kind, operation, request, response)
        choices = self.chance.drain_choices()
        marks = {"choice": choices} if choices else {}
        for story in service.describe_call(operation, request, response):
            detail = {**story.detail, **marks}
            self.record(Event(self.now, story.actor or actor, story.action or operation, story.subject, detail, kind))
        self._record_changes()
        self._signal()
        return response

    def _show_observer(self, kind: str, operation: str, request: Mapping[str, Any], response: Any) -> None:
        if self.observe:
            self.observe(kind, operation, request, response)

    def _record_changes(self) -> None:
        """Records what the services did by themselves, and wakes the processes that wait for it."""
        news = [(kind, change) for kind, service in self.services.items() for change in service.drain_changes()]
        for kind, change in sorted(news, key=lambda entry: entry[1].at):
            system = change.system or kind
            self.record(Event(change.at, change.actor, change.action, change.subject, dict(change.detail), system))
        if news:
            self._signal()

    def _signal(self) -> None:
        self._read_gauges()
        self._wake()

    def _read_gauges(self) -> None:
        """Adds the level of every gauge to its series, where it has changed."""
        for service in self.services.values():
            for name, level in service.gauges().items():
                steps = self.series.setdefault(name, [])
                if not steps or steps[-1][1] != level:
                    if steps and steps[-1][0] == self.now:
                        steps[-1] = (self.now, level)
                    else:
                        steps.append((self.now, level))

    def record(self, event: Event) -> None:
        """Adds an event to the trace; raises RunTooLong if there are too many."""
        if len(self.events) >= MOST_EVENTS:
            raise RunTooLong
        self.events.append(event)
