"""A function: its settings, how its code behaves in a scenario, and what happened to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from studykit.sim.systems.lambda_.environments import Environments, Kind
from studykit.sim.systems.lambda_.limits import DEFAULT_TIMEOUT, MAX_AGE, RETRIES


@dataclass(slots=True, kw_only=True)
class Code:
    """How the code behaves. Times are in ms.

    It works `takes` on each item. Items whose names begin with `poison` always fail. The first `fails_first` attempts
    at each item fail, and so does work that starts while a dependency is down (from `down_at`, for `down_for`).
    """

    takes: int = 1_000
    poison: str = ""
    fails_first: int = 0
    down_at: int = 0
    down_for: int = 0
    attempts: Counter[str] = field(default_factory=Counter)

    def works(self, item: str, at: int) -> bool:
        """Counts an attempt at an item that starts at a moment (ms); returns whether it succeeds."""
        self.attempts[item] += 1
        poisoned = bool(self.poison) and item.startswith(self.poison)
        is_down = self.down_at <= at < self.down_at + self.down_for
        return not poisoned and not is_down and self.attempts[item] > self.fails_first


@dataclass(slots=True, kw_only=True, eq=False)
class Function:
    """One function. Times are in ms; `reserved` is its reserved concurrency, None without one.

    `on_success`, `on_failure` and `dead_letters` name the queues or functions that get its asynchronous events.
    `duplicate` is the probability that the internal queue delivers an event twice. `unavailable_at` and
    `unavailable_for` are a time in which Lambda itself returns errors. If `played` a role runs the function, and its
    events wait in `waiting`.
    """

    name: str
    code: Code
    environments: Environments
    timeout: int = DEFAULT_TIMEOUT * 1000
    cold_start: int = 0
    memory_mb: int = 128
    reserved: int | None = None
    retries: int = RETRIES[1]
    max_age: int = MAX_AGE[1] * 1000
    on_success: str = ""
    on_failure: str = ""
    dead_letters: str = ""
    duplicate: float = 0.0
    unavailable_at: int = 0
    unavailable_for: int = 0
    played: bool = False
    totals: Counter[str] = field(default_factory=Counter)
    """`invocations`, `errors`, `timeouts`, `throttles`, `cold_starts`, `done` (items), `billed` (ms), and of
    asynchronous events `accepted`, `copied`, `finished`, `kept` and `lost`."""
    peak: int = 0
    provisioned_since: int = 0

    def is_unavailable(self, now: int) -> bool:
        """True while Lambda returns errors of its own."""
        return self.unavailable_at <= now < self.unavailable_at + self.unavailable_for


@dataclass(slots=True, eq=False)
class Invocation:
    """One run of a function on its items. `ends` (ms) is known when it starts.

    `results` says for each item whether it was done; it has fewer entries if the run stopped early. `error` is empty if
    the function returned.
    """

    function: Function
    items: Sequence[str]
    kind: Kind
    started: int
    ends: int = 0
    results: list[bool] = field(default_factory=list)
    error: str = ""
    is_over: bool = False
