"""Sentences of Amazon S3, one function for each action."""

from __future__ import annotations

from studykit.sim.engine.trace import Event
from studykit.sim.engine.wording import actor, remark, size, subject


def put_object(event: Event) -> str:
    """Words an object that is stored in a bucket."""
    return f"{actor(event)} stores {subject(event)} in {event.target}{size(event)}."


def get_object(event: Event) -> str:
    """Words an object that is read from a bucket."""
    return f"{actor(event)} fetches {subject(event)} from {event.target}{size(event)}."


def notify(event: Event) -> str:
    """Words the event notification about a new object."""
    return f"{actor(event)} tells {event.target} of {subject(event)}{remark(event)}."
