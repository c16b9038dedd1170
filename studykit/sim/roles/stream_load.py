"""The load of a day on a data stream: each hour is played as one second that stands for the whole of it."""

from __future__ import annotations

from math import ceil
from typing import Any

from studykit.sim.acting import Actor
from studykit.sim.turns import Act

DEVICES = 500
PAYLOAD_UNIT = 25_600
"""Bytes that one PUT payload unit pays for (aws.amazon.com/kinesis/data-streams/pricing)."""


def stream_load(
    me: Actor,
    stream: str,
    quiet: int,
    peak: int,
    peak_hours: int,
    hours: int = 24,
    size: int = 500,
    key: str = "device",
) -> Act:
    """Offers `quiet` records of `size` bytes a second and, from the middle of the day on, `peak` for `peak_hours`.

    They come from 500 devices evenly; the partition key is the `device` or the `tenant`, who is one. It counts what
    the hours are billed for.
    """
    before: tuple[int, int, int] = (-1, -1, -1)
    for hour in range(int(hours)):
        yield from me.until(hour * 3_600_000)
        middle = (int(hours) - int(peak_hours) + 1) // 2
        rate = int(peak) if middle <= hour < middle + peak_hours else int(quiet)
        answer: dict[str, tuple[int, int]] = me.knows(
            "kinesis", "offer", StreamName=stream, traffic=_traffic(rate, key, int(size))
        )
        taken, refused = (sum(counts) for counts in zip(*answer.values(), strict=True))
        me.count("shard hours", len(answer))
        me.count("stream hours")
        me.count("payload units", taken * 3600 * ceil(size / PAYLOAD_UNIT))
        me.count("kib in", taken * 3600 * ceil(size / 1024))
        me.count("throttled", refused)
        me.count("throttled hours", int(refused > 0))
        if before != (len(answer), taken, refused):
            before = (len(answer), taken, refused)
            _say(me, stream, *before)
    yield from me.until(int(hours) * 3_600_000)


def _say(me: Actor, stream: str, shards: int, taken: int, refused: int) -> None:
    """Tells an hour that is not like the one before."""
    if taken:
        me.say("put_record", f"{taken:,} a second", queue=stream, carries=f"{shards} shards: {taken:,} taken")
    if refused:
        me.say(
            "put_record",
            f"{refused:,} a second",
            queue=stream,
            error="ProvisionedThroughputExceededException",
            carries=f"{shards} shards: {refused:,} refused",
            says="a shard has had its 1,000 records or its 1 MiB of the second",
        )


def _traffic(rate: int, key: str, size: int) -> list[tuple[str, int, int]]:
    if key == "tenant":
        return [("tenant-1", rate, size)]
    shares: list[Any] = [
        (f"device-{number + 1}", (number + 1) * rate // DEVICES - number * rate // DEVICES, size)
        for number in range(DEVICES)
    ]
    return [share for share in shares if share[1]]
