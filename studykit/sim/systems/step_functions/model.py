"""Step Functions: machines defined in JSON, executions that wait for a time or a task token.

Sources: AWS's API model (stepfunctions 2016-11-23) and the Step Functions Developer Guide (workflow types, quotas,
callbacks with a task token, redrives).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from studykit.sim.engine.service import CallStory, Clock, Pick, Service, ServiceChange, ServiceError, first_option
from studykit.sim.systems.step_functions.execution import CALLBACK, YEAR, Branch, Execution, Function

REDRIVE = 14 * 86_400_000
"""ms after its end for which an execution can be redriven (API model, `RedriveExecution`)."""
ARN = "arn:aws:states:eu-central-1:123456789012"
ROLE = "arn:aws:iam::123456789012:role/machine"
LABELS = {
    "start_execution": "starts",
    "send_task_success": "answers",
    "send_task_heartbeat": "lives",
    "describe_execution": "looks",
    "redrive_execution": "redrives",
}
"""Short names of calls, for arrows without room for the full name."""
REDRIVABLE = ("FAILED", "TIMED_OUT", "ABORTED")


@dataclass(frozen=True, slots=True)
class Machine:
    """A state machine: its name, its definition, and whether it is an Express one."""

    name: str
    definition: Mapping[str, Any]
    express: bool


class StepFunctions(Service):
    """One account's machines, executions, and the functions that they call. Methods and keywords are those of boto3."""

    def __init__(self, clock: Clock, pick: Pick = first_option) -> None:
        super().__init__(clock, pick)
        self.machines: dict[str, Machine] = {}
        self.refused: dict[str, str] = {}
        self.functions: dict[str, Function] = {}
        self.executions: dict[str, Execution] = {}
        self.changes: list[ServiceChange] = []

    # Calls of the engine

    def provision(self, name: str, function: bool = False, **options: Any) -> None:
        """Creates a `function` (its options are those of Function), or a machine (`definition`, `type`).

        A machine that AWS would refuse is not created, and a start of it fails with the reason.
        """
        if function:
            self.functions[name] = Function(name, **options)
            return
        try:
            definition = json.dumps(_said(options.pop("definition")))
            self.create_state_machine(name=name, definition=definition, roleArn=ROLE, **options)
        except ServiceError as refused:
            self.refused[f"{ARN}:stateMachine:{name}"] = refused.message

    def describe_call(self, operation: str, request: Mapping[str, Any], response: Any) -> list[CallStory]:
        if operation == "start_execution":
            return [self._story(operation, self.executions[response["executionArn"]], {})]
        execution = self.executions.get(_run(request.get("taskToken", "")) or request.get("executionArn", ""))
        if execution is None:
            return [CallStory(request.get("name"), {})]
        carries = {"carries": f"task token {request['taskToken'].rpartition('#')[2]}"} if "taskToken" in request else {}
        return [self._story(operation, execution, carries)]

    def available(self, resource: str) -> int:
        """Counts the task tokens in the mail of a function."""
        return len(self.functions[resource].mail)

    def next_change(self) -> int | None:
        return min((at for execution in self.executions.values() for at in execution.moments()), default=None)

    def next_return(self) -> int | None:
        """Returns the next change except the one-year limit, which gives no actor work."""
        ends = {execution.started + YEAR for execution in self.executions.values()}
        every = (at for execution in self.executions.values() for at in execution.moments())
        return min((at for at in every if at not in ends), default=None)

    def drain_changes(self) -> list[ServiceChange]:
        self._catch_up()
        changes, self.changes = self.changes, []
        return changes

    # Machines and executions

    def create_state_machine(
        self, *, name: str, definition: str, roleArn: str, type: str = "STANDARD"
    ) -> dict[str, Any]:
        """Creates a machine. An Express machine cannot wait for a task token."""
        try:
            read = json.loads(definition)
            tasks = [*_tasks(read)]
        except (ValueError, LookupError, TypeError, AttributeError):
            raise ServiceError("InvalidDefinition", "The definition is not Amazon States Language.") from None
        express = type == "EXPRESS"
        if express and any(task.get("Resource", "").endswith(CALLBACK) for task in tasks):
            raise ServiceError("InvalidDefinition", f"{CALLBACK} is not supported by EXPRESS state machines.")
        arn = f"{ARN}:stateMachine:{name}"
        known, machine = self.machines.get(arn), Machine(name, read, express)
        if known not in (None, machine):
            raise ServiceError("StateMachineAlreadyExists", f"{name} exists with another definition.")
        self.machines[arn] = machine
        return {"stateMachineArn": arn, "creationDate": self.clock() / 1000}

    def start_execution(self, *, stateMachineArn: str, name: str = "", input: str = "{}") -> dict[str, Any]:
        """Starts an execution. For a Standard machine, the same call with the same name returns the same execution."""
        self._catch_up()
        machine = self.machines.get(stateMachineArn)
        if machine is None:
            why = self.refused.get(stateMachineArn, "no such machine")
            raise ServiceError("StateMachineDoesNotExist", why)
        name = name or f"run-{len(self.executions) + 1}"
        arn = f"{ARN}:execution:{machine.name}:{name}"
        if machine.express:
            arn = f"{ARN}:express:{machine.name}:{name}:{len(self.executions) + 1}"
        known = self.executions.get(arn)
        if known and (known.status != "RUNNING" or known.input != input):
            raise ServiceError("ExecutionAlreadyExists", f"{name} exists already.")
        if known is None:
            known = self.executions[arn] = Execution(
                arn,
                name,
                machine.name,
                machine.express,
                machine.definition,
                input,
                self.clock(),
                self.functions,
                self._narrate,
            )
            known.start()
        return {"executionArn": arn, "startDate": known.started / 1000}

    def describe_execution(self, *, executionArn: str) -> dict[str, Any]:
        execution = self._find(executionArn)
        shown: dict[str, Any] = {
            "executionArn": executionArn,
            "stateMachineArn": f"{ARN}:stateMachine:{execution.machine}",
            "name": execution.name,
            "status": execution.status,
            "startDate": execution.started / 1000,
            "input": execution.input,
            "redriveCount": execution.redrives,
        }
        ended = {} if execution.ended is None else {"stopDate": execution.ended / 1000}
        return {**shown, **ended, **({"error": execution.error} if execution.error else {})}

    def stop_execution(self, *, executionArn: str) -> dict[str, Any]:
        self._find(executionArn).stop(self.clock())
        return {"stopDate": self.clock() / 1000}

    def redrive_execution(self, *, executionArn: str) -> dict[str, Any]:
        """Restarts an unsuccessful Standard execution at its failed state, within 14 days of its end."""
        execution = self._find(executionArn)
        now = self.clock()
        late = execution.ended is not None and now > execution.ended + REDRIVE
        if execution.status not in REDRIVABLE or late or now >= execution.started + YEAR:
            raise ServiceError("ExecutionNotRedrivable", f"{execution.name} is {execution.status}.")
        execution.redrive(now)
        return {"redriveDate": now / 1000}

    # Callbacks

    def send_task_success(self, *, taskToken: str, output: str) -> dict[str, Any]:
        execution, branch = self._held(taskToken)
        execution.succeed(branch, self.clock())
        return {}

    def send_task_failure(self, *, taskToken: str, error: str = "States.TaskFailed", cause: str = "") -> dict[str, Any]:
        execution, branch = self._held(taskToken)
        execution.fail(branch, self.clock(), error)
        return {}

    def send_task_heartbeat(self, *, taskToken: str) -> dict[str, Any]:
        execution, branch = self._held(taskToken)
        execution.heartbeat(branch, self.clock())
        return {}

    # Inside

    def _catch_up(self) -> None:
        """Makes everything happen that is due by now, in order of time."""
        while True:
            due = [(at, e) for e in self.executions.values() for at in e.moments() if at <= self.clock()]
            if not due:
                return
            at, execution = min(due, key=lambda entry: entry[0])
            execution.advance(at)

    def _narrate(self, at: int, action: str, subject: str, detail: Mapping[str, Any], actor: str) -> None:
        self.changes.append(ServiceChange(at, action, subject, {**detail, "of": "execution"}, actor))

    def _story(self, operation: str, execution: Execution, detail: Mapping[str, Any]) -> CallStory:
        label = LABELS.get(operation, "")
        return CallStory(
            execution.name,
            {"target": execution.machine, "of": "execution", **({"label": label} if label else {}), **detail},
        )

    def _held(self, token: str) -> tuple[Execution, Branch]:
        """Returns the execution and branch that wait for a token; raises TaskTimedOut if it was used or timed out."""
        self._catch_up()
        execution = self.executions.get(_run(token))
        if execution is None:
            raise ServiceError("InvalidToken", "Invalid Token: it was never given out.")
        for branch in execution.branches:
            if branch.token == token and execution.status == "RUNNING":
                return execution, branch
        raise ServiceError("TaskTimedOut", "Task Timed Out: the task is closed, or its token has expired.")

    def _find(self, arn: str) -> Execution:
        """Returns a Standard execution; an Express one cannot be queried."""
        self._catch_up()
        if arn not in self.executions:
            raise ServiceError("ExecutionDoesNotExist", f"Execution Does Not Exist: {arn}")
        if self.executions[arn].express:
            raise ServiceError("InvalidArn", "Invalid Arn: an Express execution cannot be asked; see its logs.")
        return self.executions[arn]


def _said(definition: Any) -> Any:
    """Returns a definition without the fields that are None, which is how a scenario omits one."""
    if isinstance(definition, Mapping):
        return {key: _said(value) for key, value in definition.items() if value is not None}
    return [_said(value) for value in definition] if isinstance(definition, (list, tuple)) else definition


def _run(token: str) -> str:
    """Returns the execution of a task token."""
    return token.rpartition("#")[0]


def _tasks(definition: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yields every state of a definition, branches included; raises LookupError if the start is not one of them."""
    definition["States"][definition["StartAt"]]
    for state in definition["States"].values():
        state["Type"]
        yield state
        for branch in state.get("Branches", ()):
            yield from _tasks(branch)
