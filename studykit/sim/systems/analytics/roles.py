"""Roles around Amazon Kinesis Data Analytics."""

from __future__ import annotations

from studykit.sim.engine.actor import Actor, role
from studykit.sim.engine.waiting import Process


@role
def ticker(
    me: Actor,
    query: str,
    every: float = 10,
    lasts: float = 180,
    burst_at: float = 0,
    burst: int = 0,
    name: str = "trade",
) -> Process:
    """Sends a record every `every` seconds for `lasts` seconds, and `burst` more, one a second, from `burst_at` on."""
    steady = [place * every for place in range(int(lasts // every))]
    moments = sorted([*steady, *(burst_at + place for place in range(int(burst)))])
    for number, at in enumerate(moments, start=1):
        yield from me.sleep_until(round(at * 1000))
        record = {"name": f"{name}-{number}", "price": 1}
        yield from me.call("analytics", "take", Query=query, Record=record)
