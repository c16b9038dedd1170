"""Sentences of Amazon SQS, one function for each action."""

from __future__ import annotations

from studykit.sim.engine.trace import Event
from studykit.sim.engine.wording import actor, clock, subject, until


def send_message(event: Event) -> str:
    """Words a message that arrives in a queue: stored, delayed, or dropped as a duplicate."""
    sent = f"{actor(event)} sends {subject(event)}"
    if event.detail.get("deduplicated"):
        return f"{sent} again; its deduplication ID is remembered, and nothing is added."
    if event.detail.get("state") == "delayed":
        return f"{sent}. It is delayed until {clock(event.detail['until'])}."
    return f"{sent}. It waits in {event.target}, visible to every worker."


def send_message_batch(event: Event) -> str:
    """Words one message of a batch that arrives in a queue."""
    return send_message(event)


def receive_message(event: Event) -> str:
    """Words a receive that hides a message, or finds nothing."""
    if event.detail.get("empty"):
        missed = ", although a message waits." if "missed" in event.detail else "."
        return f"{actor(event)} asks {event.target} and gets nothing{missed}"
    again = int(event.detail.get("receive_count", 1))
    received = f"{actor(event)} receives {subject(event)}" + (f": delivery {again}." if again > 1 else ".")
    if event.detail.get("state") == "hidden":
        return f"{received} The queue keeps it and hides it until {clock(event.detail['until'])}."
    return f"{received} It stays visible to others."


def delete_message(event: Event) -> str:
    """Words a delete, perhaps with an old receipt handle."""
    deleted = f"{actor(event)} deletes {subject(event)}"
    if event.detail.get("ignored"):
        return f"{deleted} with an old handle, and it has no effect."
    if event.detail.get("late"):
        return f"{deleted} late, with an old handle. It is gone."
    return f"{deleted}. Now it is gone."


def change_message_visibility(event: Event) -> str:
    """Words a new visibility timeout of a message in flight."""
    return f"{actor(event)} asks for more time: {subject(event)} stays hidden until {until(event)}."


def visible_again(event: Event) -> str:
    """Words the end of a visibility timeout."""
    return f"Nobody deleted {subject(event)} in time. It is visible again in {event.target}."


def visible(event: Event) -> str:
    """Words the end of a delay."""
    return f"The delay of {subject(event)} is over. It is visible in {event.target}."


def expired(event: Event) -> str:
    """Words the end of a message's retention period."""
    return f"The retention period of {subject(event)} is over. {event.target} deletes it."


def dead_lettered(event: Event) -> str:
    """Words a message that leaves for the dead-letter queue."""
    return f"{subject(event)} was received too often. This receive moves it to {event.detail.get('to')}."


def arrived(event: Event) -> str:
    """Words a message that arrived in the dead-letter queue."""
    return f"{subject(event)} is in {event.target} now."


def rejected(event: Event) -> str:
    """Words a job without a queue that finds its only worker busy."""
    return f"{subject(event)} finds the worker busy, and is lost."
