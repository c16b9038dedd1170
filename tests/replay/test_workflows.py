"""Captions of workflows: a sentence for each step, and none for anything else."""

from __future__ import annotations

import pytest

from studykit.replay.captions import sentence
from studykit.replay.workflows import STATES, TASKS, told
from studykit.sim.engine.trace import Event

TASK = {"queue": "swf", "history": ["ActivityTaskStarted"], "carries": "6 ActivityTaskStarted charge"}
STATE = {"queue": "order", "of": "execution", "carries": "task token 1"}


@pytest.mark.parametrize("action", TASKS)
def test_an_swf_step_is_told_with_the_history_events_that_it_adds(action: str) -> None:
    said = sentence(Event(0, "worker-1", action, "charge", TASK))
    assert said.endswith("(6 ActivityTaskStarted charge).")


@pytest.mark.parametrize("action", STATES)
def test_a_step_of_a_state_machine_is_one_sentence(action: str) -> None:
    said = sentence(Event(0, "order", action, "Pay", STATE))
    assert said.index(".") == len(said) - 1


def test_a_missing_state_machine_is_explained() -> None:
    event = Event(0, "shop", "start_execution", None, {"error": "StateMachineDoesNotExist", "says": "no token."})
    assert sentence(event) == "Shop cannot start it (StateMachineDoesNotExist): no token."


def test_any_other_failed_call_is_told_as_refused() -> None:
    event = Event(0, "ann", "send_task_success", None, {"error": "TaskTimedOut"})
    assert sentence(event) == "Ann is refused (TaskTimedOut): send task success."


def test_responses_of_other_services_are_not_workflow_steps() -> None:
    assert told("Server", Event(0, "server", "answers", "/", {"queue": "page"})) is None
