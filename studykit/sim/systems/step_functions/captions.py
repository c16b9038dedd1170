"""Sentences of AWS Step Functions, one function for each action."""

from __future__ import annotations

from studykit.sim.engine.trace import Event
from studykit.sim.engine.wording import actor, subject


def start_execution(event: Event) -> str:
    """Words the start of an execution."""
    return f"{actor(event)} starts execution {subject(event)} of the machine {event.target}."


def start_execution_error(event: Event) -> str:
    """Words a start that found no machine; the message says what was wrong with it."""
    return (
        f"{actor(event)} cannot start it ({event.detail['error']}): {event.detail.get('says', '')}".rstrip(".: ") + "."
    )


def calls(event: Event) -> str:
    """Words a Task state that calls its function."""
    token = event.detail.get("carries")
    callback = f" with {token} and waits for it to come back" if token else ""
    return f"State {subject(event)} calls the function {event.target}{callback}."


def answers(event: Event) -> str:
    """Words a function that returns its result."""
    return f"{actor(event)} responds, and state {subject(event)} is complete."


def fails(event: Event) -> str:
    """Words a function that returns an error."""
    return f"{actor(event)} fails in state {subject(event)}."


def waits(event: Event) -> str:
    """Words the start of a Wait state."""
    return f"State {subject(event)} waits."


def send_task_success(event: Event) -> str:
    """Words a task token that comes back with a result."""
    return f"{actor(event)} returns {event.detail['carries']}, and the execution continues."


def redrive_execution(event: Event) -> str:
    """Words a failed execution that continues from its failed state."""
    return f"{actor(event)} redrives {subject(event)}, which continues from the failed state."


def succeeded(event: Event) -> str:
    """Words an execution that succeeded."""
    return f"Execution {subject(event)} has succeeded."


def failed(event: Event) -> str:
    """Words an execution that failed."""
    return f"Execution {subject(event)} has failed: {event.detail.get('says')}."


def timed_out(event: Event) -> str:
    """Words an execution that reached its time limit."""
    return f"Execution {subject(event)} has reached its maximum duration and timed out."
