"""An application that starts executions of a state machine, and may take care of one that failed."""

from __future__ import annotations

from studykit.sim.acting import Actor
from studykit.sim.service import ServiceError
from studykit.sim.services.step_functions import ARN
from studykit.sim.turns import Act


def execution_starter(
    me: Actor,
    machine: str,
    name: str = "order-1",
    at: float = 0,
    clicks: int = 1,
    named: bool = True,
    returns: float = 0,
    repair: str = "none",
) -> Act:
    """Starts `machine` at second `at`, so many times (`clicks`), a second apart; `named`: all under one name.

    At second `returns` it looks, and helps one that failed (`repair`): `redrive`, `restart` (a new execution),
    `same-name` (another start by the old name) or `none`.
    """
    arn = f"{ARN}:stateMachine:{machine}"
    started = ""
    for click in range(int(clicks)):
        yield from me.until(round((at + click) * 1000))
        about = {"name": name} if named else {}
        try:
            answer = yield from me.call("step-functions", "start_execution", stateMachineArn=arn, input="{}", **about)
            started = answer["executionArn"]
        except ServiceError:
            me.count("refused")
    if not returns or not started or repair == "none":
        return
    yield from me.until(round(returns * 1000))
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
