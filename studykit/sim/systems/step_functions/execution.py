"""One execution of a state machine, which moves from state to state by its definition.

States and fields: the Amazon States Language (states-language.net) as the Step Functions Developer Guide describes it.
Wait, Task, Choice, Parallel, Pass, Succeed and Fail are played. Its only data are the responses of functions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

YEAR = 31_536_000_000
"""Most ms of a Standard execution: one year (Developer Guide, service-quotas)."""
FIVE_MINUTES = 300_000
"""Most ms of an Express execution (the same page)."""
MOST_EVENTS = 25_000
"""Most events in the history of a Standard execution (the same page)."""
CALLBACK = ".waitForTaskToken"
TIMEOUT, FAILED, LAMBDA = "States.Timeout", "States.TaskFailed", "Lambda.Unknown"


@dataclass(slots=True)
class Function:
    """A function that states call: it `takes` a number of seconds, and its first `fails` calls fail.

    Calls that begin before second `down_until` fail, too. It returns `{ready: ...}`: whether second `ready_at` has
    come. `mail` has the task tokens that it got.
    """

    name: str
    takes: float = 0
    fails: int = 0
    down_until: float = 0
    ready_at: float = 0
    calls: int = 0
    mail: list[str] = field(default_factory=list)


LONGEST_CALL = 1800
"""Most seconds of a Lambda function: 30 minutes (API model lambda, `CreateFunctionRequest.Timeout`, botocore 1.44.8).

The limit was 900 seconds until 2026, and the exam still expects that number.
"""


@dataclass(slots=True, eq=False)
class Branch:
    """A sequence of states: the whole definition, or one branch of a Parallel."""

    definition: Mapping[str, Any]
    parent: Branch | None = None
    state: str = ""
    due: int | None = None
    then: str = ""
    """The change at `due`: `leave`, `answer`, `retry`, `timeout`."""
    token: str = ""
    tries: int = 0
    failing: bool = False
    open: int = 0
    value: Mapping[str, Any] = field(default_factory=dict)

    @property
    def about(self) -> Mapping[str, Any]:
        """Returns the definition of its current state."""
        found: Mapping[str, Any] = self.definition["States"][self.state]
        return found


Narrate = Callable[..., None]


@dataclass(slots=True, eq=False)
class Execution:
    """One run of a machine. `narrate(at, action, subject, detail, actor)` records what it does by itself."""

    arn: str
    name: str
    machine: str
    express: bool
    definition: Mapping[str, Any]
    input: str
    started: int
    functions: Mapping[str, Function]
    narrate: Narrate
    status: str = "RUNNING"
    ended: int | None = None
    error: str | None = None
    transitions: int = 0
    events: int = 1
    redrives: int = 0
    tokens: int = 0
    branches: list[Branch] = field(default_factory=list)

    def start(self) -> None:
        self._line(self.definition, None, self.started)

    def moments(self) -> list[int]:
        """Returns the moments (ms) at which a branch continues or the execution times out."""
        if self.status != "RUNNING":
            return []
        return [self._limit(), *(branch.due for branch in self.branches if branch.due is not None)]

    def advance(self, at: int) -> None:
        """Makes happen what is due at this moment; the timeout of the whole execution comes first."""
        if at >= self._limit():
            self._close(at, "TIMED_OUT", TIMEOUT)
            return
        branch = next(branch for branch in self.branches if branch.due == at)
        then, branch.due = branch.then, None
        if then == "retry":
            self._begin(branch, at)
        elif then == "timeout":
            self.fail(branch, at, TIMEOUT)
        elif then == "answer":
            self._answered(branch, at)
        else:
            self._leave(branch, at)

    def succeed(self, branch: Branch, at: int) -> None:
        """Ends a state whose task token came back."""
        branch.token, branch.due = "", None
        self._record("TaskSucceeded", at)
        self._leave(branch, at)

    def heartbeat(self, branch: Branch, at: int) -> None:
        """Restarts the heartbeat timeout of a task."""
        if "HeartbeatSeconds" in branch.about:
            branch.due = at + round(branch.about["HeartbeatSeconds"] * 1000)

    def fail(self, branch: Branch, at: int, error: str) -> None:
        """Handles the failure of a state: it is retried, caught, or ends its branch."""
        branch.token, branch.due = "", None
        self._record("TaskFailed", at)
        for rule in branch.about.get("Retry", ()):
            if _matches(rule, error) and branch.tries < rule.get("MaxAttempts", 3):
                wait = rule.get("IntervalSeconds", 1) * rule.get("BackoffRate", 2) ** branch.tries
                branch.tries += 1
                branch.due, branch.then = at + round(wait * 1000), "retry"
                return
        for rule in branch.about.get("Catch", ()):
            if _matches(rule, error):
                self._enter(branch, rule["Next"], at)
                return
        if branch.parent is None:
            self._close(at, "FAILED", error)
            return
        self.branches = [other for other in self.branches if other.parent is not branch.parent]
        self.fail(branch.parent, at, error)

    def stop(self, at: int) -> None:
        self._close(at, "ABORTED", None)

    def redrive(self, at: int) -> None:
        """Continues at the failed state; earlier states are not repeated."""
        self.status, self.ended, self.error = "RUNNING", None, None
        self.redrives += 1
        root = next(branch for branch in self.branches if branch.parent is None)
        self.branches, root.tries, root.due, root.token = [root], 0, None, ""
        self._begin(root, at)

    # States

    def _line(self, definition: Mapping[str, Any], parent: Branch | None, at: int) -> None:
        branch = Branch(definition, parent)
        self.branches.append(branch)
        self._enter(branch, definition["StartAt"], at)

    def _enter(self, branch: Branch, name: str, at: int) -> None:
        branch.state, branch.tries = name, 0
        self._begin(branch, at)

    def _begin(self, branch: Branch, at: int) -> None:
        """Makes one transition: the first try of a state, or a retry."""
        about = branch.about
        self.transitions += 1
        self._record(f"{about['Type']}StateEntered", at)
        if self.status != "RUNNING":
            return
        kind = about["Type"]
        if kind == "Task":
            self._call(branch, about, at)
        elif kind == "Wait":
            branch.due, branch.then = at + round(about["Seconds"] * 1000), "leave"
            self.narrate(at, "waits", branch.state, {"until": branch.due / 1000}, self.machine)
        elif kind == "Parallel":
            branch.open = len(about["Branches"])
            for inner in about["Branches"]:
                self._line(inner, branch, at)
        elif kind == "Choice":
            self._enter(branch, _chosen(about, branch.value), at)
        elif kind == "Fail":
            self.fail(branch, at, about.get("Error", FAILED))
        else:
            self._leave(branch, at)

    def _call(self, branch: Branch, about: Mapping[str, Any], at: int) -> None:
        function = self.functions[about["Parameters"]["FunctionName"]]
        function.calls += 1
        self._record("TaskScheduled", at)
        self._record("TaskStarted", at)
        detail: dict[str, Any] = {"target": function.name, "state": branch.state}
        if about["Resource"].endswith(CALLBACK):
            self.tokens += 1
            branch.token = f"{self.arn}#{self.tokens}"
            function.mail.append(branch.token)
            limits = [about[name] for name in ("TimeoutSeconds", "HeartbeatSeconds") if name in about]
            branch.due = at + round(min(limits) * 1000) if limits else None
            branch.then = "timeout"
            detail["carries"] = f"task token {self.tokens}"
        else:
            branch.failing = (
                function.calls <= function.fails or at < function.down_until * 1000 or function.takes > LONGEST_CALL
            )
            branch.due, branch.then = at + round(min(function.takes, LONGEST_CALL) * 1000), "answer"
        self.narrate(at, "calls", branch.state, detail, self.machine)

    def _answered(self, branch: Branch, at: int) -> None:
        function = self.functions[branch.about["Parameters"]["FunctionName"]]
        detail: dict[str, Any] = {"target": self.machine}
        if branch.failing:
            self.narrate(at, "fails", branch.state, {**detail, "says": "an error"}, function.name)
            self.fail(branch, at, LAMBDA)
            return
        branch.value = {"ready": at >= function.ready_at * 1000}
        self._record("TaskSucceeded", at)
        self.narrate(at, "answers", branch.state, detail, function.name)
        self._leave(branch, at)

    def _leave(self, branch: Branch, at: int) -> None:
        self._record(f"{branch.about['Type']}StateExited", at)
        if self.status != "RUNNING":
            return
        if "Next" in branch.about:
            self._enter(branch, branch.about["Next"], at)
        elif branch.parent is None:
            self._close(at, "SUCCEEDED", None)
        else:
            self.branches.remove(branch)
            branch.parent.open -= 1
            if not branch.parent.open:
                self._leave(branch.parent, at)

    def _record(self, kind: str, at: int) -> None:
        """Adds an event to the history; one too many fails a Standard execution."""
        self.events += 1
        if self.events >= MOST_EVENTS and not self.express:
            self._close(at, "FAILED", "States.Runtime")

    def _limit(self) -> int:
        """Returns the moment (ms) at which the execution times out."""
        own: int = round(self.definition.get("TimeoutSeconds", YEAR / 1000) * 1000)
        return self.started + min(own, FIVE_MINUTES if self.express else YEAR)

    def _close(self, at: int, status: str, error: str | None) -> None:
        if self.status == "RUNNING":
            self.status, self.error, self.ended = status, error, at
            why = {"says": error} if error else {}
            self.narrate(at, status.lower(), self.name, why, self.machine)


def _chosen(about: Mapping[str, Any], value: Mapping[str, Any]) -> str:
    """Returns the next state of a Choice: its first rule that holds, else its default.

    Rules compare a flag of the function's response.
    """
    for rule in about["Choices"]:
        if value.get(rule["Variable"].removeprefix("$.")) == rule["BooleanEquals"]:
            return str(rule["Next"])
    return str(about["Default"])


def _matches(rule: Mapping[str, Any], error: str) -> bool:
    """True if a Retry or Catch matches an error; States.TaskFailed matches all except timeouts."""
    named = rule["ErrorEquals"]
    return error in named or "States.ALL" in named or (FAILED in named and error != TIMEOUT)
