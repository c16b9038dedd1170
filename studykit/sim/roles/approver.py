"""A person who gets a task token by mail, thinks, and sends it back."""

from __future__ import annotations

from typing import Any

from studykit.sim.acting import Actor
from studykit.sim.service import ServiceError
from studykit.sim.turns import Act


def approver(me: Actor, mail: str, think: float = 60, from_: float = 0, heartbeat: float = 0) -> Act:
    """Reads what function `mail` sent, from second `from_` on, and answers each token `think` seconds later.

    With a `heartbeat` the page in front of her says every so many seconds that she is still there.
    """
    yield from me.until(round(from_ * 1000))
    while True:
        yield from me.idle("step-functions", mail, 1, 0)
        machines: Any = me.stage.services["step-functions"]
        token = machines.functions[mail].mail.pop(0)
        end = me.now + round(think * 1000)
        try:
            while heartbeat and me.now + round(heartbeat * 1000) < end:
                yield from me.sleep(heartbeat)
                yield from me.call("step-functions", "send_task_heartbeat", taskToken=token)
            yield from me.until(end)
            yield from me.call("step-functions", "send_task_success", taskToken=token, output='{"approved": true}')
            me.count("side_effects")
        except ServiceError:
            me.count("late_reports")
