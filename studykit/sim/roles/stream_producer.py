"""Puts records into a data stream, one call each; every record has the key of the device that sends it."""

from __future__ import annotations

from studykit.sim.acting import Actor
from studykit.sim.service import ServiceError
from studykit.sim.turns import Act


def stream_producer(
    me: Actor,
    stream: str,
    records: int = 0,
    keys: int = 1,
    per_key: int = 0,
    at: float = 0,
    every: float = 1,
    hours: float = 0,
    name: str = "r",
    key: str = "device",
    kib: float = 0,
    per_second: float = 0,
    seconds: float = 0,
) -> Act:
    """Puts `records` called `name`-1, `name`-2 ... from second `at` on, one every `every` seconds.

    `per_second` says the rate, for so many `seconds`, instead; `hours` spreads them evenly over that time. The records
    come from `keys` devices in turn; with `per_key`, so many from each of them. Each has `kib` KiB of data (0: its name
    alone). A refused record is counted and not sent again.
    """
    count = int(keys * per_key) if per_key else int(records)
    if per_second:
        count, every = int(per_second * seconds), 1 / per_second
    gap = hours * 3600 / max(1, count) if hours else every
    start = me.now + round((at + (gap / 2 if hours else 0)) * 1000)
    for place in range(count):
        yield from me.until(start + round(place * gap * 1000))
        data = f"{name}-{place + 1}"
        padded = f"{data}|".ljust(round(kib * 1024), "x") if kib else data
        try:
            yield from me.call(
                "kinesis", "put_record", StreamName=stream, Data=padded, PartitionKey=f"{key}-{place % int(keys) + 1}"
            )
            me.count("accepted")
        except ServiceError:
            me.count("throttled")
