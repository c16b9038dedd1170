"""The base of every service model: its clock, its choices, errors with AWS's codes, and the class Service.

A model counts in whole milliseconds and computes lazily (`now >= deadline`). It needs no scheduled event, so a message
becomes visible again even if no one polls. What AWS leaves open is decided by `pick`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

T = TypeVar("T")
Clock = Callable[[], int]
"""Returns the milliseconds since the start of the run."""


class Pick(Protocol):
    """Decides everything that AWS leaves open. `what` names the choice, for the trace and for tests."""

    def __call__(self, what: str, options: Sequence[T], weights: Sequence[float] | None = None) -> T: ...


def first_option(what: str, options: Sequence[T], weights: Sequence[float] | None = None) -> T:
    """Picks the first option every time: the oldest message, no duplicate, every server polled."""
    return options[0]


class ServiceError(Exception):
    """A refused call, with the error code that AWS documents for it. The run continues and shows it."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class Parked:
    """The response of a call that waits (a long poll). `again` is called after each change, and at `until` (ms)."""

    until: int
    again: Callable[[], Any]


@dataclass(frozen=True, slots=True)
class ServiceChange:
    """Something that a service did by itself at `at` (ms): `visible_again`, `expired` and so on of `subject`."""

    at: int
    action: str
    subject: str
    detail: Mapping[str, Any] = field(default_factory=dict)
    actor: str = ""
    """The resource where it happened (a queue's name)."""
    system: str = ""
    """The system that words it, if that is another one (SNS sends a message to SQS)."""


@dataclass(frozen=True, slots=True)
class CallStory:
    """One call as the trace shows it: its subject, and the details of request and response that a learner sees."""

    subject: str | None
    detail: Mapping[str, Any] = field(default_factory=dict)
    actor: str = ""
    """The one that acted, if it was not the caller (a gateway that passes on a request)."""
    action: str = ""
    """The name of the act, if it is not the operation (the OPTIONS request of a fetch)."""


class Service:
    """The base of every model. A subclass adds methods named as in boto3, with the API's CamelCase keywords."""

    def __init__(self, clock: Clock, pick: Pick = first_option) -> None:
        self.clock = clock
        self.pick = pick
        self.neighbors: dict[str, Service] = {}
        """The other models of the run by service name (`sqs`). The run fills it."""

    def provision(self, name: str, **options: Any) -> None:
        """Creates a resource that a scenario lists under `services` (a queue, a topic, a stream)."""
        raise NotImplementedError

    def link(self, source: str, target: str, **options: Any) -> None:
        """Joins two resources that a scenario lists under `links` (a subscription, a redrive policy)."""
        raise NotImplementedError

    def next_change(self) -> int | None:
        """Returns the next moment (ms, after now) at which this service changes by itself; None if there is none."""
        return None

    def next_return(self) -> int | None:
        """Returns the next change (ms) that could give an actor work. A service leaves out others, such as expiry."""
        return self.next_change()

    def available(self, resource: str) -> int:
        """Counts what a poller of a resource could get now."""
        raise NotImplementedError

    def gauges(self) -> Mapping[str, float]:
        """Returns levels worth drawing over time, by the name of their series (`depth`)."""
        return {}

    def unaccounted(self) -> int:
        """Counts what vanished without a known reason (`lost`); 0 in a model without a fault."""
        return 0

    def drain_changes(self) -> list[ServiceChange]:
        """Returns the changes up to now that it has not returned before, in order of time."""
        return []

    def describe_call(self, operation: str, request: Mapping[str, Any], response: Any) -> list[CallStory]:
        """Returns how the trace shows a call: one entry for each message, record or token that it concerned."""
        return [CallStory(None)]
