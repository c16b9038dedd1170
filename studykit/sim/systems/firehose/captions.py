"""Sentences of Amazon Data Firehose, one function for each action. Objects that it stores are worded by S3."""

from __future__ import annotations

from studykit.sim.engine.trace import Event
from studykit.sim.engine.wording import actor, remark, subject


def put_record(event: Event) -> str:
    """Words a record that opens an empty buffer."""
    return f"{actor(event)} puts {subject(event)} into {event.target}{remark(event)}."


def retry(event: Event) -> str:
    """Words a delivery that has to wait for its destination."""
    return f"{actor(event)} cannot deliver {subject(event)} to {event.target}{remark(event)}."


def expired(event: Event) -> str:
    """Words records that are given up after a day."""
    return f"The retention period of {subject(event)} is over. {event.target} deletes it."
