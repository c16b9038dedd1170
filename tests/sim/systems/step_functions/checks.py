"""Rules of Step Functions: waits, tokens, retries, limits, names."""

from __future__ import annotations

import json
from typing import Any

from tests.sim.checks import Model, code
from tests.sim.shapes import Validated

INVOKE = "arn:aws:states:::lambda:invoke"
DAY = 86_400_000
YEAR = 365 * DAY
ROLE = "arn:aws:iam::123456789012:role/machine"


def call(function: str = "f", **more: Any) -> dict[str, Any]:
    return {"Type": "Task", "Resource": INVOKE, "Parameters": {"FunctionName": function}, "End": True, **more}


def ask(**more: Any) -> dict[str, Any]:
    return call("mail", Resource=f"{INVOKE}.waitForTaskToken", **more)


def wait(seconds: int, **more: Any) -> dict[str, Any]:
    return {"Type": "Wait", "Seconds": seconds, "End": True, **more}


class Account:
    """One state machine, whose states are given in order, and two functions."""

    def __init__(self, model: Model, *states: dict[str, Any], type: str = "STANDARD", **function: Any) -> None:
        self.now = 0
        self.model: Any = model(lambda: self.now)
        self.states: Any = Validated("stepfunctions", self.model)
        self.model.provision("f", function=True, **{"takes": 1, **function})
        self.model.provision("mail", function=True)
        named = {f"S{number}": self._joined(state, number, len(states)) for number, state in enumerate(states, 1)}
        definition = json.dumps({"StartAt": "S1", "States": named})
        made = lambda: self.states.create_state_machine(name="m", definition=definition, roleArn=ROLE, type=type)  # noqa: E731 -- a call by name, made below
        self.created = code(made)
        self.machine = "arn:aws:states:eu-central-1:123456789012:stateMachine:m"

    def _joined(self, state: dict[str, Any], number: int, last: int) -> dict[str, Any]:
        if number == last or state["Type"] in ("Choice", "Fail"):
            return state
        return {**{key: value for key, value in state.items() if key != "End"}, "Next": f"S{number + 1}"}

    def start(self, name: str = "e", input: str = "{}") -> str:
        about = {"stateMachineArn": self.machine, "name": name, "input": input}
        return str(self.states.start_execution(**about)["executionArn"])

    def status(self, name: str = "e") -> str:
        arn = self.machine.replace("stateMachine", "execution") + f":{name}"
        return str(self.states.describe_execution(executionArn=arn)["status"])

    def at(self, now: int) -> str:
        self.now = now
        return self.status()

    @property
    def run(self) -> Any:
        self.model.drain_changes()
        return next(iter(self.model.executions.values()))

    @property
    def token(self) -> str:
        return str(self.model.functions["mail"].mail[-1])

    def answer(self) -> str:
        return code(lambda: self.states.send_task_success(taskToken=self.token, output="{}"))


def started(model: Model, *states: dict[str, Any], **about: Any) -> Account:
    account = Account(model, *states, **about)
    account.start()
    return account


def a_wait_ends_exactly_at_its_time(model: Model) -> None:
    account = started(model, wait(10))
    assert [account.at(9_999), account.at(10_000)] == ["RUNNING", "SUCCEEDED"]


def states_come_one_after_another(model: Model) -> None:
    account = started(model, call(), wait(5), call())
    assert [account.at(6_999), account.at(7_000)] == ["RUNNING", "SUCCEEDED"]
    assert (account.run.transitions, account.model.functions["f"].calls) == (3, 2)


def a_token_wakes_its_execution(model: Model) -> None:
    account = started(model, ask())
    assert account.at(200 * DAY) == "RUNNING"
    assert (account.answer(), account.status(), account.run.transitions) == ("ok", "SUCCEEDED", 1)


def a_token_is_used_once(model: Model) -> None:
    account = started(model, ask(), ask())
    first = account.token
    assert account.answer() == "ok"
    assert code(lambda: account.states.send_task_success(taskToken=first, output="{}")) == "TaskTimedOut"


def a_token_of_a_finished_state_is_rejected(model: Model) -> None:
    account = started(model, ask(), wait(10))
    assert [account.answer(), account.answer()] == ["ok", "TaskTimedOut"]


def an_unknown_token_is_rejected(model: Model) -> None:
    account = started(model, ask())
    bad = lambda: account.states.send_task_success(taskToken="x#1", output="{}")  # noqa: E731 -- a call by name, made below
    assert code(bad) == "InvalidToken"


def a_token_is_rejected_after_the_timeout(model: Model) -> None:
    account = started(model, ask(TimeoutSeconds=60))
    account.now = 60_000
    assert (account.answer(), account.status()) == ("TaskTimedOut", "FAILED")
    assert account.run.error == "States.Timeout"


def a_token_in_time_prevents_the_timeout(model: Model) -> None:
    account = started(model, ask(TimeoutSeconds=60), wait(100))
    account.now = 59_999
    assert account.answer() == "ok"
    assert account.at(61_000) == "RUNNING"


def a_heartbeat_restarts_the_heartbeat_timeout(model: Model) -> None:
    account = started(model, ask(HeartbeatSeconds=10))
    account.now = 9_000
    account.states.send_task_heartbeat(taskToken=account.token)
    assert [account.at(18_999), account.at(19_000)] == ["RUNNING", "FAILED"]


def an_error_fails_the_task_and_can_be_caught(model: Model) -> None:
    account = started(model, ask(Catch=[{"ErrorEquals": ["No"], "Next": "S3"}]), call(), wait(5))
    account.states.send_task_failure(taskToken=account.token, error="No")
    assert account.at(5_000) == "SUCCEEDED"
    assert account.model.functions["f"].calls == 0


def a_retry_waits_longer_each_time(model: Model) -> None:
    rule = {"ErrorEquals": ["States.TaskFailed"], "IntervalSeconds": 2, "MaxAttempts": 2, "BackoffRate": 3}
    account = started(model, call(Retry=[rule]), fails=2)
    assert [account.at(10_999), account.at(11_000)] == ["RUNNING", "SUCCEEDED"]
    assert account.run.transitions == 3


def retries_come_to_an_end(model: Model) -> None:
    rule = {"ErrorEquals": ["States.ALL"], "MaxAttempts": 2}
    account = started(model, call(Retry=[rule]), fails=9)
    assert account.at(DAY) == "FAILED"
    assert account.model.functions["f"].calls == 3


def a_retry_rule_ignores_other_errors(model: Model) -> None:
    account = started(model, call(Retry=[{"ErrorEquals": ["States.Timeout"]}]), fails=1)
    assert account.at(DAY) == "FAILED"


def a_timeout_is_not_matched_as_task_failed(model: Model) -> None:
    account = started(model, ask(TimeoutSeconds=5, Retry=[{"ErrorEquals": ["States.TaskFailed"]}]))
    assert account.at(5_000) == "FAILED"


def an_error_without_retries_left_is_caught(model: Model) -> None:
    catch = [{"ErrorEquals": ["States.ALL"], "Next": "S2"}]
    account = started(
        model, call(Catch=catch, Retry=[{"ErrorEquals": ["States.ALL"], "MaxAttempts": 1}]), wait(5), fails=9
    )
    assert account.at(DAY) == "SUCCEEDED"
    assert account.model.functions["f"].calls == 2


def a_function_ends_after_thirty_minutes(model: Model) -> None:
    assert started(model, call(), takes=1800).at(1_800_000) == "SUCCEEDED"
    account = started(model, call(), takes=1801)
    assert [account.at(1_799_999), account.at(1_800_000)] == ["RUNNING", "FAILED"]


def a_function_that_is_down_fails_until_it_is_back(model: Model) -> None:
    rule = {"ErrorEquals": ["States.ALL"], "IntervalSeconds": 4, "MaxAttempts": 2, "BackoffRate": 1}
    account = started(model, call(Retry=[rule]), down_until=10)
    assert [account.at(10_999), account.at(11_000)] == ["RUNNING", "SUCCEEDED"]
    assert account.model.functions["f"].calls == 3
    assert started(model, call(), down_until=1).at(1_000) == "FAILED"


def a_choice_follows_the_answer(model: Model) -> None:
    loop = {
        "Type": "Choice",
        "Choices": [{"Variable": "$.ready", "BooleanEquals": True, "Next": "S4"}],
        "Default": "S1",
    }
    account = started(model, wait(10), call(), loop, wait(1), ready_at=20)
    assert [account.at(22_999), account.at(23_000)] == ["RUNNING", "SUCCEEDED"]
    assert account.run.transitions == 7


def branches_run_in_parallel_and_take_as_long_as_the_slowest(model: Model) -> None:
    lines = [{"StartAt": "A", "States": {"A": wait(seconds)}} for seconds in (5, 9)]
    account = started(model, {"Type": "Parallel", "Branches": lines, "End": True})
    assert [account.at(8_999), account.at(9_000)] == ["RUNNING", "SUCCEEDED"]
    assert account.run.transitions == 3


def a_failed_branch_fails_the_parallel_state(model: Model) -> None:
    lines = [{"StartAt": "A", "States": {"A": state}} for state in (wait(9), call())]
    account = started(model, {"Type": "Parallel", "Branches": lines, "End": True}, fails=1)
    assert account.at(1_000) == "FAILED"
    assert account.model.next_change() is None


def a_standard_execution_lasts_a_year(model: Model) -> None:
    account = started(model, ask())
    assert [account.at(YEAR - 1), account.at(YEAR)] == ["RUNNING", "TIMED_OUT"]


def an_express_execution_lasts_five_minutes(model: Model) -> None:
    account = started(model, wait(400), type="EXPRESS")
    account.now = 299_999
    assert account.run.status == "RUNNING"
    account.now = 300_000
    assert account.run.status == "TIMED_OUT"


def an_express_machine_cannot_wait_for_a_token(model: Model) -> None:
    account = Account(model, ask(), type="EXPRESS")
    assert (account.created, code(account.start)) == ("InvalidDefinition", "StateMachineDoesNotExist")
    assert Account(model, call(), type="EXPRESS").created == "ok"


def an_express_machine_cannot_wait_for_a_token_in_a_branch(model: Model) -> None:
    lines = [{"StartAt": "A", "States": {"A": ask()}}]
    assert (
        Account(model, {"Type": "Parallel", "Branches": lines, "End": True}, type="EXPRESS").created
        == "InvalidDefinition"
    )


def an_express_execution_cannot_be_described(model: Model) -> None:
    account = Account(model, wait(5), type="EXPRESS")
    arn = account.start()
    assert code(lambda: account.states.describe_execution(executionArn=arn)) == "InvalidArn"


def a_running_name_with_its_input_is_the_same_execution(model: Model) -> None:
    account = Account(model, call(), wait(9))
    assert account.start() == account.start()
    assert account.model.functions["f"].calls == 1
    assert code(lambda: account.start(input="[]")) == "ExecutionAlreadyExists"
    account.now = 10_000
    assert code(account.start) == "ExecutionAlreadyExists"


def an_express_machine_starts_a_new_execution_for_any_name(model: Model) -> None:
    account = Account(model, wait(10), type="EXPRESS")
    assert account.start() != account.start()


def a_redrive_resumes_at_the_failed_state(model: Model) -> None:
    account = started(model, wait(5), call(), fails=1)
    assert account.at(DAY) == "FAILED"
    account.states.redrive_execution(executionArn=account.run.arn)
    assert account.at(DAY + 1_000) == "SUCCEEDED"
    assert account.run.transitions == 3


def a_redrive_is_allowed_for_fourteen_days(model: Model) -> None:
    account = started(model, call(), fails=1)
    again = lambda: account.states.redrive_execution(executionArn=account.run.arn)  # noqa: E731 -- a call by name, made below
    account.at(14 * DAY + 1_001)
    assert code(again) == "ExecutionNotRedrivable"
    account.now = 14 * DAY + 1_000
    assert code(again) == "ok"


def a_succeeded_or_running_execution_is_not_redriven(model: Model) -> None:
    account = started(model, wait(5))
    again = lambda: account.states.redrive_execution(executionArn=account.run.arn)  # noqa: E731 -- a call by name, made below
    assert code(again) == "ExecutionNotRedrivable"
    account.now = 5_000
    assert code(again) == "ExecutionNotRedrivable"


def a_history_has_at_most_25_000_events(model: Model) -> None:
    account = started(model, wait(10), {"Type": "Pass", "Next": "S1"})
    account.run.events = 24_990
    assert account.at(DAY) == "FAILED"
    assert account.run.events == 25_000


def a_stopped_execution_does_nothing_more(model: Model) -> None:
    account = started(model, wait(5))
    account.states.stop_execution(executionArn=account.run.arn)
    assert (account.at(6_000), account.model.next_change()) == ("ABORTED", None)


def changes_are_reported_once_in_order_of_time(model: Model) -> None:
    account = started(model, call(), call())
    account.now = 10_000
    told = [(change.at, change.action, change.actor) for change in account.model.drain_changes()]
    assert told[-1] == (2_000, "succeeded", "m")
    assert [at for at, *_ in told] == sorted(at for at, *_ in told)
    assert account.model.drain_changes() == []
