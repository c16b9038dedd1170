"""Actors, and the roles they play: what a role may do in a run."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from studykit.errors import unknown
from studykit.sim.engine.params import BadParam
from studykit.sim.engine.trace import Event
from studykit.sim.engine.turns import Act, Idle, Turn
from studykit.sim.engine.world import World

Role = TypeVar("Role", bound=Callable[..., Act])


def role(act: Role) -> Role:
    """Marks a function as a role that a scenario may name; its helpers stay unmarked."""
    vars(act)["is_role"] = True
    return act


class Actor:
    """What a role is given: its name and number, and ways to act."""

    def __init__(self, world: World, name: str, number: int, rank: int, system: str) -> None:
        self.world = world
        self.name = name
        self.number = number
        self.rank = rank
        """The place in the cast: at one instant the lower rank goes first."""
        self.system = system
        """The system whose role it plays."""

    @property
    def now(self) -> int:
        return self.world.now

    def sleep(self, seconds: float) -> Act:
        """Lets time pass."""
        yield Turn(self.world.env, self.rank).due(max(0, round(seconds * 1000)))

    def until(self, at: int) -> Act:
        """Lets time pass up to a moment (ms)."""
        if at > self.now:
            yield Turn(self.world.env, self.rank).due(at - self.now)

    def call(self, kind: str, operation: str, **request: Any) -> Act:
        """An API call; raises ServiceError where the service refuses."""
        return self.world.call(self.name, kind, operation, request, self.rank)

    def knows(self, kind: str, operation: str, **request: Any) -> Any:
        """What a service says when a role, not its actor, asks: no call of the run, and nobody sees it."""
        return getattr(self.world.services[kind], operation)(**request)

    def narrate(self, action: str, subject: str | None = None, *, system: str = "", **detail: Any) -> None:
        """Records an act of its own (`work`, `done`, `crash` ...); `system` words it where that is not the role's."""
        self.world.record(Event(self.now, self.name, action, subject, detail, system or self.system))

    def count(self, name: str, amount: int = 1) -> None:
        """Adds to a number that measures read."""
        self.world.counts[name] += amount

    def idle(self, kind: str, resource: str, gap: float, wait: float) -> Act:
        """Waits until a resource has something to hand out, at a moment when this poller asks; at once if it has.

        The poller asks now and then `gap` seconds after each empty answer; a long poll stays open for `wait` seconds.
        """
        world = self.world
        if resource not in world.resources:
            raise BadParam(f"actor {self.name}: {unknown('service', resource, world.resources)}")
        service = world.services[kind]
        parked = Idle(kind, self.now, max(1, round((gap + wait) * 1000)), round(wait * 1000))
        world.parked[self.name] = parked
        while not service.available(resource):
            yield world.wait(self.rank, wanted=lambda: service.available(resource))
            if service.available(resource):
                yield from self.until(parked.next_ask(self.now))
        del world.parked[self.name]
        world.poll(kind, parked.before(self.now))

    def give_up(self, subject: str) -> None:
        """Cuts the run where it would repeat itself for ever."""
        self.narrate("cut", subject, says="and so on: the run would go on like this")
        self.world.cut = True
