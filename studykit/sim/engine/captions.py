"""Sentences of acts that any system may have, one function for each action.

A system adds its own in its `captions.py`. Every function takes an event and returns plain text. A name that ends in
`_error` words the action when it failed.
"""

from __future__ import annotations

from studykit.sim.engine.trace import Event
from studykit.sim.engine.wording import actor, subject, until


def work(event: Event) -> str:
    """Words the start of work."""
    return f"{actor(event)} works on {subject(event)}" + (
        f", until {until(event)}." if "until" in event.detail else "."
    )


def done(event: Event) -> str:
    """Words the end of work."""
    return f"{actor(event)} has done {subject(event)}."


def failed(event: Event) -> str:
    """Words work that failed."""
    return f"{actor(event)} fails on {subject(event)} and does not delete it."


def crash(event: Event) -> str:
    """Words an actor that stops in the middle of its work."""
    return f"{actor(event)} crashes while it works on {subject(event)}."


def skipped(event: Event) -> str:
    """Words work that is left out because it was done before."""
    return f"{actor(event)} sees that {subject(event)} was done before and skips it."


def cut(event: Event) -> str:
    """Words the end of a run that would never stop by itself."""
    return "And so on: the run would go on like this, and is cut here."
