"""Somebody who changes what a target answers, past the API; and may flush the API's cache afterwards."""

from __future__ import annotations

from studykit.sim.acting import Actor
from studykit.sim.turns import Act


def price_writer(me: Actor, target: str, api: str, at: float = 100, value: str = "new", flush: bool = False) -> Act:
    """Writes `value` at second `at`."""
    yield from me.until(round(at * 1000))
    me.knows("apigateway", "store", target=target, value=value)
    me.say("write", value, queue=target)
    if flush:
        where = me.knows("apigateway", "named", name=api).id
        yield from me.call("apigateway", "flush_stage_cache", restApiId=where, stageName="prod")
