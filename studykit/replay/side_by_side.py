"""Two runs of one scenario, one above the other, at the same moment: the learner's and the key's."""

from __future__ import annotations

from studykit.replay.captions import sentence, stamp, wrapped
from studykit.replay.frame import frame, moments
from studykit.sim.engine.params import shown
from studykit.sim.engine.scenario import Scenario
from studykit.sim.engine.trace import Event, Trace
from studykit.text.lines import Canvas, Line, Segment


def first_difference(upper: Trace, lower: Trace) -> int:
    """Returns the first moment (ms) at which the two runs differ, or their end."""
    for one, other in zip(upper.events, lower.events, strict=False):
        if (one.at, one.actor, one.action, one.subject, one.detail) != (
            other.at,
            other.actor,
            other.action,
            other.subject,
            other.detail,
        ):
            return max(one.at, other.at) if one.at == other.at else min(one.at, other.at)
    return max(upper.end, lower.end)


def both_moments(upper: Trace, lower: Trace) -> tuple[int, ...]:
    """Returns the moments of both runs."""
    return tuple(sorted({*moments(upper), *moments(lower)}))


def versus(
    scenario: Scenario, upper: Trace, lower: Trace, at: int, canvas: Canvas, names: tuple[str, str] = ("yours", "key")
) -> tuple[Line, ...]:
    """Draws both pictures at a moment, each with its name and its latest event. Differences are marked."""
    lines: list[Line] = []
    half = Canvas(canvas.width, max(8, canvas.height // 2), canvas.ascii)
    for name, trace, other in ((names[0], upper, lower), (names[1], lower, upper)):
        picture = frame(scenario, trace, min(at, trace.end), half)
        body = picture[: max(4, (canvas.height - 8) // 2)]
        blank = next((place for place, line in enumerate(body) if not line), len(body))
        lines.append((Segment(f"{name} ", "title"), Segment(_differing(trace, other), "dim")))
        lines += body[:blank]
        lines.append((Segment(_latest(trace, other, at, canvas.width)),))
    return tuple(lines)


def _differing(trace: Trace, other: Trace) -> str:
    return ", ".join(f"{k} {shown(v)}" for k, v in trace.params.items() if other.params.get(k) != v)


def _latest(trace: Trace, other: Trace, at: int, width: int) -> str:
    happened = [event for event in trace.events if event.at <= at and not event.detail.get("empty")]
    if not happened:
        return " nothing yet"
    event = happened[-1]
    mark = " " if _has(other, event) else "*"
    return wrapped(f"{mark}t = {stamp(event.at)}  {sentence(event)}", width - 1)[0]


def _has(trace: Trace, event: Event) -> bool:
    return any(
        (e.at, e.actor, e.action, e.subject) == (event.at, event.actor, event.action, event.subject)
        for e in trace.events
    )
