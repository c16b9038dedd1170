"""Sentences of EventBridge Scheduler, one function for each action."""

from __future__ import annotations

from studykit.sim.engine.trace import Event
from studykit.sim.engine.wording import remark, subject, until


def create_schedule(event: Event) -> str:
    """Words a new schedule."""
    return f"A schedule is created: {subject(event)}{remark(event)}."


def deliver(event: Event) -> str:
    """Words an invocation of the target."""
    return f"Schedule {event.detail['rule']} invokes {event.target}."


def retry(event: Event) -> str:
    """Words a failed invocation that will be tried again."""
    return f"{event.target} does not respond. Scheduler tries {subject(event)} again at {until(event)}."


def set_aside(event: Event) -> str:
    """Words an invocation that goes to a dead-letter queue."""
    return f"Scheduler gives up {subject(event)} and sends it to {event.detail['to']}{remark(event)}."


def drop(event: Event) -> str:
    """Words an invocation that is lost."""
    return f"Scheduler drops {subject(event)}{remark(event)}."
