"""The trace of a run: events in order of time, and named measures. The same run gives the same bytes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Value = float | int | bool | str | None | list[Any]
"""The value of a parameter or a measure; None for something that never happened."""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened at `at` (ms): `action` is an API operation in snake case or another act.

    Views read these details: `target` (the resource that is called), `state` (the subject's state there from now on:
    `visible`, `hidden`, `delayed` or `gone`), `until` (s: the planned end of that state or work), `error` (AWS's error
    code), `carries` (the header or token that is passed), `back` (the arrow comes from the target), `label` (short
    text for an arrow), `empty` (a poll that found nothing), `choice` (what AWS leaves open), `says` (an explanation).
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
    """A broken law: its letter, the number of the event that broke it, and the explanation for the learner."""

    law: str
    event: int
    says: str


@dataclass(frozen=True, slots=True)
class Trace:
    """A whole run, with its effective parameters. `end` is in ms; `actors` are in order of appearance."""

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
    """Levels over time for the chart view, as steps of (ms, value)."""
    picks: int = 0
    """How often the seed decided something; with 0 every seed gives the same run."""


def seconds(at: int) -> float | int:
    """Converts milliseconds to seconds as the JSON shows them: whole seconds are integers."""
    return at // 1000 if at % 1000 == 0 else round(at / 1000, 6)


def tidy(value: Any) -> Any:
    """Returns a value as the JSON shows it: at most six decimal places, whole floats as integers, tuples as lists."""
    if isinstance(value, float):
        return int(value) if value.is_integer() else round(value, 6)
    if isinstance(value, Mapping):
        return {str(key): tidy(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [tidy(inner) for inner in value]
    return value


def as_json(trace: Trace) -> dict[str, Any]:
    """Returns the value that `simulate --json` prints."""
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
    """Returns the details of an event. The JSON calls every target `queue`, so that its format stays the same."""
    return {"queue" if key == "target" else key: tidy(value) for key, value in event.detail.items()}
