"""Works on cases, with whatever service keeps them, from some day on."""

from __future__ import annotations

from studykit.sim.acting import Actor
from studykit.sim.roles.activity_worker import activity_worker
from studykit.sim.roles.approver import approver
from studykit.sim.roles.consumer import consumer
from studykit.sim.turns import Act

DAY = 86_400
"""Seconds of a day."""


def case_worker(
    me: Actor,
    service: str,
    days: float,
    queue: str = "",
    tasks: str = "",
    mail: str = "",
    processing: float = 0,
    wait: float = 0,
) -> Act:
    """From day `days` on it receives messages (`sqs`), takes activities (`swf`) or answers task tokens."""
    if service == "sqs":
        yield from consumer(me, queue, from_=days * DAY, processing=processing, wait=wait)
    elif service == "swf":
        yield from activity_worker(me, tasks, processing, from_=days * DAY)
    else:
        yield from approver(me, mail, processing, from_=days * DAY)
