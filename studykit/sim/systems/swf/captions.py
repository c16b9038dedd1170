"""Sentences of Amazon SWF, one function for each action. In parentheses: the events that it adds to the history."""

from __future__ import annotations

from studykit.sim.engine.trace import Event
from studykit.sim.engine.wording import actor, carried, plain, subject


def start_workflow_execution(event: Event) -> str:
    """Words the start of a workflow execution."""
    return f"{actor(event)} starts {subject(event)}{carried(event)}."


def poll_for_decision_task(event: Event) -> str:
    """Words a decider that gets a decision task, or nothing within a minute."""
    if "history" not in event.detail:
        return plain(event)
    return f"{actor(event)} is asked what comes next in {subject(event)}, and sees its history{carried(event)}."


def respond_decision_task_completed(event: Event) -> str:
    """Words the decisions of a decider."""
    return f"{actor(event)} decides{carried(event)}."


def poll_for_activity_task(event: Event) -> str:
    """Words a worker that gets an activity task, or nothing within a minute."""
    if "history" not in event.detail:
        return plain(event)
    return f"{actor(event)} gets the task {subject(event)}{carried(event)}."


def respond_activity_task_completed(event: Event) -> str:
    """Words a completed activity task."""
    return f"{actor(event)} reports that {subject(event)} is done{carried(event)}."


def respond_activity_task_failed(event: Event) -> str:
    """Words a failed activity task."""
    return f"{actor(event)} reports that {subject(event)} failed{carried(event)}."


def timed_out(event: Event) -> str:
    """Words a timeout of a task or of the whole execution."""
    return f"The time for {subject(event)} is over{carried(event)}."


def fired(event: Event) -> str:
    """Words a timer that fires."""
    return f"A timer of {subject(event)} fires{carried(event)}."
