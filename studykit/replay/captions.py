"""Events in words: one plain English sentence for each, and times as people say them."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping
from typing import Any

from studykit.replay import exchanges, workflows
from studykit.sim.engine.trace import Event, seconds

UNITS = ((86_400, "d"), (3_600, "h"), (60, "min"))


def clock(at: float) -> str:
    """A moment or duration given in seconds, short: `45 s`, `12 h`, `4 d 2 h`."""
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


ACRONYMS = frozenset(("api", "ec2", "s3", "sms", "sns", "sqs", "sts", "swf"))
"""Names that are read letter by letter."""


def who(name: str) -> str:
    """An actor's name as a sentence begins with it: `worker-1` is `Worker 1`, `sts` is `STS`."""
    words = name.replace("-", " ").capitalize().split(" ")
    return " ".join(word.upper() if word.lower() in ACRONYMS else word for word in words)


def sentence(event: Event) -> str:
    """What happened, in one sentence or two."""
    subject, detail = event.subject or "", event.detail
    actor = who(event.actor)
    exchange = exchanges.told(actor, event) or workflows.told(actor, event)
    if exchange:
        return exchange
    if "error" in detail:
        call = event.action.replace("_", " ")
        return f"{actor} is refused ({detail['error']}): {call}{f' of {subject}' if subject else ''}."
    known = SENTENCES.get(event.action)
    text = known(actor, subject, detail) if known else _plain(actor, event)
    return text + _freedom(detail)


def _received(actor: str, subject: str, detail: Mapping[str, Any]) -> str:
    if detail.get("empty"):
        return f"{actor} asks {detail.get('queue')} and gets nothing" + (
            ", although a message waits." if "missed" in detail else "."
        )
    again = int(detail.get("receive_count", 1))
    first = f"{actor} receives {subject}" + (f": delivery {again}." if again > 1 else ".")
    if detail.get("state") == "hidden":
        return f"{first} The queue keeps it and hides it until {clock(detail['until'])}."
    return f"{first} It stays visible to others."


def _sent(actor: str, subject: str, detail: Mapping[str, Any]) -> str:
    if detail.get("deduplicated"):
        return f"{actor} sends {subject} again; its deduplication ID is remembered, and nothing is added."
    if detail.get("state") == "delayed":
        return f"{actor} sends {subject}. It is delayed until {clock(detail['until'])}."
    return f"{actor} sends {subject}. It waits in {detail.get('queue')}, visible to every worker."


def _deleted(actor: str, subject: str, detail: Mapping[str, Any]) -> str:
    if detail.get("ignored"):
        return f"{actor} deletes {subject} with an old handle, and it has no effect."
    if detail.get("late"):
        return f"{actor} deletes {subject} late, with an old handle. It is gone."
    return f"{actor} deletes {subject}. Now it is gone."


SENTENCES: dict[str, Callable[[str, str, Mapping[str, Any]], str]] = {
    "send_message": _sent,
    "send_message_batch": _sent,
    "receive_message": _received,
    "delete_message": _deleted,
    "change_message_visibility": lambda a, s, d: (
        f"{a} asks for more time: {s} stays hidden until {clock(d.get('until', 0))}."
    ),
    "visible_again": lambda a, s, d: f"Nobody deleted {s} in time. It is visible again in {d.get('queue')}.",
    "visible": lambda a, s, d: f"The delay of {s} is over. It is visible in {d.get('queue')}.",
    "expired": lambda a, s, d: f"The retention period of {s} is over. {d.get('queue')} deletes it.",
    "dead_lettered": lambda a, s, d: f"{s} was received too often. This receive moves it to {d.get('to')}.",
    "arrived": lambda a, s, d: f"{s} is in {d.get('queue')} now.",
    "work": lambda a, s, d: f"{a} works on {s}" + (f", until {clock(d['until'])}." if "until" in d else "."),
    "done": lambda a, s, d: f"{a} has done {s}.",
    "failed": lambda a, s, d: f"{a} fails on {s} and does not delete it.",
    "crash": lambda a, s, d: f"{a} crashes while it works on {s}.",
    "skipped": lambda a, s, d: f"{a} sees that {s} was done before and skips it.",
    "rejected": lambda a, s, d: f"{s} finds the worker busy, and is lost.",
    "put_object": lambda a, s, d: f"{a} stores {s} in {d.get('queue')}{_size(d)}.",
    "get_object": lambda a, s, d: f"{a} fetches {s} from {d.get('queue')}{_size(d)}.",
    "put_record": lambda a, s, d: f"{a} puts {s} into {d.get('queue')}{_size(d) or _aside(d)}.",
    "put_records": lambda a, s, d: f"{a} puts {s} into {d.get('queue')}{_size(d) or _aside(d)}.",
    "get_shard_iterator": lambda a, s, d: f"{a} takes an iterator of {d.get('queue')}: {s}.",
    "get_records": lambda a, s, d: f"{a} reads {s} from {d.get('queue')}, where it stays.",
    "register_stream_consumer": lambda a, s, d: f"{a} registers {s} at {d.get('queue')}{_aside(d)}.",
    "subscribe_to_shard": lambda a, s, d: (
        f"{d.get('queue')} pushes {s} to {a}." if s else f"{a} subscribes to {d.get('queue')}."
    ),
    "split_shard": lambda a, s, d: f"{a} splits a shard of {d.get('queue')}.",
    "merge_shards": lambda a, s, d: f"{a} merges two shards of {d.get('queue')}.",
    "cut": lambda a, s, d: "And so on: the run would go on like this, and is cut here.",
    "publish": lambda a, s, d: f"{a} publishes {s} at {d.get('queue')}{_aside(d)}.",
    "deliver": lambda a, s, d: f"{a} delivers {s} to {d.get('queue')}{_aside(d)}.",
    "filter": lambda a, s, d: f"{a} keeps {s} from {d.get('reader')}{_aside(d)}.",
    "retry": lambda a, s, d: f"{a} cannot deliver {s} to {d.get('queue')}{_aside(d)}.",
    "discard": lambda a, s, d: f"{a} discards {s} for {d.get('queue')}{_aside(d)}.",
    "notify": lambda a, s, d: f"{a} tells {d.get('queue')} of {s}{_aside(d)}.",
    "create_job": lambda a, s, d: f"{a} submits a job for {s} to {d.get('queue')}{_size(d)}.",
    "read_job": lambda a, s, d: f"{a} asks {d.get('queue')} after the job for {s}{_aside(d)}.",
    "progressing": lambda a, s, d: f"{a} begins the job for {s}.",
    "complete": lambda a, s, d: f"{a} has finished the job for {s}.",
    "error": lambda a, s, d: f"{a} cannot finish the job for {s}{_aside(d)}",
    "set_aside": lambda a, s, d: f"{a} gives up {s} for {d.get('queue')}{_aside(d)}.",
}


def _aside(detail: Mapping[str, Any]) -> str:
    """What an act carries, or says of itself."""
    said = detail.get("carries") or detail.get("says")
    return f": {said}" if said else ""


def _size(detail: Mapping[str, Any]) -> str:
    """How large an object is, or with what it was asked for."""
    if "bytes" in detail:
        return f" ({int(detail['bytes']):,} bytes)"
    return f" ({detail['carries']})" if "carries" in detail else ""


def _plain(actor: str, event: Event) -> str:
    """Any other act, from its names, what it carries (a header, a token) and what it says of itself."""
    act = event.action.replace("_", " ")
    subject = f" {event.subject}" if event.subject else ""
    queue = event.detail.get("queue")
    place = f" at {queue}" if queue and queue != event.actor else ""
    carries = f" ({event.detail['carries']})" if event.detail.get("carries") else ""
    says = f": {event.detail['says']}" if event.detail.get("says") else ""
    return f"{actor}: {act}{subject}{place}{carries}{says}.".replace("..", ".")


def _freedom(detail: Mapping[str, Any]) -> str:
    return " (AWS leaves this open.)" if detail.get("choice") else ""


def stamp(at: int) -> str:
    """The time of an event as it stands before its sentence: `34 s`."""
    return clock(seconds(at))


def wrapped(text: str, width: int, indent: int = 0) -> list[str]:
    """A text in lines no wider than `width`, all but the first indented."""
    return textwrap.wrap(text, max(20, width), subsequent_indent=" " * indent) or [""]
