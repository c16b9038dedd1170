"""Sentences of Amazon Kinesis Data Streams, one function for each action."""

from __future__ import annotations

from studykit.sim.engine.trace import Event
from studykit.sim.engine.wording import actor, remark, size, subject, target


def put_record(event: Event) -> str:
    """Records are added to a shard."""
    return f"{actor(event)} puts {subject(event)} into {target(event)}{size(event) or remark(event)}."


def put_records(event: Event) -> str:
    """Records of one PutRecords call are added to a shard."""
    return put_record(event)


def get_shard_iterator(event: Event) -> str:
    """A reader gets a position in a shard."""
    return f"{actor(event)} takes an iterator of {target(event)}: {subject(event)}."


def get_records(event: Event) -> str:
    """A reader polls a shard."""
    return f"{actor(event)} reads {subject(event)} from {target(event)}, where it stays."


def register_stream_consumer(event: Event) -> str:
    """A consumer registers for enhanced fan-out."""
    return f"{actor(event)} registers {subject(event)} at {target(event)}{remark(event)}."


def subscribe_to_shard(event: Event) -> str:
    """A registered consumer subscribes to a shard, or the shard pushes records to it."""
    if event.subject:
        return f"{target(event)} pushes {event.subject} to {actor(event)}."
    return f"{actor(event)} subscribes to {target(event)}."


def split_shard(event: Event) -> str:
    """One shard becomes two."""
    return f"{actor(event)} splits a shard of {target(event)}."


def merge_shards(event: Event) -> str:
    """Two shards become one."""
    return f"{actor(event)} merges two shards of {target(event)}."


def expired(event: Event) -> str:
    """The retention period of a record ended."""
    return f"The retention period of {subject(event)} is over. {target(event)} deletes it."
