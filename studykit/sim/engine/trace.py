"""What a run leaves behind: events in order of time, and named measures. Same run, same bytes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Value = float | int | bool | str | None | list[Any]
"""A parameter's or a measure's value: a number, a flag, a text, a list, or None for what never happened."""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened: `at` in ms, who, which API operation (snake case) or act, about what, with what.

    Views read four conventional details: `target` (the resource concerned), `state` (`visible`, `hidden`, `delayed`
    or `gone`: the subject's state there from now on), `until` (s: when that state or work is planned to end) and
    `error` (AWS's error code).
    """

    at: int
    actor: str
    action: str
    subject: str | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)
    system: str = field(default="", compare=False)
    """The system whose `captions.py` words the event; the JSON of a trace leaves it out."""

    @property
    def target(self) -> str:
        """Returns the resource at the other end of the event's arrow, or an empty text."""
        return str(self.detail.get("target", ""))


@dataclass(frozen=True, slots=True)
class Broken:
    """A law that did not hold: its letter, the number of the event that broke it, and what a learner reads."""

    law: str
    event: int
    says: str


@dataclass(frozen=True, slots=True)
class Trace:
    """A whole run. `params` are the effective ones; `end` (ms) is when it stopped; `actors` in order of appearance."""

    scenario: str
    seed: int
    params: Mapping[str, Value]
    events: tuple[Event, ...]
    measures: Mapping[str, Value]
    end: int
    actors: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()
    broken: tuple[Broken, ...] = ()
    series: Mapping[str, tuple[tuple[int, float], ...]] = field(default_factory=dict)
    """For the chart view: a measure over time as steps of (ms, value)."""
    picks: int = 0
    """How often something was left open and decided by the seed; 0: every seed gives the same run."""


def seconds(at: int) -> float | int:
    """Milliseconds as the seconds that JSON shows: whole numbers stay whole."""
    return at // 1000 if at % 1000 == 0 else round(at / 1000, 6)


def tidy(value: Any) -> Any:
    """A value as JSON shows it: floats have at most six places, whole floats stay numbers, sequences are lists."""
    if isinstance(value, float):
        return int(value) if value.is_integer() else round(value, 6)
    if isinstance(value, Mapping):
        return {str(key): tidy(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [tidy(inner) for inner in value]
    return value


def as_json(trace: Trace) -> dict[str, Any]:
    """The value that `simulate --json` prints."""
    events = [
        {"at": seconds(e.at), "actor": e.actor, "action": e.action, "subject": e.subject, **_detail_as_json(e)}
        for e in trace.events
    ]
    return {
        "scenario": trace.scenario,
        "seed": trace.seed,
        "params": tidy(trace.params),
        "measures": tidy(trace.measures),
        "events": events,
    }


def _detail_as_json(event: Event) -> dict[str, Any]:
    """Returns the details of an event. The JSON calls the target `queue`, whatever it is, and always has."""
    return {"queue" if key == "target" else key: tidy(value) for key, value in event.detail.items()}
