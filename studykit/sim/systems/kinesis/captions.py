"""Sentences of Amazon Kinesis Data Streams, one function for each action."""

from __future__ import annotations

from studykit.sim.engine.trace import Event
from studykit.sim.engine.wording import actor, remark, size, subject


def put_record(event: Event) -> str:
    """Words records that are added to a shard."""
    return f"{actor(event)} puts {subject(event)} into {event.target}{size(event) or remark(event)}."


def put_records(event: Event) -> str:
    """Words records of a PutRecords call that are added to a shard."""
    return put_record(event)


def get_shard_iterator(event: Event) -> str:
    """Words a reader that gets a position in a shard."""
    return f"{actor(event)} takes an iterator of {event.target}: {subject(event)}."


def get_records(event: Event) -> str:
    """Words a poll of a shard."""
    if event.subject is None and "error" not in event.detail:
        return f"{actor(event)} finds no new records in {event.target}."
    return f"{actor(event)} reads {subject(event)} from {event.target}, where it stays."


def register_stream_consumer(event: Event) -> str:
    """Words a consumer that registers for enhanced fan-out."""
    return f"{actor(event)} registers {subject(event)} at {event.target}{remark(event)}."


def subscribe_to_shard(event: Event) -> str:
    """Words a subscription to a shard, or records that the shard pushes."""
    if event.subject:
        return f"{event.target} pushes {event.subject} to {actor(event)}."
    return f"{actor(event)} subscribes to {event.target}."


def split_shard(event: Event) -> str:
    """Words one shard that becomes two."""
    return f"{actor(event)} splits a shard of {event.target}."


def merge_shards(event: Event) -> str:
    """Words two shards that become one."""
    return f"{actor(event)} merges two shards of {event.target}."


def expired(event: Event) -> str:
    """Words the end of a record's retention period."""
    return f"The retention period of {subject(event)} is over. {event.target} deletes it."
