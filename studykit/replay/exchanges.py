"""What passes between a page and a server, in words: one sentence for each message and each verdict."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from studykit.sim.engine.trace import Event

Detail = Mapping[str, Any]


def told(actor: str, event: Event) -> str | None:
    """The sentence of an exchange; None for an event that is none. `actor` is the name as a sentence begins with it."""
    known = EXCHANGES.get(event.action) if "url" in event.detail or event.action == "compare" else None
    return known(actor, event.subject or "", event.detail) if known else None


def _sends(actor: str, subject: str, detail: Detail) -> str:
    return f"{actor} sends {subject} to {detail.get('queue')}{_with(detail)}."


def _answers(actor: str, subject: str, detail: Detail) -> str:
    place = str(detail.get("queue", "")).replace("-", " ").capitalize()
    return f"{place} answers {subject}{'' if str(detail.get('carries')).startswith('no ') else _with(detail)}."


def _blocked(actor: str, subject: str, detail: Detail) -> str:
    says, error = str(detail.get("says", "")), detail.get("error")
    if says.startswith("preflight: "):
        return f"The call is not sent, and the script gets a {error}: {says.removeprefix('preflight: ')}."
    return f"The browser keeps the answer from the script, which gets a {error}: {says}."


def _with(detail: Detail) -> str:
    return f" ({detail['carries']})" if detail.get("carries") else ""


EXCHANGES: Mapping[str, Callable[[str, str, Detail], str]] = {
    "load": _sends,
    "fetch": _sends,
    "curl": _sends,
    "embed": _sends,
    "preflight": lambda a, s, d: f"The browser asks {d.get('queue')} first: {s}{_with(d)}.",
    "answer": _answers,
    "invoke": lambda a, s, d: f"{a} passes {s} on to {d.get('queue')}.",
    "readable": lambda a, s, d: f"{a} may read the answer: {d.get('says')}.",
    "opaque": lambda a, s, d: f"{a} may not look inside the answer: {d.get('says')}.",
    "blocked": _blocked,
    "compare": lambda a, s, d: f"{s.capitalize()}: {d.get('carries')}: {d.get('says')}.",
}
