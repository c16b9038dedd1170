"""Sentences of Amazon SNS, one function for each action. Copies that it sends to a queue are worded by SQS."""

from __future__ import annotations

from studykit.sim.engine.trace import Event
from studykit.sim.engine.wording import actor, remark, subject


def publish(event: Event) -> str:
    """A message is published to a topic."""
    return f"{actor(event)} publishes {subject(event)} at {event.target}{remark(event)}."


def deliver(event: Event) -> str:
    """A copy reaches an endpoint that is not a queue."""
    return f"{actor(event)} delivers {subject(event)} to {event.target}{remark(event)}."


def filter(event: Event) -> str:  # noqa: A001 -- the name of the action
    """A filter policy keeps a message from a subscription."""
    return f"{actor(event)} keeps {subject(event)} from {event.detail.get('reader')}{remark(event)}."


def retry(event: Event) -> str:
    """A delivery failed and will be tried again."""
    return f"{actor(event)} cannot deliver {subject(event)} to {event.target}{remark(event)}."


def discard(event: Event) -> str:
    """A copy that could not be delivered is lost."""
    return f"{actor(event)} discards {subject(event)} for {event.target}{remark(event)}."


def set_aside(event: Event) -> str:
    """A copy that could not be delivered goes to the dead-letter queue."""
    return f"{actor(event)} gives up {subject(event)} for {event.target}{remark(event)}."
