"""Laws of functions: conservation of asynchronous events (L), and concurrency within its limits (C)."""

from __future__ import annotations

from collections import Counter
from typing import Any

from studykit.sim.engine.laws import Law
from studykit.sim.engine.run import Run
from studykit.sim.engine.trace import Event


class EventConservation(Law):
    """L: every asynchronous event is finished, kept at a destination, given up, or still queued."""

    letter = "L"

    def end(self, run: Run) -> str | None:
        functions: Any = run.services.get("lambda")
        for name in functions.functions if functions else ():
            if functions.missing(name):
                return f"{functions.missing(name)} events of {name} are neither finished nor given up nor queued"
        return None


class ConcurrencyLimits(Law):
    """C: a function never works on more at once than its reserved concurrency, and all functions together never run
    more invocations than the account can.
    """

    letter = "C"

    def __init__(self) -> None:
        self.reserved: dict[str, int] = {}
        self.busy: Counter[str] = Counter()

    def see(self, event: Event) -> str | None:
        if "reserved" in event.detail:
            self.reserved[event.target] = event.detail["reserved"]
        if event.system not in ("", "lambda"):
            return None
        self.busy[event.target] += event.action == "work"
        self.busy[event.target] -= event.action in ("done", "failed", "timed_out")
        busy, most = self.busy[event.target], self.reserved.get(event.target)
        if event.action == "work" and most is not None and busy > most:
            return f"{event.target} works on {busy} at once, and its reserved concurrency is {most}"
        return None

    def end(self, run: Run) -> str | None:
        functions: Any = run.services.get("lambda")
        if functions and functions.runtime.peak > functions.runtime.account_concurrency:
            return f"{functions.runtime.peak} invocations ran at once, and the account can run fewer"
        return None
