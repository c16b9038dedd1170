"""Execution environments of one function. Each runs one invocation at a time and is kept for a while afterwards.

An invocation takes an idle environment if there is one, first a provisioned one. Otherwise a new environment starts,
which is a cold start (Lambda Developer Guide, lambda-concurrency and provisioned-concurrency).
"""

from __future__ import annotations

from collections import deque
from typing import Literal

from studykit.sim.systems.lambda_.limits import SCALING, SCALING_PERIOD

Kind = Literal["provisioned", "warm", "cold"]


class Environments:
    """The environments of a function. AWS does not document how long an idle one is kept (`keep_warm`, ms)."""

    def __init__(self, keep_warm: int) -> None:
        self.keep_warm = keep_warm
        self.provisioned = 0
        self.provisioned_busy = 0
        self.on_demand_busy = 0
        self.idle: deque[int] = deque()
        """The moments (ms) at which idle on-demand environments are removed, in order."""
        self.allowance = SCALING
        self.refilled = 0

    @property
    def busy(self) -> int:
        """Returns the concurrency of the function: its running invocations."""
        return self.provisioned_busy + self.on_demand_busy

    @property
    def held(self) -> int:
        """Returns the concurrency that the function takes from its limit; idle provisioned concurrency counts."""
        return self.provisioned + self.on_demand_busy

    @property
    def needs_more(self) -> bool:
        """True if the next invocation finds no idle provisioned environment."""
        return self.provisioned_busy >= self.provisioned

    def take(self, now: int) -> Kind | None:
        """Takes an environment for an invocation; None if the function has reached its scaling rate."""
        if not self.needs_more:
            self.provisioned_busy += 1
            return "provisioned"
        while self.idle and self.idle[0] <= now:
            self.idle.popleft()
        kind: Kind = "warm" if self.idle else "cold"
        if self.idle:
            self.idle.pop()
        elif not self._grows(now):
            return None
        self.on_demand_busy += 1
        return kind

    def release(self, kind: Kind, now: int) -> None:
        """Returns an environment after its invocation."""
        if kind == "provisioned":
            self.provisioned_busy -= 1
            return
        self.on_demand_busy -= 1
        self.idle.append(now + self.keep_warm)

    def _grows(self, now: int) -> bool:
        """True if a new environment can start within the scaling rate, which it then uses."""
        step = SCALING_PERIOD // SCALING
        refills = (now - self.refilled) // step
        self.refilled += refills * step
        self.allowance = min(SCALING, self.allowance + refills)
        if not self.allowance:
            return False
        self.allowance -= 1
        return True
