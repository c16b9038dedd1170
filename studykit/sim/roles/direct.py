"""A producer that hands its work to the consumer itself: without a queue, what finds the consumer busy is lost."""

from __future__ import annotations

from studykit.sim.acting import Actor
from studykit.sim.turns import Act


def direct(me: Actor, rate: float, out_rate: float, messages: int, at: float = 0) -> Act:
    """Offers `messages` jobs, `rate` a second, to one worker that takes 1 / `out_rate` seconds for each."""
    free = start = me.now + round(at * 1000)
    for place in range(int(messages)):
        yield from me.until(start + round(place * 1000 / rate))
        body = f"job-{place + 1}"
        if me.now < free:
            me.say("rejected", body, says="the worker is busy, and nobody keeps it")
            me.count("rejected")
            me.count("lost")
            continue
        free = me.now + round(1000 / out_rate)
        me.say("work", body, until=free / 1000)
        me.count("accepted")
    yield from me.until(free)
