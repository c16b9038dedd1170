"""Sentences of Amazon SNS, one function for each action. Copies that it sends to a queue are worded by SQS."""

from __future__ import annotations

from studykit.sim.engine.trace import Event
from studykit.sim.engine.wording import actor, remark, subject


def publish(event: Event) -> str:
    """Words a message that is published to a topic."""
    return f"{actor(event)} publishes {subject(event)} at {event.target}{remark(event)}."


def deliver(event: Event) -> str:
    """Words a copy that reaches an endpoint other than a queue."""
    return f"{actor(event)} delivers {subject(event)} to {event.target}{remark(event)}."


def filter(event: Event) -> str:  # noqa: A001 -- the name of the action
    """Words a message that a filter policy keeps from a subscription."""
    return f"{actor(event)} keeps {subject(event)} from {event.detail.get('reader')}{remark(event)}."


def retry(event: Event) -> str:
    """Words a failed delivery that will be tried again."""
    return f"{actor(event)} cannot deliver {subject(event)} to {event.target}{remark(event)}."


def discard(event: Event) -> str:
    """Words an undeliverable copy that is lost."""
    return f"{actor(event)} discards {subject(event)} for {event.target}{remark(event)}."


def set_aside(event: Event) -> str:
    """Words an undeliverable copy that goes to the dead-letter queue."""
    return f"{actor(event)} gives up {subject(event)} for {event.target}{remark(event)}."
