"""Roles around AWS Step Functions."""

from __future__ import annotations

from typing import Any

from studykit.sim.engine.actor import Actor, role
from studykit.sim.engine.service import ServiceError
from studykit.sim.engine.waiting import Process
from studykit.sim.systems.step_functions.model import ARN


@role
def approver(
    me: Actor, mail: str, think: float = 60, from_: float = 0, heartbeat: float = 0, calls_back: bool = True
) -> Process:
    """Reads what function `mail` sent, from second `from_` on, and answers each token `think` seconds later.

    With a `heartbeat` the open page sends a heartbeat every `heartbeat` seconds. An approver that never `calls_back`
    cannot send a token to AWS.
    """
    if not calls_back:
        return
    yield from me.sleep_until(round(from_ * 1000))
    while True:
        yield from me.wait_for_work("step-functions", mail, 1, 0)
        machines: Any = me.world.services["step-functions"]
        token = machines.functions[mail].mail.pop(0)
        end = me.now + round(think * 1000)
        try:
            while heartbeat and me.now + round(heartbeat * 1000) < end:
                yield from me.sleep(heartbeat)
                yield from me.call("step-functions", "send_task_heartbeat", taskToken=token)
            yield from me.sleep_until(end)
            yield from me.call("step-functions", "send_task_success", taskToken=token, output='{"approved": true}')
            me.count("side_effects")
        except ServiceError:
            me.count("late_reports")


@role
def execution_starter(
    me: Actor,
    machine: str,
    name: str = "order-1",
    at: float = 0,
    clicks: int = 1,
    named: bool = True,
    returns: float = 0,
    repair: str = "none",
) -> Process:
    """Starts `machine` at second `at`, `clicks` times, a second apart; if `named` always under one name.

    At second `returns` it looks at the execution. If that failed, `repair` says what it does: `redrive`, `restart` (a
    new execution), `same-name` (another start by the old name) or `none`.
    """
    arn = f"{ARN}:stateMachine:{machine}"
    started = ""
    for click in range(int(clicks)):
        yield from me.sleep_until(round((at + click) * 1000))
        about = {"name": name} if named else {}
        try:
            answer = yield from me.call("step-functions", "start_execution", stateMachineArn=arn, input="{}", **about)
            started = answer["executionArn"]
        except ServiceError:
            me.count("refused")
    if not returns or not started or repair == "none":
        return
    yield from me.sleep_until(round(returns * 1000))
    try:
        found = yield from me.call("step-functions", "describe_execution", executionArn=started)
        if found["status"] in ("SUCCEEDED", "RUNNING"):
            return
        if repair == "redrive":
            yield from me.call("step-functions", "redrive_execution", executionArn=started)
        else:
            again = name if repair == "same-name" else f"{name}-again"
            yield from me.call("step-functions", "start_execution", stateMachineArn=arn, name=again, input="{}")
    except ServiceError:
        me.count("refused")
