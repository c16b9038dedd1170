"""Words events: with the caption of the system, or with a plain sentence made of the event's names."""

from __future__ import annotations

import textwrap

from studykit.sim import registry
from studykit.sim.engine.trace import Event, seconds
from studykit.sim.engine.wording import clock, plain, refused


def sentence(event: Event) -> str:
    """Returns an event in one or two sentences."""
    failed = "error" in event.detail
    caption = registry.caption(event.system, f"{event.action}_error" if failed else event.action)
    text = caption(event) if caption else refused(event) if failed else plain(event)
    return text + (" (AWS leaves this open.)" if event.detail.get("choice") else "")


def stamp(at: int) -> str:
    """Returns a moment (ms) as it precedes a sentence: `34 s`."""
    return clock(seconds(at))


def wrapped(text: str, width: int, indent: int = 0) -> list[str]:
    """Returns the lines of a text, none wider than `width`, all but the first indented."""
    return textwrap.wrap(text, max(20, width), subsequent_indent=" " * indent) or [""]
