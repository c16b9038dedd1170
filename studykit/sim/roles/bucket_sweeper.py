"""A program that looks into a bucket now and then, and hands what is new to a function: what S3's own events spare."""

from __future__ import annotations

import json

from studykit.sim.acting import Actor
from studykit.sim.turns import Act


def bucket_sweeper(me: Actor, bucket: str, function: str, every: float = 60, expects: int = 1, prefix: str = "") -> Act:
    """Lists the bucket every so many seconds, until it has found as many objects as it `expects`."""
    seen: set[str] = set()
    while len(seen) < expects:
        yield from me.sleep(every)
        found = yield from me.call("s3", "list_objects_v2", Bucket=bucket, Prefix=prefix)
        for entry in found["Contents"]:
            if entry["Key"] not in seen:
                seen.add(entry["Key"])
                event = json.dumps({"bucket": bucket, "key": entry["Key"]})
                yield from me.call("functions", "invoke", FunctionName=function, Payload=event)
