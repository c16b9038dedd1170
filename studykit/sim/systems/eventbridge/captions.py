"""Sentences of Amazon EventBridge, one function for each action. What reaches a queue or a function is worded there."""

from __future__ import annotations

from studykit.sim.engine.trace import Event
from studykit.sim.engine.wording import actor, remark, subject, until


def put_events(event: Event) -> str:
    """Words an event that arrives on a bus."""
    return f"{actor(event)} puts {subject(event)} on the event bus {event.target}."


def deliver(event: Event) -> str:
    """Words an event that a target has accepted."""
    again = "the replayed event " if event.detail.get("replayed") else ""
    rule = event.detail.get("rule")
    if event.detail.get("kind") == "lambda":
        name = f"{again}{subject(event)}"
        return f"Rule {rule} invokes {event.target} with {name}. Lambda queues it, so it counts as delivered."
    return f"Rule {rule} delivers {again}{subject(event)} to {event.target}."


def retry(event: Event) -> str:
    """Words a failed delivery that will be tried again."""
    return f"{event.target} does not respond. EventBridge tries {subject(event)} again at {until(event)}."


def set_aside(event: Event) -> str:
    """Words an event that goes to a dead-letter queue."""
    return (
        f"EventBridge gives up {subject(event)} for {event.target} and sends it to {event.detail['to']}{remark(event)}."
    )


def drop(event: Event) -> str:
    """Words an event that is lost for a target."""
    return f"EventBridge drops {subject(event)} for {event.target}{remark(event)}."


def start_replay(event: Event) -> str:
    """Words the start of a replay."""
    return f"{actor(event)} starts a replay of {event.detail['carries']} to the event bus {event.target}."


def start_replay_error(event: Event) -> str:
    """Words a replay that cannot start."""
    return f"{actor(event)} cannot start a replay: {event.detail.get('says')}"
