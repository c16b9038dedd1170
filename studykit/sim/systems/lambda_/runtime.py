"""Runs invocations: admits them within the concurrency limits, plays the code, and records what happens.

Sources: Lambda Developer Guide, lambda-concurrency, scaling-behavior and configuration-timeout.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from heapq import heappop, heappush
from itertools import count
from typing import Any

from studykit.sim.engine.service import Clock, Pick, ServiceChange, ServiceError
from studykit.sim.engine.trace import seconds
from studykit.sim.systems.lambda_.function import Function, Invocation
from studykit.sim.systems.lambda_.limits import ACCOUNT_CONCURRENCY, throttled


class Runtime:
    """The functions of one account, what is planned for them, and the changes that were not reported yet."""

    def __init__(self, clock: Clock, pick: Pick) -> None:
        self.clock = clock
        self.pick = pick
        self.functions: dict[str, Function] = {}
        self.account_concurrency = ACCOUNT_CONCURRENCY
        self.peak = 0
        """The most invocations of all functions that ran at once."""
        self.changes: list[ServiceChange] = []
        self.agenda: list[tuple[int, int, Callable[[], object]]] = []
        self.numbers = count(1)

    def plan(self, at: int, act: Callable[[], object]) -> None:
        """Plans an act for a moment (ms). Acts of one moment happen in the order in which they were planned."""
        heappush(self.agenda, (at, next(self.numbers), act))

    def next_change(self) -> int | None:
        """Returns the moment (ms) of the next planned act."""
        return self.agenda[0][0] if self.agenda else None

    def catch_up(self) -> None:
        """Does what is due by now. What this plans for the same moment waits until the next call."""
        first_new = next(self.numbers)
        while self.agenda and self.agenda[0][0] <= self.clock() and self.agenda[0][1] < first_new:
            heappop(self.agenda)[2]()

    def note(self, action: str, subject: str, function: str, **detail: Any) -> None:
        """Records something that a function did, or that happened to an event of it, now."""
        self.changes.append(ServiceChange(self.clock(), action, subject, {"target": function, **detail}, function))

    # Concurrency

    def unreserved(self) -> int:
        """Returns the concurrency that functions without reserved concurrency share."""
        return self.account_concurrency - sum(f.reserved or 0 for f in self.functions.values())

    def shared(self) -> int:
        """Returns how much of the unreserved concurrency is in use."""
        return sum(f.environments.held for f in self.functions.values() if f.reserved is None)

    def check_room(self, function: Function) -> None:
        """Raises TooManyRequestsException if another invocation would exceed a concurrency limit."""
        if not function.environments.needs_more:
            return
        if function.reserved is not None and function.environments.held >= function.reserved:
            raise throttled("ReservedFunctionConcurrentInvocationLimitExceeded")
        if function.reserved is None and self.shared() >= self.unreserved():
            raise throttled("ConcurrentInvocationLimitExceeded")

    # Invocations

    def start(
        self,
        function: Function,
        items: Sequence[str],
        on_end: Callable[[Invocation], object],
        stops: bool = True,
        catches: bool = False,
    ) -> Invocation:
        """Starts an invocation; `on_end` is called at its end.

        If the code `stops`, the first failed item ends the invocation, with a function error unless it `catches` it.

        Raises TooManyRequestsException if the function is throttled, and ServiceException while Lambda is unavailable.
        """
        now = self.clock()
        if function.is_unavailable(now):
            raise ServiceError("ServiceException", "The Lambda service encountered an internal error.")
        try:
            self.check_room(function)
            kind = function.environments.take(now)
            if kind is None:
                raise throttled("FunctionInvocationRateLimitExceeded")
        except ServiceError:
            function.totals["throttles"] += 1
            raise
        invocation = Invocation(function, items, kind, now)
        function.totals["invocations"] += 1
        function.peak = max(function.peak, function.environments.busy)
        self.peak = max(self.peak, sum(f.environments.busy for f in self.functions.values()))
        begin = now
        if kind == "cold":
            begin += function.cold_start
            function.totals["cold_starts"] += 1
        if begin > now:
            self.note("cold_start", items[0], function.name, until=seconds(begin))
        self._play(invocation, begin, stops, catches)
        self.plan(invocation.ends, lambda: self._end(invocation, on_end))
        return invocation

    def _play(self, invocation: Invocation, begin: int, stops: bool, catches: bool) -> None:
        """Plays the code on one item after another, until it is done, has failed, or times out."""
        function, at = invocation.function, begin
        limit = begin + function.timeout
        for item in invocation.items:
            end = at + function.code.takes
            works = function.code.works(item, at)
            self.plan(at, lambda item=item, end=end: self._begin_item(function, item, min(end, limit)))  # type: ignore[misc]
            if end > limit:
                invocation.error, at = "Sandbox.Timedout", limit
                break
            invocation.results.append(works)
            self.plan(end, lambda item=item, works=works: self._end_item(function, item, works))  # type: ignore[misc]
            at = end
            if not works and stops:
                invocation.error = "" if catches else "Unhandled"
                break
        invocation.ends = at

    def _begin_item(self, function: Function, item: str, end: int) -> None:
        self.note("work", item, function.name, until=seconds(end), state="hidden")

    def _end_item(self, function: Function, item: str, works: bool) -> None:
        function.totals["done"] += works
        self.note("done" if works else "failed", item, function.name)

    def _end(self, invocation: Invocation, on_end: Callable[[Invocation], object]) -> None:
        function, now = invocation.function, self.clock()
        invocation.is_over = True
        function.environments.release(invocation.kind, now)
        function.totals["billed"] += now - invocation.started
        if invocation.kind == "provisioned":
            function.totals["billed provisioned"] += now - invocation.started
        if invocation.error:
            function.totals["errors"] += 1
        if invocation.error == "Sandbox.Timedout":
            function.totals["timeouts"] += 1
            self.note("timed_out", invocation.items[len(invocation.results)], function.name)
        on_end(invocation)
