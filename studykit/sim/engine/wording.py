"""Phrases that the sentences of all systems share: names, times, and what an event carries or says of itself."""

from __future__ import annotations

from studykit.sim.engine.trace import Event

UNITS = ((86_400, "d"), (3_600, "h"), (60, "min"))
ACRONYMS = frozenset(("api", "ec2", "s3", "sms", "sns", "sqs", "sts", "swf"))
"""Names that are read letter by letter."""


def clock(at: float) -> str:
    """Returns a moment or a duration in seconds in short form: `45 s`, `12 h`, `4 d 2 h`."""
    if at < 300:
        return f"{_short(at)} s"
    parts = []
    left = round(at)
    for size, unit in UNITS:
        if left >= size:
            parts.append(f"{left // size} {unit}")
            left %= size
    if left and len(parts) < 2:
        parts.append(f"{left} s")
    return " ".join(parts[:2])


def _short(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def who(name: str) -> str:
    """Returns an actor's name as it opens a sentence: `worker-1` becomes `Worker 1`, `sts` becomes `STS`."""
    words = name.replace("-", " ").capitalize().split(" ")
    return " ".join(word.upper() if word.lower() in ACRONYMS else word for word in words)


def actor(event: Event) -> str:
    """Returns the actor of an event as it opens a sentence."""
    return who(event.actor)


def subject(event: Event) -> str:
    """Returns the subject of an event, or an empty text."""
    return event.subject or ""


def until(event: Event) -> str:
    """Returns the planned end of the state or work that an event starts."""
    return clock(event.detail.get("until", 0))


def carried(event: Event) -> str:
    """Returns in parentheses what an event carries (a header, a token), or an empty text."""
    return f" ({event.detail['carries']})" if event.detail.get("carries") else ""


def remark(event: Event) -> str:
    """Returns after a colon what an event carries or says of itself, or an empty text."""
    said = event.detail.get("carries") or event.detail.get("says")
    return f": {said}" if said else ""


def size(event: Event) -> str:
    """Returns in parentheses the bytes of an object, or what an event without bytes carries."""
    return f" ({int(event.detail['bytes']):,} bytes)" if "bytes" in event.detail else carried(event)


def refused(event: Event) -> str:
    """Returns the sentence of a refused call without a caption."""
    call = event.action.replace("_", " ")
    about = f" of {event.subject}" if event.subject else ""
    return f"{actor(event)} is refused ({event.detail['error']}): {call}{about}."


def plain(event: Event) -> str:
    """Returns the sentence of an act without a caption, made of its names."""
    act = event.action.replace("_", " ")
    about = f" {event.subject}" if event.subject else ""
    place = event.target or event.actor
    where = f" at {place}" if place != event.actor else ""
    says = f": {event.detail['says']}" if event.detail.get("says") else ""
    return f"{actor(event)}: {act}{about}{where}{carried(event)}{says}.".replace("..", ".")
