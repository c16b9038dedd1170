"""A web shop or an app that starts a workflow, and has nothing more to do with it."""

from __future__ import annotations

from typing import Any

from studykit.sim.acting import Actor
from studykit.sim.service import ServiceError
from studykit.sim.services.swf import DOMAIN
from studykit.sim.turns import Act


def starter(
    me: Actor,
    workflow: str,
    name: str = "order-1",
    at: float = 0,
    limit: int | None = None,
    cancels: float | None = None,
) -> Act:
    """Starts execution `name` of `workflow` at second `at`, for at most `limit` seconds; may ask to cancel it later."""
    yield from me.until(round(at * 1000))
    given: dict[str, Any] = {} if limit is None else {"executionStartToCloseTimeout": str(int(limit))}
    try:
        yield from me.call(
            "swf",
            "start_workflow_execution",
            domain=DOMAIN,
            workflowId=name,
            workflowType={"name": workflow, "version": "1"},
            **given,
        )
        if cancels is not None:
            yield from me.until(round(cancels * 1000))
            yield from me.call("swf", "request_cancel_workflow_execution", domain=DOMAIN, workflowId=name)
    except ServiceError:
        me.count("refused")
