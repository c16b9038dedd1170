"""Sentences of a web browser: one function for each message between page and server, and for each verdict."""

from __future__ import annotations

from studykit.sim.engine.trace import Event
from studykit.sim.engine.wording import actor, carried, subject


def load(event: Event) -> str:
    """A page is opened from the address bar."""
    return f"{actor(event)} sends {subject(event)} to {event.target}{carried(event)}."


def fetch(event: Event) -> str:
    """A script sends a request."""
    return load(event)


def curl(event: Event) -> str:
    """A client without a browser's checks sends a request."""
    return load(event)


def embed(event: Event) -> str:
    """A page embeds an image, a script, a font, or sends a form."""
    return load(event)


def preflight(event: Event) -> str:
    """The browser sends OPTIONS before the real request."""
    return f"The browser asks {event.target} first: {subject(event)}{carried(event)}."


def answer(event: Event) -> str:
    """A server responds."""
    place = event.target.replace("-", " ").capitalize()
    silent = str(event.detail.get("carries")).startswith("no ")
    return f"{place} answers {subject(event)}{'' if silent else carried(event)}."


def invoke(event: Event) -> str:
    """A server passes a request to a function."""
    return f"{actor(event)} passes {subject(event)} on to {event.target}."


def readable(event: Event) -> str:
    """The script gets the response."""
    return f"{actor(event)} may read the answer: {event.detail.get('says')}."


def opaque(event: Event) -> str:
    """The script gets a response that it cannot look into."""
    return f"{actor(event)} may not look inside the answer: {event.detail.get('says')}."


def blocked_error(event: Event) -> str:
    """The browser blocks a request after its preflight, or a response."""
    says, code = str(event.detail.get("says", "")), event.detail["error"]
    if says.startswith("preflight: "):
        return f"The call is not sent, and the script gets a {code}: {says.removeprefix('preflight: ')}."
    return f"The browser keeps the answer from the script, which gets a {code}: {says}."


def compare(event: Event) -> str:
    """One part of two origins is compared."""
    return f"{subject(event).capitalize()}: {event.detail.get('carries')}: {event.detail.get('says')}."
