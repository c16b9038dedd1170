"""Scenarios of SWF and Step Functions: tasks, waits, retries, repeated work."""

from __future__ import annotations

import pytest

from tests.sim.stories import measures

DAY = 86_400
WORKFLOWS = ["swf", "step-functions"]


@pytest.mark.parametrize("steps", [1, 2, 7, 20])
def test_the_number_of_decisions_is_one_more_than_the_number_of_steps(steps: int) -> None:
    found = measures("swf-order", steps=steps)
    assert (found["decisions"], found["activities"], found["completed"]) == (steps + 1, steps, 1)


@pytest.mark.parametrize("missing", ["deciders", "workers"])
def test_without_deciders_or_workers_nothing_is_done(missing: str) -> None:
    found = measures("swf-order", **{missing: 0})
    assert (found["activities"], found["status"]) == (0, "TIMED_OUT")


def test_parallel_steps_take_as_long_as_one_if_there_are_enough_workers() -> None:
    assert measures("swf-order", parallel=True, workers=3)["completed_at"] == 11


@pytest.mark.parametrize("think", [0, 1, DAY, 300 * DAY])
def test_a_human_task_can_take_as_long_as_the_execution_lasts(think: int) -> None:
    found = measures("swf-human", think=think)
    assert (found["holders"], found["completed_at"]) == (1, think + 1)


def test_a_human_task_longer_than_the_timeout_never_completes() -> None:
    found = measures("swf-human", think=3 * DAY, timeout=DAY)
    assert (found["status"], found["timed_out"]) == ("FAILED", 3)


@pytest.mark.parametrize("timeout", [21, 60, 3600])
def test_a_lost_task_is_done_by_another_after_its_timeout(timeout: int) -> None:
    found = measures("swf-once", timeout=timeout)
    assert (found["max_holders"], found["scheduled"], found["completed_at"]) == (1, 2, 1 + timeout + 20)


def test_a_healthy_worker_gets_each_task_once() -> None:
    assert measures("swf-once", worker_dies=False)["scheduled"] == 1


@pytest.mark.parametrize("dies_at", [1, 2, 3, 4])
def test_no_event_and_no_step_is_lost_with_a_decider(dies_at: int) -> None:
    found = measures("swf-decider-dies", dies_at=dies_at)
    assert (found["history_lost"], found["repeated"], found["completed"]) == (0, 0, 1)


def test_a_decider_with_its_own_state_repeats_steps_after_a_crash() -> None:
    assert measures("swf-decider-dies", remembers="memory")["repeated"] > 0


@pytest.mark.parametrize(("days", "left"), [(13.9, 1), (14.1, 0), (20, 0)])
def test_a_queue_keeps_a_case_for_fourteen_days(days: float, left: int) -> None:
    found = measures("swf-vs-sqs", wait_days=days)
    assert (found["completed"], found["expired"]) == (left, 1 - left)


@pytest.mark.parametrize("service", WORKFLOWS)
@pytest.mark.parametrize(("days", "done"), [(20, 1), (364, 1), (366, 0)])
def test_a_workflow_keeps_a_case_for_a_year(service: str, days: int, done: int) -> None:
    assert measures("swf-vs-sqs", service=service, wait_days=days)["completed"] == done


@pytest.mark.parametrize("service", WORKFLOWS)
def test_a_workflow_assigns_no_task_twice(service: str) -> None:
    assert measures("swf-vs-sqs", service=service, duplicate=1)["duplicates"] == 0


def test_a_standard_queue_can_deliver_a_case_twice() -> None:
    assert measures("swf-vs-sqs", wait_days=1, duplicate=1)["duplicates"] > 0


@pytest.mark.parametrize("think", [60, DAY, 300 * DAY])
def test_waiting_for_a_token_costs_the_same_for_any_duration(think: int) -> None:
    found = measures("sfn-approval", think=think)
    assert (found["completed"], found["transitions"], found["billed_seconds"]) == (1, 2, 2)


def test_an_express_machine_rejects_waiting_for_a_token() -> None:
    found = measures("sfn-approval", type="EXPRESS")
    assert (found["completed"], found["error"]) == (0, "StateMachineDoesNotExist")


def test_a_function_that_waits_ends_after_thirty_minutes() -> None:
    assert [measures("sfn-approval", waits="waiting", think=think)["completed"] for think in (1800, 1801)] == [1, 0]


@pytest.mark.parametrize(("waits", "done"), [("callback", 0), ("polling", 1), ("waiting", 1)])
def test_only_a_callback_needs_an_approver_that_calls_back(waits: str, done: int) -> None:
    assert measures("sfn-approval", waits=waits, think=600, calls_back=False)["completed"] == done


@pytest.mark.parametrize(("retries", "paid"), [(4, 0), (5, 1)])
def test_retries_must_last_longer_than_the_outage(retries: int, paid: int) -> None:
    found = measures("sfn-retry", down_for=1200, fails=0, interval=60, retries=retries, catches="States.ALL")
    assert (found["completed"], found["apologies"]) == (1, 1 - paid)


def test_a_polling_loop_costs_transitions_for_each_poll() -> None:
    costs = [measures("sfn-approval", waits="polling", poll_gap=gap)["cost_usd"] for gap in (1800, 3600, 86_400)]
    assert costs == sorted(costs, reverse=True)


@pytest.mark.parametrize(("fails", "retries"), [(0, 0), (2, 2), (2, 3), (5, 9)])
def test_enough_retries_pay_and_reserve_once(fails: int, retries: int) -> None:
    found = measures("sfn-retry", fails=fails, retries=retries)
    assert (found["completed"], found["pay_calls"], found["reserved"]) == (1, fails + 1, 1)


@pytest.mark.parametrize(("repair", "reserved"), [("redrive", 1), ("restart", 2)])
def test_a_redrive_resumes_and_a_new_execution_starts_over(repair: str, reserved: int) -> None:
    found = measures("sfn-retry", retries=0, fails=1, repair=repair)
    assert (found["completed"], found["reserved"]) == (1, reserved)


@pytest.mark.parametrize(("type_", "reserved"), [("STANDARD", 1), ("EXPRESS", 2)])
def test_a_standard_machine_runs_one_execution_per_name(type_: str, reserved: int) -> None:
    assert measures("sfn-retry", clicks=2, type=type_)["reserved"] == reserved


def test_branches_take_as_long_as_the_slowest() -> None:
    spans = [measures("sfn-checks", arrangement=kind)["makespan"] for kind in ("sequence", "parallel")]
    assert spans == [120, 40]


def test_express_is_cheaper_for_short_executions_and_ends_long_ones() -> None:
    short = [measures("sfn-checks", takes=1, type=kind)["monthly_usd"] for kind in ("STANDARD", "EXPRESS")]
    assert short[1] < short[0] / 10
    assert measures("sfn-checks", takes=200, type="EXPRESS")["status"] == "TIMED_OUT"
