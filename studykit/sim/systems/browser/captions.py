"""Sentences of a web browser: one function for each message between page and server, and for each verdict."""

from __future__ import annotations

from studykit.sim.engine.trace import Event
from studykit.sim.engine.wording import actor, carried, subject


def load(event: Event) -> str:
    """Words a page that is opened from the address bar."""
    return f"{actor(event)} sends {subject(event)} to {event.target}{carried(event)}."


def fetch(event: Event) -> str:
    """Words a script's request."""
    return load(event)


def curl(event: Event) -> str:
    """Words a request of a client without a browser's checks."""
    return load(event)


def embed(event: Event) -> str:
    """Words a page that embeds an image, a script or a font, or sends a form."""
    return load(event)


def preflight(event: Event) -> str:
    """Words the OPTIONS request before the real one."""
    return f"The browser asks {event.target} first: {subject(event)}{carried(event)}."


def answer(event: Event) -> str:
    """Words a server's response."""
    place = event.target.replace("-", " ").capitalize()
    silent = str(event.detail.get("carries")).startswith("no ")
    return f"{place} answers {subject(event)}{'' if silent else carried(event)}."


def invoke(event: Event) -> str:
    """Words a request that a server passes to a function."""
    return f"{actor(event)} passes {subject(event)} on to {event.target}."


def readable(event: Event) -> str:
    """Words a response that the script gets."""
    return f"{actor(event)} may read the answer: {event.detail.get('says')}."


def opaque(event: Event) -> str:
    """Words a response that the script cannot look into."""
    return f"{actor(event)} may not look inside the answer: {event.detail.get('says')}."


def blocked_error(event: Event) -> str:
    """Words a request that is blocked after its preflight, or a response that is blocked."""
    says, code = str(event.detail.get("says", "")), event.detail["error"]
    if says.startswith("preflight: "):
        return f"The call is not sent, and the script gets a {code}: {says.removeprefix('preflight: ')}."
    return f"The browser keeps the answer from the script, which gets a {code}: {says}."


def compare(event: Event) -> str:
    """Words the comparison of one part of two origins."""
    return f"{subject(event).capitalize()}: {event.detail.get('carries')}: {event.detail.get('says')}."
