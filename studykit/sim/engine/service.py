"""What every service model is made of: a clock it is told, a pick it asks, errors with AWS's codes.

A model keeps integer milliseconds and computes lazily (`now >= deadline`): nothing in it needs an event to
happen, so a message is visible again even when nobody asks. What AWS leaves open goes through `pick`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

T = TypeVar("T")
Clock = Callable[[], int]
"""Gives the present moment of the run in whole milliseconds since its start."""


class Pick(Protocol):
    """The one door for everything that AWS leaves open: `what` names the choice, for the trace and for tests."""

    def __call__(self, what: str, options: Sequence[T], weights: Sequence[float] | None = None) -> T: ...


def first(what: str, options: Sequence[T], weights: Sequence[float] | None = None) -> T:
    """The pick of a tidy world: always the first option (the oldest message, no duplicate, every server asked)."""
    return options[0]


class ServiceError(Exception):
    """A refusal by the service, with the error code that AWS documents for it. A lesson in the trace, not a crash."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class Parked:
    """The answer of a call that would wait (a long poll): call `again` at each change, and at `until` (ms)."""

    until: int
    again: Callable[[], Any]


@dataclass(frozen=True, slots=True)
class ServiceChange:
    """Something that a service did by itself at `at` (ms): `visible_again`, `expired` ... of `subject`."""

    at: int
    action: str
    subject: str
    detail: Mapping[str, Any] = field(default_factory=dict)
    actor: str = ""
    """The resource it happened at (a queue's name)."""
    system: str = ""
    """The system that words it, where that is another one (SNS sends a message to SQS)."""


@dataclass(frozen=True, slots=True)
class CallStory:
    """One call as the trace tells it: what it was about, and what a learner should see of request and response."""

    subject: str | None
    detail: Mapping[str, Any] = field(default_factory=dict)
    actor: str = ""
    """Who did it, where it was not the caller (a gateway that passes a request on)."""
    action: str = ""
    """What it did, where that has a name of its own (the OPTIONS of a fetch)."""


class Service:
    """The base of every model. A subclass adds methods named as in boto3, with the API's own CamelCase keywords."""

    def __init__(self, clock: Clock, pick: Pick = first) -> None:
        self.clock = clock
        self.pick = pick
        self.neighbours: dict[str, Service] = {}
        """The other models of the run by service name (`sqs`); whoever builds the run fills it."""

    def provision(self, name: str, **options: Any) -> None:
        """Creates the resource that a scenario's `services` names (a queue, a topic, a stream)."""
        raise NotImplementedError

    def link(self, source: str, target: str, **options: Any) -> None:
        """Joins two resources as a scenario's `links` says (a subscription, a redrive policy)."""
        raise NotImplementedError

    def next_change(self) -> int | None:
        """The earliest moment (ms, after now) at which this service changes with nobody calling; None: never."""
        return None

    def next_return(self) -> int | None:
        """The earliest change (ms) that could give somebody work. Where a service has others (expiry), it leaves
        them out."""
        return self.next_change()

    def available(self, resource: str) -> int:
        """How many things a poller of a resource could be handed now."""
        raise NotImplementedError

    def gauges(self) -> Mapping[str, float]:
        """Levels worth drawing over time, by the name of their series (`depth`)."""
        return {}

    def unaccounted(self) -> int:
        """Counts what vanished without a reason that the service knows (`lost`); 0 in a model without a fault."""
        return 0

    def drain_changes(self) -> list[ServiceChange]:
        """What has changed by itself up to now and was not told before, in order of time."""
        return []

    def describe_call(self, operation: str, request: Mapping[str, Any], response: Any) -> list[CallStory]:
        """How the trace tells a call: one entry a message, record or token that it concerned."""
        return [CallStory(None)]
