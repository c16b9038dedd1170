"""Sentences of Amazon Kinesis Data Streams, one function for each action."""

from __future__ import annotations

from studykit.sim.engine.trace import Event
from studykit.sim.engine.wording import actor, remark, size, subject


def put_record(event: Event) -> str:
    """Records are added to a shard."""
    return f"{actor(event)} puts {subject(event)} into {event.target}{size(event) or remark(event)}."


def put_records(event: Event) -> str:
    """Records of one PutRecords call are added to a shard."""
    return put_record(event)


def get_shard_iterator(event: Event) -> str:
    """A reader gets a position in a shard."""
    return f"{actor(event)} takes an iterator of {event.target}: {subject(event)}."


def get_records(event: Event) -> str:
    """A reader polls a shard."""
    return f"{actor(event)} reads {subject(event)} from {event.target}, where it stays."


def register_stream_consumer(event: Event) -> str:
    """A consumer registers for enhanced fan-out."""
    return f"{actor(event)} registers {subject(event)} at {event.target}{remark(event)}."


def subscribe_to_shard(event: Event) -> str:
    """A registered consumer subscribes to a shard, or the shard pushes records to it."""
    if event.subject:
        return f"{event.target} pushes {event.subject} to {actor(event)}."
    return f"{actor(event)} subscribes to {event.target}."


def split_shard(event: Event) -> str:
    """One shard becomes two."""
    return f"{actor(event)} splits a shard of {event.target}."


def merge_shards(event: Event) -> str:
    """Two shards become one."""
    return f"{actor(event)} merges two shards of {event.target}."


def expired(event: Event) -> str:
    """The retention period of a record ended."""
    return f"The retention period of {subject(event)} is over. {event.target} deletes it."
