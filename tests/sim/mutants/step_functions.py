"""Faults of the Step Functions model, and the checks that have to catch each of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from tests.sim.services.step_functions_checks import CHECKS

CLASS = "StepFunctions"
MODULES = (
    "systems.step_functions.execution",
    "systems.step_functions.model",
)

MUTANTS = (
    ("everything-a-moment-late", "for at in e.moments() if at <= self.clock()", "for at in e.moments() if at < self.clock()"),
    ("waits-in-ms", 'at + round(about["Seconds"] * 1000), "leave"', 'at + round(about["Seconds"]), "leave"'),
    ("standard-for-two-years", "YEAR = 31_536_000_000", "YEAR = 63_072_000_000"),
    ("express-for-ten-minutes", "FIVE_MINUTES = 300_000", "FIVE_MINUTES = 600_000"),
    ("express-for-a-year", "min(own, FIVE_MINUTES if self.express else YEAR)", "min(own, YEAR)"),
    ("express-waits-for-tokens", "if express and any(", "if False and any("),
    ("express-waits-for-tokens-in-branches", 'for branch in state.get("Branches", ()):', "for branch in ():"),
    ("nobody-waits-for-tokens", "if express and any(", "if any("),
    ("express-can-be-asked", "if self.executions[arn].express:", "if False:"),
    ("express-knows-names", 'if machine.express:\n            arn', 'if False:\n            arn'),
    ("names-start-anew", "        if known is None:\n            known", "        if True:\n            known"),
    ("ended-names-are-free", 'if known and (known.status != "RUNNING" or known.input != input):', "if known and known.input != input:"),
    ("input-is-no-matter", 'if known and (known.status != "RUNNING" or known.input != input):', 'if known and known.status != "RUNNING":'),
    ("tokens-for-ever", 'branch.token, branch.due = "", None\n        self._record("TaskSucceeded", at)', 'branch.due = None\n        self._record("TaskSucceeded", at)'),
    ("any-token", "if branch.token == token and", "if branch.token and"),
    ("tokens-of-the-ended", 'if execution is None:\n            raise ServiceError("InvalidToken"', 'if execution is None:\n            raise ServiceError("TaskTimedOut"'),
    ("no-timeout", "branch.due = at + round(min(limits) * 1000) if limits else None", "branch.due = None"),
    ("heartbeats-do-not-count", 'branch.due = at + round(branch.about["HeartbeatSeconds"] * 1000)', "pass"),
    ("a-timeout-is-a-failure", "(FAILED in named and error != TIMEOUT)", "FAILED in named"),
    ("retries-without-end", 'branch.tries < rule.get("MaxAttempts", 3)', "branch.tries < 99"),
    ("one-retry-too-few", 'branch.tries < rule.get("MaxAttempts", 3)', 'branch.tries + 1 < rule.get("MaxAttempts", 3)'),
    ("retries-at-once", 'wait = rule.get("IntervalSeconds", 1) *', "wait = 0 *"),
    ("retries-at-one-pace", 'rule.get("BackoffRate", 2) ** branch.tries', "1"),
    ("any-error-is-retried", 'if _matches(rule, error) and branch.tries', "if branch.tries"),
    ("retries-are-free", "        self.transitions += 1\n", "        self.transitions += branch.tries == 0\n"),
    ("nothing-is-caught", "            if _matches(rule, error):\n                self._enter", "            if False:\n                self._enter"),
    ("functions-for-an-hour", "LONGEST_CALL = 900", "LONGEST_CALL = 3600"),
    ("fifteen-minutes-are-too-long", "or function.takes > LONGEST_CALL", "or function.takes >= LONGEST_CALL"),
    ("functions-never-fail", "branch.failing = function.calls <= function.fails or", "branch.failing = False or"),
    ("choices-go-on", 'self._enter(branch, _chosen(about, branch.value), at)', 'self._enter(branch, about["Choices"][0]["Next"], at)'),
    ("first-branch-is-enough", "if not branch.parent.open:", "if True:"),
    ("a-failed-branch-is-left-behind", "        self.branches = [other for other in self.branches if other.parent is not branch.parent]\n        self.fail(branch.parent, at, error)", "        self.branches.remove(branch)"),
    ("histories-without-end", "if self.events >= MOST_EVENTS and", "if False and"),
    ("redrive-from-the-start", "        self._begin(root, at)", '        self._enter(root, self.definition["StartAt"], at)'),
    ("redrive-for-a-month", "REDRIVE = 14 *", "REDRIVE = 30 *"),
    ("redrive-a-moment-less", "now > execution.ended + REDRIVE", "now >= execution.ended + REDRIVE"),
    ("redrive-of-the-done", 'REDRIVABLE = ("FAILED",', 'REDRIVABLE = ("SUCCEEDED", "FAILED",'),
    ("stop-stops-nothing", '        self._close(at, "ABORTED", None)', "        pass"),
    ("changes-told-twice", "changes, self.changes = self.changes, []", "changes = self.changes"),
)  # fmt: skip


def suspects(model: Callable[..., Any]) -> Iterator[Callable[[], Any]]:
    """Rules at their boundaries; no other implementation was recorded."""
    for check in CHECKS:
        yield partial(check, model)
