"""Opens a case, with whatever service keeps it until somebody can work on it."""

from __future__ import annotations

from studykit.sim.acting import Actor
from studykit.sim.roles.execution_starter import execution_starter
from studykit.sim.roles.producer import producer
from studykit.sim.roles.starter import starter
from studykit.sim.turns import Act


def case_opener(
    me: Actor,
    service: str,
    queue: str = "",
    workflow: str = "",
    machine: str = "",
    name: str = "case-1",
    at: float = 0,
    fifo: bool = False,
) -> Act:
    """Sends a message (`sqs`), starts a workflow (`swf`) or an execution of a machine (`step-functions`)."""
    if service == "sqs":
        yield from producer(me, queue, sends=[name], at=at, fifo=fifo)
    elif service == "swf":
        yield from starter(me, workflow, name, at)
    else:
        yield from execution_starter(me, machine, name, at)
