"""Roles that write to a data stream or change its shards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import ceil
from typing import Any

from studykit.sim.engine.actor import Actor, role
from studykit.sim.engine.service import ServiceError
from studykit.sim.engine.waiting import Process
from studykit.sim.systems.kinesis.stream import BYTES_OUT, hash_key

MACHINES = 500
TYPES = 5
SUFFIXES = 100
"""Number of keys that a salt makes of one key: each machine adds 1 to 100 in turn."""
THROTTLED = "ProvisionedThroughputExceededException"
TRIES = 10
"""Calls after which a batch is given up."""
DEVICES = 500
PAYLOAD_UNIT = 25_600
"""Bytes of one PUT payload unit (aws.amazon.com/kinesis/data-streams/pricing)."""


@role
def machine_fleet(
    me: Actor,
    stream: str,
    offered: int,
    skew: float,
    key: str = "type",
    salt: bool = False,
    batch: int = 1,
    size: int = 200,
    seconds: int = 1,
    enhanced: bool = False,
    types: int = TYPES,
    consumers: int = 1,
) -> Process:
    """Offers `offered` records of `size` bytes a second, the same number from each of 500 machines of several `types`.

    The share `skew` of the machines is of one type. The partition key is the machine's `type` or the `machine`; with a
    `salt` a number is added. A call has `batch` records. With `enhanced` the `consumers` of the stream are registered
    for enhanced fan-out; else they share what each shard returns, and the role counts what they cannot read.
    """
    if enhanced:
        arn = me.inspect("kinesis", "describe_stream", StreamName=stream)["StreamDescription"]["StreamARN"]
        for number in range(int(consumers)):
            name = f"dashboard-{number + 1}" if number else "dashboard"
            yield from me.call("kinesis", "register_stream_consumer", StreamARN=arn, ConsumerName=name)
    traffic, names = _traffic(int(offered), skew, key, salt, int(types))
    me.count("scattered", _scattered(me, stream, names) if salt else 0)
    for second in range(int(seconds)):
        yield from me.sleep_until(second * 1000)
        answer = me.inspect(
            "kinesis", "offer", StreamName=stream, traffic=[(name, count, size) for name, count in traffic.items()]
        )
        me.count("calls", ceil(offered / batch))
        for shard, (taken, refused) in answer.items():
            me.count("accepted", taken)
            me.count("throttled", refused)
            me.count(f"offered to {shard}", taken + refused)
            me.count("unread bytes", max(0, (1 if enhanced else int(consumers)) * taken * size - BYTES_OUT))
            _narrate_second(me, batch, shard, taken, refused)
    yield from me.sleep_until(int(seconds) * 1000)


def _narrate_second(me: Actor, batch: int, shard: str, taken: int, refused: int) -> None:
    call = "put_records" if batch > 1 else "put_record"
    if taken:
        me.narrate(call, f"{taken:,} records", target=shard, carries=f"{taken:,} taken")
    if refused:
        says = f"{shard} has had its 1,000 records or its 1 MiB of this second"
        me.narrate(
            call, f"{refused:,} records", target=shard, error=THROTTLED, carries=f"{refused:,} refused", says=says
        )


def _traffic(offered: int, skew: float, key: str, salt: bool, types: int) -> tuple[Counter[str], list[str]]:
    """Returns the records a second by partition key, and the unsalted key of each machine that sends."""
    busy = round(skew * MACHINES)
    traffic: Counter[str] = Counter()
    names: list[str] = []
    for machine in range(MACHINES):
        kind = 1 if machine < busy else 2 + machine % (types - 1)
        name = f"type-{kind}" if key == "type" else f"machine-{machine + 1}"
        first, last = machine * offered // MACHINES, (machine + 1) * offered // MACHINES
        if last > first:
            names.append(name)
        if salt:
            traffic.update(f"{name}-{number % SUFFIXES + 1}" for number in range(first, last))
        elif last > first:
            traffic[name] += last - first
    return traffic, names


def _scattered(me: Actor, stream: str, names: list[str]) -> int:
    """Counts machines whose salted keys go to more than one shard."""
    shown = me.inspect("kinesis", "describe_stream", StreamName=stream)["StreamDescription"]["Shards"]
    ends = [int(shard["HashKeyRange"]["EndingHashKey"]) for shard in shown]
    apart = {name: _apart(name, ends) for name in set(names)}
    return sum(apart[name] for name in names)


def _apart(name: str, ends: list[int]) -> bool:
    first = _place(f"{name}-1", ends)
    return any(_place(f"{name}-{number}", ends) != first for number in range(2, SUFFIXES + 1))


def _place(key: str, ends: list[int]) -> int:
    place = hash_key(key)
    return next(number for number, end in enumerate(ends) if place <= end)


@role
def record_batcher(
    me: Actor, stream: str, burst: int, batch: int = 500, resend: str = "failed", keys: int = 100, wait: float = 1
) -> Process:
    """Sends `burst` records called r-1, r-2 and so on at once, `batch` in each call, from `keys` devices.

    A batch of 1 uses PutRecord. After a call with refused records it waits `wait` seconds and sends the `failed` ones
    again, `all` of the call, or `none`.
    """
    me.count("meant", int(burst))
    waiting = [
        [_entry(place, int(keys)) for place in range(start, min(start + int(batch), int(burst)))]
        for start in range(0, int(burst), int(batch))
    ]
    for _ in range(TRIES):
        again: list[list[dict[str, Any]]] = []
        for entries in waiting:
            failed = yield from _send(me, stream, entries)
            if failed and resend != "none":
                again.append(entries if resend == "all" else failed)
        if not again:
            return
        waiting = again
        yield from me.sleep(wait)


def _entry(place: int, keys: int) -> dict[str, Any]:
    return {"Data": f"r-{place + 1}", "PartitionKey": f"device-{place % keys + 1}"}


def _send(me: Actor, stream: str, entries: Sequence[dict[str, Any]]) -> Process:
    """Makes one call; returns the records that were refused."""
    me.count("calls")
    if len(entries) == 1:
        try:
            yield from me.call("kinesis", "put_record", StreamName=stream, **entries[0])
        except ServiceError:
            return list(entries)
        return []
    answer = yield from me.call("kinesis", "put_records", StreamName=stream, Records=list(entries))
    return [entry for entry, result in zip(entries, answer["Records"], strict=True) if "ErrorCode" in result]


@role
def stream_load(
    me: Actor,
    stream: str,
    quiet: int,
    peak: int,
    peak_hours: int,
    hours: int = 24,
    size: int = 500,
    key: str = "device",
    days: int = 1,
) -> Process:
    """Offers `quiet` records of `size` bytes a second, and in the middle of the day `peak` for `peak_hours`.

    They come evenly from 500 devices. The partition key is the `device`, or the `tenant`, of which there is one. The
    role counts what the hours are billed for. Of several `days` (of `hours` hours) it counts refusals on the last one.
    """
    before: tuple[int, int, int] = (-1, -1, -1)
    middle = (int(hours) - int(peak_hours) + 1) // 2
    for number in range(int(days) * int(hours)):
        yield from me.sleep_until(number * 3_600_000)
        hour, last_day = number % int(hours), number >= (int(days) - 1) * int(hours)
        rate = int(peak) if middle <= hour < middle + peak_hours else int(quiet)
        answer: dict[str, tuple[int, int]] = me.inspect(
            "kinesis", "offer", StreamName=stream, traffic=_records_by_key(rate, key, int(size))
        )
        taken, refused = (sum(counts) for counts in zip(*answer.values(), strict=True))
        me.count("shard hours", len(answer))
        me.count("stream hours")
        me.count("payload units", taken * 3600 * ceil(size / PAYLOAD_UNIT))
        me.count("kib in", taken * 3600 * ceil(size / 1024))
        me.count("throttled", refused * last_day)
        me.count("throttled hours", int(refused > 0) * last_day)
        if before != (len(answer), taken, refused):
            before = (len(answer), taken, refused)
            _narrate_hour(me, stream, *before)
    yield from me.sleep_until(int(days) * int(hours) * 3_600_000)


def _narrate_hour(me: Actor, stream: str, shards: int, taken: int, refused: int) -> None:
    """Narrates an hour that differs from the one before."""
    if taken:
        me.narrate("put_record", f"{taken:,} a second", target=stream, carries=f"{shards} shards: {taken:,} taken")
    if refused:
        me.narrate(
            "put_record",
            f"{refused:,} a second",
            target=stream,
            error=THROTTLED,
            carries=f"{shards} shards: {refused:,} refused",
            says="a shard has had its 1,000 records or its 1 MiB of the second",
        )


def _records_by_key(rate: int, key: str, size: int) -> list[tuple[str, int, int]]:
    if key == "tenant":
        return [("tenant-1", rate, size)]
    shares: list[Any] = [
        (f"device-{number + 1}", (number + 1) * rate // DEVICES - number * rate // DEVICES, size)
        for number in range(DEVICES)
    ]
    return [share for share in shares if share[1]]


@role
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
) -> Process:
    """Puts `records` called `name`-1, `name`-2 and so on from second `at` on, one every `every` seconds.

    Instead `per_second` gives the rate for a number of `seconds`, and `hours` spreads the records evenly over that
    time. They come from `keys` devices in turn; with `per_key`, that number from each. A record has `kib` KiB of data
    (0: its name only). A refused record is counted and not sent again.
    """
    count = int(keys * per_key) if per_key else int(records)
    if per_second:
        count, every = int(per_second * seconds), 1 / per_second
    gap = hours * 3600 / max(1, count) if hours else every
    start = me.now + round((at + (gap / 2 if hours else 0)) * 1000)
    for place in range(count):
        yield from me.sleep_until(start + round(place * gap * 1000))
        data = f"{name}-{place + 1}"
        padded = f"{data}|".ljust(round(kib * 1024), "x") if kib else data
        try:
            yield from me.call(
                "kinesis", "put_record", StreamName=stream, Data=padded, PartitionKey=f"{key}-{place % int(keys) + 1}"
            )
            me.count("accepted")
        except ServiceError:
            me.count("throttled")


@role
def stream_operator(me: Actor, stream: str, act: str = "none", at: float = 0, hours: float = 0, to: int = 0) -> Process:
    """Operates the stream at second `at` (or hour `hours`).

    `act`: `split` the first open shard in the middle, `merge` the first two, `retain` records for `to` hours from then
    on, or `none`.
    """
    yield from me.sleep_until(round((at + hours * 3600) * 1000))
    shown: dict[str, Any] = me.inspect("kinesis", "describe_stream", StreamName=stream)["StreamDescription"]
    shards = [shard for shard in shown["Shards"] if "EndingSequenceNumber" not in shard["SequenceNumberRange"]]
    shards.sort(key=lambda shard: int(shard["HashKeyRange"]["StartingHashKey"]))
    try:
        if act == "split":
            ends = shards[0]["HashKeyRange"]
            middle = (int(ends["StartingHashKey"]) + int(ends["EndingHashKey"]) + 1) // 2
            yield from me.call(
                "kinesis",
                "split_shard",
                StreamName=stream,
                ShardToSplit=shards[0]["ShardId"],
                NewStartingHashKey=str(middle),
            )
        elif act == "merge" and len(shards) > 1:
            first, second = (shard["ShardId"] for shard in shards[:2])
            yield from me.call(
                "kinesis", "merge_shards", StreamName=stream, ShardToMerge=first, AdjacentShardToMerge=second
            )
        elif act == "retain" and to > shown["RetentionPeriodHours"]:
            yield from me.call(
                "kinesis", "increase_stream_retention_period", StreamName=stream, RetentionPeriodHours=int(to)
            )
    except ServiceError:
        me.count("refused")
