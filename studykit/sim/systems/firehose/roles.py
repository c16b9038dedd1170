"""Roles around Amazon Data Firehose."""

from __future__ import annotations

from math import ceil

from studykit.sim.engine.actor import Actor, role
from studykit.sim.engine.waiting import Process

KIB = 1_024
RECORD = 1_000 * KIB
"""Most bytes of one record (firehose 2015-08-04, `Record.Data`)."""
CALL = 4
"""Records of the largest size in one PutRecordBatch of 4 MiB."""


@role
def flow_producer(
    me: Actor, stream: str, rate_kib: float = 0, minutes: float = 0, every: float = 5, readings: int = 0
) -> Process:
    """Puts the data of each `every` seconds at `rate_kib` KiB a second, for `minutes` minutes.

    Or it puts `readings` records of one KiB, one every `every` seconds, of which each third is a self-test.
    """
    for place in range(int(readings)):
        yield from me.sleep_until(round(place * every * 1000))
        name = f"{'reading' if (place + 1) % 3 else 'self-test'}-{place + 1}"
        record = {"Data": f"{name}|".ljust(KIB, ".")}
        yield from me.call("firehose", "put_record", DeliveryStreamName=stream, Record=record)
    size = round(rate_kib * every * KIB)
    for place in range(int(minutes * 60 // every) if size else 0):
        yield from me.sleep_until(round((place + 1) * every * 1000))
        records = [{"Data": part} for part in _parts(f"reading-{place + 1}", size)]
        for first in range(0, len(records), CALL):
            some = records[first : first + CALL]
            if len(some) == 1:
                yield from me.call("firehose", "put_record", DeliveryStreamName=stream, Record=some[0])
            else:
                yield from me.call("firehose", "put_record_batch", DeliveryStreamName=stream, Records=some)


def _parts(name: str, size: int) -> list[str]:
    """Returns as few records of one size as can have `size` bytes."""
    number = ceil(size / RECORD)
    return [f"{name}|".ljust(max(len(name) + 1, size // number), ".")] * number
