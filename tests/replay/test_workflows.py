"""Captions of workflows: a sentence for each step, and none for anything else."""

from __future__ import annotations

import pytest

from studykit.replay.captions import sentence
from studykit.sim.engine.trace import Event

TASK = {"target": "swf", "history": ["ActivityTaskStarted"], "carries": "6 ActivityTaskStarted charge"}
STATE = {"target": "order", "of": "execution", "carries": "task token 1"}
TASKS = (
    "start_workflow_execution",
    "poll_for_decision_task",
    "respond_decision_task_completed",
    "poll_for_activity_task",
    "respond_activity_task_completed",
    "respond_activity_task_failed",
    "timed_out",
    "fired",
)
STATES = (
    "start_execution",
    "calls",
    "answers",
    "fails",
    "waits",
    "send_task_success",
    "redrive_execution",
    "succeeded",
    "failed",
    "timed_out",
)


@pytest.mark.parametrize("action", TASKS)
def test_an_swf_step_is_told_with_the_history_events_that_it_adds(action: str) -> None:
    said = sentence(Event(0, "worker-1", action, "charge", TASK, "swf"))
    assert said.endswith("(6 ActivityTaskStarted charge).")
    assert said != sentence(Event(0, "worker-1", action, "charge", TASK))


@pytest.mark.parametrize("action", STATES)
def test_a_step_of_a_state_machine_is_one_sentence(action: str) -> None:
    said = sentence(Event(0, "order", action, "Pay", STATE, "step-functions"))
    assert said.index(".") == len(said) - 1


def test_an_empty_poll_is_told_plainly() -> None:
    event = Event(0, "decider", "poll_for_decision_task", None, {"target": "swf", "empty": True}, "swf")
    assert sentence(event) == "Decider: poll for decision task at swf."


def test_a_missing_state_machine_is_explained() -> None:
    detail = {"error": "StateMachineDoesNotExist", "says": "no token."}
    event = Event(0, "shop", "start_execution", None, detail, "step-functions")
    assert sentence(event) == "Shop cannot start it (StateMachineDoesNotExist): no token."


def test_any_other_failed_call_is_told_as_refused() -> None:
    event = Event(0, "ann", "send_task_success", None, {"error": "TaskTimedOut"}, "step-functions")
    assert sentence(event) == "Ann is refused (TaskTimedOut): send task success."


def test_responses_of_other_services_are_not_workflow_steps() -> None:
    assert sentence(Event(0, "server", "answers", "/", {"target": "page"})) == "Server: answers / at page."
