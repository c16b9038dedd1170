"""Sends something large by a queue: whole, or as a pointer to an object in S3."""

from __future__ import annotations

import json

from studykit.sim.acting import Actor
from studykit.sim.service import ServiceError
from studykit.sim.turns import Act

MIB = 1_048_576
LONGEST_TRIED = MIB + 1
"""Bytes of the body that stands for anything above the limit: one too many is refused like two billion."""


def uploader(
    me: Actor,
    queue: str,
    bucket: str,
    size_mib: float,
    extended: bool,
    shrink: float = 1,
    at: float = 0,
    name: str = "video",
) -> Act:
    """Sends `size_mib` MiB, made `shrink` times smaller, at second `at`; `extended`: by a pointer to an object in
    `bucket`.

    The pointer is what the SQS Extended Client Library sends (Developer Guide, sqs-managing-large-messages).
    """
    yield from me.sleep(at)
    size = round(size_mib * MIB / shrink)
    try:
        if extended:
            yield from me.call("s3", "put_object", Bucket=bucket, Key=name, ContentLength=size)
            body = json.dumps({"s3BucketName": bucket, "s3Key": name})
        else:
            body = "x" * min(size, LONGEST_TRIED)
        yield from me.call("sqs", "send_message", QueueUrl=queue, MessageBody=body)
        me.count("accepted")
    except ServiceError:
        me.count("rejected")
