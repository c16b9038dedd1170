"""An application that wants to know when its videos are ready: it asks again and again, or it is told by a topic."""

from __future__ import annotations

from typing import Any

from studykit.sim.acting import Actor
from studykit.sim.turns import Act

KIND = "elastic-transcoder"


def transcode_watcher(me: Actor, topic: str = "", gap: float = 60) -> Act:
    """Notes each job that has ended. With a `topic` it waits for notifications; else it reads every open job each
    `gap` seconds."""
    service: Any = me.stage.services[KIND]
    while True:
        if topic:
            if not service.available(topic):
                yield me.stage.wait(me.rank, wanted=lambda: service.available(topic))
                continue
            yield from _read(me, service.heed(topic))
            continue
        if not _open(me):
            yield me.stage.wait(me.rank, wanted=lambda: len(_open(me)))
        yield from me.sleep(gap)
        for job in _open(me):
            yield from _read(me, job)


def _open(me: Actor) -> list[str]:
    """Jobs of which this application does not know that they have ended."""
    service: Any = me.stage.services[KIND]
    return [job for job in service.jobs if not me.stage.counts[f"known {job}"]]


def _read(me: Actor, job: str) -> Act:
    answer = yield from me.call(KIND, "read_job", Id=job)
    timing = answer["Job"]["Timing"]
    if "FinishTimeMillis" in timing:
        me.count(f"known {job}")
        late = me.now - timing["FinishTimeMillis"]
        me.stage.counts["known late"] = max(me.stage.counts["known late"], late)
        me.count("known")
