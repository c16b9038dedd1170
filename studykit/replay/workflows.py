"""What happens to a workflow, in words: tasks that are given and answered, states that call and are answered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from studykit.sim.engine.trace import Event

Detail = Mapping[str, Any]


def told(actor: str, event: Event) -> str | None:
    """The sentence of a step of a workflow; None for an event that is none. `actor` begins the sentence."""
    if "error" in event.detail:
        return _refused(actor, event) if event.action == "start_execution" else None
    known = TASKS if "history" in event.detail else STATES if event.detail.get("of") == "execution" else {}
    sentence = known.get(event.action)
    return sentence(actor, event.subject or "", event.detail) if sentence else None


def _refused(actor: str, event: Event) -> str:
    """Why there is nothing to start: what was wrong with the machine stands in the message."""
    return f"{actor} cannot start it ({event.detail['error']}): {event.detail.get('says', '')}".rstrip(".: ") + "."


def _events(detail: Detail) -> str:
    """The events that a call added to the history."""
    return f" ({detail['carries']})" if detail.get("carries") else ""


TASKS: Mapping[str, Callable[[str, str, Detail], str]] = {
    "start_workflow_execution": lambda a, s, d: f"{a} starts {s}{_events(d)}.",
    "poll_for_decision_task": lambda a, s, d: f"{a} is asked what comes next in {s}, and sees its history{_events(d)}.",
    "respond_decision_task_completed": lambda a, s, d: f"{a} decides{_events(d)}.",
    "poll_for_activity_task": lambda a, s, d: f"{a} gets the task {s}{_events(d)}.",
    "respond_activity_task_completed": lambda a, s, d: f"{a} reports that {s} is done{_events(d)}.",
    "respond_activity_task_failed": lambda a, s, d: f"{a} reports that {s} failed{_events(d)}.",
    "timed_out": lambda a, s, d: f"The time for {s} is over{_events(d)}.",
    "fired": lambda a, s, d: f"A timer of {s} fires{_events(d)}.",
}
STATES: Mapping[str, Callable[[str, str, Detail], str]] = {
    "start_execution": lambda a, s, d: f"{a} starts execution {s} of the machine {d['queue']}.",
    "calls": lambda a, s, d: f"State {s} calls the function {d['queue']}{_token(d)}.",
    "answers": lambda a, s, d: f"{a} answers, and state {s} is over.",
    "fails": lambda a, s, d: f"{a} fails in state {s}.",
    "waits": lambda a, s, d: f"State {s} waits.",
    "send_task_success": lambda a, s, d: f"{a} sends {d['carries']} back, and the execution goes on.",
    "redrive_execution": lambda a, s, d: f"{a} redrives {s}: it goes on from the failed state.",
    "succeeded": lambda a, s, d: f"Execution {s} has succeeded.",
    "failed": lambda a, s, d: f"Execution {s} has failed: {d.get('says')}.",
    "timed_out": lambda a, s, d: f"Execution {s} has lasted as long as it may, and has timed out.",
}


def _token(detail: Detail) -> str:
    return f" with {detail['carries']}, and waits until it comes back" if detail.get("carries") else ""
