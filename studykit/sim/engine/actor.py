"""Actors, and what a role can do with one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from studykit.errors import unknown
from studykit.sim.engine.params import BadParam
from studykit.sim.engine.trace import Event
from studykit.sim.engine.waiting import IdlePoller, Process, Wakeup
from studykit.sim.engine.world import World

Role = TypeVar("Role", bound=Callable[..., Process])


def role(process: Role) -> Role:
    """Marks a function as a role that a scenario can name. Its helpers stay unmarked."""
    vars(process)["is_role"] = True
    return process


class Actor:
    """One participant of a run: its name, its number among its copies, and the ways to act that its role uses."""

    def __init__(self, world: World, name: str, number: int, rank: int, system: str) -> None:
        self.world = world
        self.name = name
        self.number = number
        self.rank = rank
        """Position among the actors; at one instant the lower rank acts first."""
        self.system = system
        """The system that has its role."""

    @property
    def now(self) -> int:
        """Returns the milliseconds since the start."""
        return self.world.now

    def sleep(self, seconds: float) -> Process:
        """Waits for a number of seconds."""
        yield Wakeup(self.world.env, self.rank).after(max(0, round(seconds * 1000)))

    def sleep_until(self, at: int) -> Process:
        """Waits until a moment (ms); returns at once if it has passed."""
        if at > self.now:
            yield Wakeup(self.world.env, self.rank).after(at - self.now)

    def call(self, kind: str, operation: str, **request: Any) -> Process:
        """Makes an API call and returns the response; raises ServiceError if the service refuses it."""
        return self.world.call(self.name, kind, operation, request, self.rank)

    def inspect(self, kind: str, operation: str, **request: Any) -> Any:
        """Reads from a service for the role itself. This is no call of the run and leaves no event."""
        return getattr(self.world.services[kind], operation)(**request)

    def narrate(self, action: str, subject: str | None = None, *, system: str = "", **detail: Any) -> None:
        """Records an act that is no API call (`work`, `done`, `crash`); `system` words it instead of the role's."""
        self.world.record(Event(self.now, self.name, action, subject, detail, system or self.system))

    def count(self, name: str, amount: int = 1) -> None:
        """Adds to a number that measures read."""
        self.world.counts[name] += amount

    def wait_for_work(self, kind: str, resource: str, gap: float, wait: float) -> Process:
        """Waits until a poll of a resource would get something; returns at once if one would now.

        The actor polls `gap` seconds after each empty response. A long poll stays open for `wait` seconds.
        """
        world = self.world
        if resource not in world.resources:
            raise BadParam(f"actor {self.name}: {unknown('service', resource, world.resources)}")
        service = world.services[kind]
        poller = IdlePoller(kind, self.now, max(1, round((gap + wait) * 1000)), round(wait * 1000))
        world.parked[self.name] = poller
        while not service.available(resource):
            yield world.wait(self.rank, wanted=lambda: service.available(resource))
            if service.available(resource):
                yield from self.sleep_until(poller.next_poll(self.now))
        del world.parked[self.name]
        world.count_empty_polls(kind, poller.polls_before(self.now))

    def cut_run(self, subject: str) -> None:
        """Ends a run that would repeat itself forever."""
        self.narrate("cut", subject, says="and so on: the run would go on like this")
        self.world.cut = True
