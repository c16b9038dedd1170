"""Faults of Step Functions."""

from __future__ import annotations

from studykit.sim.systems.step_functions.model import StepFunctions
from tests.sim.checks import checks_of
from tests.sim.faults import (
    Fault,
    always,
    becomes,
    compare,
    drop,
    literal,
    never,
    reads,
    result,
    rewrite,
    skip,
    uncalled,
    unset,
)
from tests.sim.systems.step_functions import checks
from tests.sim.trees import Code

MODEL = StepFunctions
CHECKS = checks_of(checks)
SUSPECTS = CHECKS

FAULTS = (
    Fault("everything-a-moment-late", "StepFunctions._catch_up", compare("<=", "<")),
    Fault("waits-in-ms", "Execution._begin", rewrite("A['Seconds'] * 1000", "A['Seconds']")),
    Fault("standard-for-two-years", "YEAR", becomes(63072000000)),
    Fault("express-for-ten-minutes", "FIVE_MINUTES", becomes(600000)),
    Fault("express-for-a-year", "Execution._limit", never("express")),
    Fault("express-waits-for-tokens", "StepFunctions.create_state_machine", never("endswith")),
    Fault("express-waits-for-tokens-in-branches", "_tasks", uncalled("get", keeps=1)),
    Fault(
        "standard-cannot-wait-for-tokens",
        "StepFunctions.create_state_machine",
        rewrite("E and any((B for T in A))", "any((B for T in A))"),
    ),
    Fault("express-can-be-described", "StepFunctions._find", never("express")),
    Fault("express-names-are-unique", "StepFunctions.start_execution", never("express")),
    Fault("a-running-name-starts-again", "StepFunctions.start_execution", always("definition")),
    Fault("ended-names-are-free", "StepFunctions.start_execution", drop("status")),
    Fault(
        "input-ignored",
        "StepFunctions.start_execution",
        rewrite("K.status != 'RUNNING' or K.input != I", "K.status != 'RUNNING'"),
    ),
    Fault("tokens-never-end", "Execution.succeed", unset("token")),
    Fault("any-token", "StepFunctions._held", rewrite("B.token == T", "B.token")),
    Fault("tokens-of-the-ended", "StepFunctions._held", literal("InvalidToken", "TaskTimedOut")),
    Fault("no-timeout", "Execution._call", never("round")),
    Fault("heartbeats-do-not-count", "Execution.heartbeat", skip("due")),
    Fault("a-timeout-is-a-failure", "_matches", drop("TIMEOUT")),
    Fault("retries-without-end", "Execution.fail", result("get", 99, "MaxAttempts")),
    Fault("one-retry-too-few", "Execution.fail", reads("tries", Code("branch.tries + 1"), "_matches")),
    Fault("retries-at-once", "Execution.fail", result("get", 0, "IntervalSeconds")),
    Fault("retries-at-one-pace", "Execution.fail", rewrite("R.get('BackoffRate', 2) ** B.tries", "1")),
    Fault("any-error-is-retried", "Execution.fail", drop("_matches")),
    Fault("retries-are-free", "Execution._begin", literal(1, Code("branch.tries == 0"))),
    Fault("nothing-is-caught", "Execution.fail", never("_enter")),
    Fault("functions-for-an-hour", "LONGEST_CALL", becomes(3600)),
    Fault("thirty-minutes-are-too-long", "Execution._call", compare(">", ">=")),
    Fault("functions-are-never-down", "Execution._call", drop("down_until")),
    Fault("functions-are-back-a-moment-late", "Execution._call", compare("<", "<=")),
    Fault("functions-never-fail", "Execution._call", drop("fails")),
    Fault("choices-ignore-their-rules", "Execution._begin", rewrite("_chosen(A, B.value)", "A['Choices'][0]['Next']")),
    Fault("first-branch-is-enough", "Execution._leave", always("open")),
    Fault(
        "a-failed-branch-is-left-behind",
        "Execution.fail",
        rewrite("self.branches = [O for O in self.branches if O.parent is not B.parent]", "self.branches.remove(B)"),
        skip("fail"),
    ),
    Fault("histories-without-end", "Execution._record", never("events")),
    Fault(
        "redrive-from-the-start",
        "Execution.redrive",
        rewrite("self._begin(R, A)", "self._enter(R, self.definition['StartAt'], A)"),
    ),
    Fault("redrive-for-a-month", "REDRIVE", becomes(Code("30 * 86400000"))),
    Fault("redrive-a-moment-less", "StepFunctions.redrive_execution", compare(">", ">=")),
    Fault("redrive-of-the-done", "REDRIVABLE", becomes(("SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"))),
    Fault("stop-does-nothing", "Execution.stop", skip("_close")),
    Fault(
        "changes-reported-twice",
        "StepFunctions.drain_changes",
        rewrite("C, self.changes = (self.changes, [])", "C = self.changes"),
    ),
)
