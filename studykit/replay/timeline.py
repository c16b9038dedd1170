"""The plain form of a run: the whole run as text, for pipes, screen readers and tests."""

from __future__ import annotations

from collections.abc import Iterator

from studykit.replay.captions import sentence, stamp, wrapped
from studykit.sim.engine.params import shown
from studykit.sim.engine.scenario import Scenario
from studykit.sim.engine.trace import Event, Trace
from studykit.text.lines import Canvas, Line, Segment

MOST = 40
"""Most events that are told one by one. Of a longer run the first and the last are, and the rest is counted."""
STAMP = 10
"""Columns of the time before each sentence."""
QUIET = ("arrived",)


def timeline(scenario: Scenario, trace: Trace, canvas: Canvas, other: Trace | None = None) -> tuple[Line, ...]:
    """Returns caption, parameters, every event in words, the measures and the last line.

    If there is an `other` run, events that it does not have are marked.
    """
    there = {_what(event) for event in other.events} if other else None
    lines: list[Line] = [(Segment(line, "title"),) for line in wrapped(scenario.caption, canvas.width)]
    lines += [(Segment(line, "dim"),) for line in wrapped(_params(scenario, trace), canvas.width, 2)]
    lines.append(())
    told = [event for event in trace.events if event.action not in QUIET]
    head, tail = (told, []) if len(told) <= MOST else (told[: MOST // 2], told[-MOST // 2 :])
    lines += _told(head, canvas, there)
    if tail:
        left = len(told) - len(head) - len(tail)
        lines += _folded(f"{left} more events of the same kinds", canvas)
        lines += _told(tail, canvas, there)
    polls = trace.measures.get("empty_receives")
    if polls:
        lines += _folded(f"{polls} receives found nothing", canvas)
    lines.append(())
    lines += [(Segment(line),) for line in wrapped(_measures(trace), canvas.width, 2)]
    return (*lines, *footer(scenario, trace, trace.end, canvas))


def footer(scenario: Scenario, trace: Trace, at: int, canvas: Canvas) -> tuple[Line, ...]:
    """Returns the laws so far, a broken one in red with its explanation, and at the end the line to remember."""
    broken = [entry for entry in trace.broken if not trace.events or trace.events[entry.event].at <= at]
    letters = {entry.law for entry in broken}
    laws: list[Segment] = [Segment("laws ", "dim")]
    for letter in scenario.laws:
        laws.append(
            Segment(f"{letter} {'BROKEN' if letter in letters else 'ok'}  ", "bad" if letter in letters else "dim")
        )
    lines: list[Line] = [tuple(laws)] if scenario.laws else []
    for entry in broken[:1]:
        lines += [(Segment(line, "bad"),) for line in wrapped(f"{entry.law}: {entry.says}", canvas.width, 2)]
    if at >= trace.end:
        lines += [(Segment(line, "title"),) for line in wrapped(scenario.last, canvas.width)]
    return tuple(lines)


def _folded(text: str, canvas: Canvas) -> Iterator[Line]:
    """Returns a line for events that are not told one by one."""
    for line in wrapped(f"{'...':>{STAMP}}  {text}", canvas.width, STAMP + 2):
        yield (Segment(line, "dim"),)


def _what(event: Event) -> tuple[int, str, str, str | None]:
    """Returns what makes an event the same in two runs."""
    return event.at, event.actor, event.action, event.subject


def _told(events: list[Event], canvas: Canvas, there: set[tuple[int, str, str, str | None]] | None) -> Iterator[Line]:
    for event in events:
        mark = "*" if there is not None and _what(event) not in there else ""
        text = f"{mark}{stamp(event.at):>{STAMP - len(mark)}}  {sentence(event)}"
        style = "bad" if "error" in event.detail else "again" if int(event.detail.get("receive_count", 1)) > 1 else ""
        for line in wrapped(text, canvas.width, STAMP + 2):
            yield (Segment(line, style),)


def _params(scenario: Scenario, trace: Trace) -> str:
    pairs = []
    for name, value in trace.params.items():
        unit = "" if value is None else scenario.params[name].unit
        pairs.append(f"{name} {shown(value)}{f' {unit}' if unit else ''}")
    return " | ".join(pairs) + (f" | seed {trace.seed}" if trace.seed else "")


def _measures(trace: Trace) -> str:
    pairs = []
    for name, value in trace.measures.items():
        text = "never" if value is None else ("yes" if value else "no") if isinstance(value, bool) else value
        pairs.append(f"{name.replace('_', ' ')} {text}")
    return " | ".join(pairs)
