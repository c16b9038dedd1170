"""Thousands of records a second from 500 machines of a few types: told by shard, not record by record."""

from __future__ import annotations

from collections import Counter
from math import ceil

from studykit.sim.acting import Actor
from studykit.sim.services._kinesis_stream import hash_key
from studykit.sim.turns import Act

MACHINES = 500
TYPES = 5
SUFFIXES = 100
"""The keys that one key becomes with a salt: the numbers 1 to 100, which each machine adds in turn."""
THROTTLED = "ProvisionedThroughputExceededException"


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
) -> Act:
    """Offers `offered` records of `size` bytes a second, the same number from each machine; a share of `skew` of the
    machines is of one type. The partition key is the `key` (`type` or `machine`), with a `salt` a number behind it.
    A call carries `batch` records. With `enhanced` a consumer of the stream is registered for enhanced fan-out."""
    if enhanced:
        arn = me.knows("kinesis", "describe_stream", StreamName=stream)["StreamDescription"]["StreamARN"]
        yield from me.call("kinesis", "register_stream_consumer", StreamARN=arn, ConsumerName="dashboard")
    traffic, names = _traffic(int(offered), skew, key, salt)
    me.count("scattered", _scattered(me, stream, names) if salt else 0)
    for second in range(int(seconds)):
        yield from me.until(second * 1000)
        answer = me.knows(
            "kinesis", "offer", StreamName=stream, traffic=[(name, count, size) for name, count in traffic.items()]
        )
        me.count("calls", ceil(offered / batch))
        for shard, (taken, refused) in answer.items():
            me.count("accepted", taken)
            me.count("throttled", refused)
            me.count(f"offered to {shard}", taken + refused)
            _say(me, batch, shard, taken, refused)
    yield from me.until(int(seconds) * 1000)


def _say(me: Actor, batch: int, shard: str, taken: int, refused: int) -> None:
    call = "put_records" if batch > 1 else "put_record"
    if taken:
        me.say(call, f"{taken:,} records", queue=shard, carries=f"{taken:,} taken")
    if refused:
        says = f"{shard} has had its 1,000 records or its 1 MiB of this second"
        me.say(call, f"{refused:,} records", queue=shard, error=THROTTLED, carries=f"{refused:,} refused", says=says)


def _traffic(offered: int, skew: float, key: str, salt: bool) -> tuple[Counter[str], list[str]]:
    """Records a second by partition key, and the key, without its salt, of each machine that sends."""
    busy = round(skew * MACHINES)
    traffic: Counter[str] = Counter()
    names: list[str] = []
    for machine in range(MACHINES):
        kind = 1 if machine < busy else 2 + machine % (TYPES - 1)
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
    """Machines whose salted keys come, one after another, to more than one shard."""
    shown = me.knows("kinesis", "describe_stream", StreamName=stream)["StreamDescription"]["Shards"]
    ends = [int(shard["HashKeyRange"]["EndingHashKey"]) for shard in shown]
    apart = {name: _apart(name, ends) for name in set(names)}
    return sum(apart[name] for name in names)


def _apart(name: str, ends: list[int]) -> bool:
    first = _place(f"{name}-1", ends)
    return any(_place(f"{name}-{number}", ends) != first for number in range(2, SUFFIXES + 1))


def _place(key: str, ends: list[int]) -> int:
    place = hash_key(key)
    return next(number for number, end in enumerate(ends) if place <= end)
