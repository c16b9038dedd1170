"""A program of one's own that does what a topic does: it copies each message of a queue to other queues."""

from __future__ import annotations

from studykit.sim.acting import Actor
from studykit.sim.turns import Act


def copier(me: Actor, queue: str, to: str, copies: int, gap: float = 1) -> Act:
    """Receives from `queue`, sends to each of `to`-1 to `to`-n, and deletes."""
    me.count("programs")
    while True:
        yield from me.idle("sqs", queue, gap, 0)
        answer = yield from me.call("sqs", "receive_message", QueueUrl=queue)
        for message in answer.get("Messages", ()):
            for number in range(1, int(copies) + 1):
                yield from me.call("sqs", "send_message", QueueUrl=f"{to}-{number}", MessageBody=message["Body"])
            yield from me.call("sqs", "delete_message", QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
