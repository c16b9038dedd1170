"""Sends a burst of records in calls of PutRecords, each of which may be taken in part."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from studykit.sim.acting import Actor
from studykit.sim.service import ServiceError
from studykit.sim.turns import Act

TRIES = 10
"""Calls after which a batch is given up."""


def record_batcher(
    me: Actor, stream: str, burst: int, batch: int = 500, resend: str = "failed", keys: int = 100, wait: float = 1
) -> Act:
    """Sends `burst` records called r-1, r-2 ... at once, `batch` in each call (1: by PutRecord), from `keys` devices.

    After a call in which records were refused it waits `wait` seconds and sends the `failed` ones again, or `all` of
    the call, or `none`.
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


def _send(me: Actor, stream: str, entries: Sequence[dict[str, Any]]) -> Act:
    """One call; gives back the records that it did not take."""
    me.count("calls")
    if len(entries) == 1:
        try:
            yield from me.call("kinesis", "put_record", StreamName=stream, **entries[0])
        except ServiceError:
            return list(entries)
        return []
    answer = yield from me.call("kinesis", "put_records", StreamName=stream, Records=list(entries))
    return [entry for entry, result in zip(entries, answer["Records"], strict=True) if "ErrorCode" in result]
