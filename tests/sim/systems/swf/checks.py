"""Rules of SWF at their boundaries: deadlines, limits, task tokens."""

from __future__ import annotations

from typing import Any

from studykit.sim.engine.service import Parked
from tests.sim.checks import Model, code
from tests.sim.shapes import Validated

D = {"domain": "demo"}
YEAR = 31_536_000


class Domain:
    """A workflow type `order` and an activity type `work` with one execution, as in a run."""

    def __init__(self, model: Model, limit: str = "3600", **activity: Any) -> None:
        self.now = 0
        self.model: Any = model(lambda: self.now)
        self.swf: Any = Validated("swf", self.model)
        self.model.provision("order")
        self.model.provision("work", activity=True, **activity)
        self.start(limit=limit)

    def start(self, name: str = "o-1", limit: str = "3600") -> Any:
        kind = {"name": "order", "version": "1"}
        about = {"workflowId": name, "workflowType": kind, "executionStartToCloseTimeout": limit}
        return self.swf.start_workflow_execution(**D, **about)

    def asks(self) -> Any:
        return self.model.poll_for_decision_task(**D, taskList={"name": "order"})

    def takes(self) -> Any:
        return self.model.poll_for_activity_task(**D, taskList={"name": "work"})

    def decide(self, *decisions: dict[str, Any]) -> None:
        self.swf.respond_decision_task_completed(taskToken=self.asks()["taskToken"], decisions=list(decisions))

    def kinds(self, name: str = "o-1") -> list[str]:
        about = {"workflowId": name, "runId": "run-1"}
        return [e["eventType"] for e in self.swf.get_workflow_execution_history(**D, execution=about)["events"]]

    def count(self, kind: str) -> int:
        return self.kinds().count(kind)


def schedule(name: str = "a", **more: Any) -> dict[str, Any]:
    about = {"activityType": {"name": "work", "version": "1"}, "activityId": name, **more}
    return {"decisionType": "ScheduleActivityTask", "scheduleActivityTaskDecisionAttributes": about}


def timer(seconds: int, name: str = "t") -> dict[str, Any]:
    about = {"timerId": name, "startToFireTimeout": str(seconds)}
    return {"decisionType": "StartTimer", "startTimerDecisionAttributes": about}


def complete() -> dict[str, Any]:
    return {"decisionType": "CompleteWorkflowExecution", "completeWorkflowExecutionDecisionAttributes": {}}


def held(model: Model, **activity: Any) -> tuple[Domain, str]:
    domain = Domain(model, **activity)
    domain.decide(schedule())
    return domain, domain.takes()["taskToken"]


def an_activity_times_out_exactly_at_its_deadline(model: Model) -> None:
    domain, _ = held(model, defaultTaskStartToCloseTimeout=60)
    domain.now = 59_999
    assert not domain.count("ActivityTaskTimedOut")
    domain.now = 60_000
    assert domain.count("ActivityTaskTimedOut") == 1


def a_report_after_the_deadline_is_rejected(model: Model) -> None:
    domain, token = held(model, defaultTaskStartToCloseTimeout=60)
    domain.now = 60_000
    assert code(lambda: domain.swf.respond_activity_task_completed(taskToken=token)) == "UnknownResourceFault"


def a_lost_task_is_not_reassigned_until_a_decider_schedules_a_new_one(model: Model) -> None:
    domain, old = held(model, defaultTaskStartToCloseTimeout=60)
    assert isinstance(domain.takes(), Parked)
    domain.now = 61_000
    assert isinstance(domain.takes(), Parked)
    domain.decide(schedule())
    assert domain.takes()["taskToken"] != old


def a_heartbeat_restarts_only_the_heartbeat_timeout(model: Model) -> None:
    domain, token = held(model, defaultTaskHeartbeatTimeout=10)
    domain.now = 9_000
    assert domain.swf.record_activity_task_heartbeat(taskToken=token) == {"cancelRequested": False}
    domain.now = 18_999
    assert not domain.count("ActivityTaskTimedOut")
    domain.now = 19_000
    assert domain.count("ActivityTaskTimedOut") == 1


def a_heartbeat_does_not_move_the_start_to_close_timeout(model: Model) -> None:
    domain, token = held(model, defaultTaskHeartbeatTimeout=10, defaultTaskStartToCloseTimeout=12)
    domain.now = 9_000
    domain.swf.record_activity_task_heartbeat(taskToken=token)
    domain.now = 12_000
    assert domain.count("ActivityTaskTimedOut") == 1


def a_heartbeat_reports_a_cancel_request(model: Model) -> None:
    domain, token = held(model)
    domain.swf.signal_workflow_execution(**D, workflowId="o-1", signalName="stop")
    wish = {"decisionType": "RequestCancelActivityTask"}
    domain.decide({**wish, "requestCancelActivityTaskDecisionAttributes": {"activityId": "a"}})
    assert domain.swf.record_activity_task_heartbeat(taskToken=token) == {"cancelRequested": True}


def a_task_that_no_worker_takes_times_out(model: Model) -> None:
    domain = Domain(model, defaultTaskScheduleToStartTimeout=5)
    domain.decide(schedule())
    domain.now = 5_000
    assert domain.count("ActivityTaskTimedOut") == 1


def the_schedule_to_close_timeout_counts_from_scheduling(model: Model) -> None:
    domain = Domain(model, defaultTaskScheduleToCloseTimeout=10)
    domain.decide(schedule())
    domain.now = 8_000
    domain.takes()
    domain.now = 10_000
    assert domain.count("ActivityTaskTimedOut") == 1


def a_decision_can_override_a_timeout(model: Model) -> None:
    domain = Domain(model, defaultTaskStartToCloseTimeout=60)
    domain.decide(schedule(startToCloseTimeout="5"))
    domain.takes()
    domain.now = 5_000
    assert domain.count("ActivityTaskTimedOut") == 1


def swf_reschedules_a_lost_decision_task(model: Model) -> None:
    domain = Domain(model)
    first = domain.asks()
    domain.now = 29_999
    assert isinstance(domain.asks(), Parked)
    domain.now = 30_000
    second = domain.asks()
    assert [len(task["events"]) for task in (first, second)] == [3, 6]
    assert second["previousStartedEventId"] == first["startedEventId"]


def an_execution_ends_at_its_limit_with_all_its_tasks(model: Model) -> None:
    domain = Domain(model, limit="100")
    domain.decide(schedule())
    domain.now = 99_999
    assert domain.kinds()[-1] != "WorkflowExecutionTimedOut"
    domain.now = 100_000
    assert domain.kinds()[-1] == "WorkflowExecutionTimedOut"
    assert isinstance(domain.takes(), Parked)


def an_execution_timeout_is_at_most_a_year(model: Model) -> None:
    domain = Domain(model)
    assert code(lambda: domain.start("o-2", str(YEAR + 1))) == "ValidationException"
    assert domain.start("o-3", str(YEAR))["runId"]


def a_history_has_at_most_25_000_events(model: Model) -> None:
    domain = Domain(model)
    execution = domain.model.executions[0]
    for _ in range(24_997 - len(execution.events)):
        execution.add(0, "MarkerRecorded", markerName="m")
    domain.swf.signal_workflow_execution(**D, workflowId="o-1", signalName="x")
    assert execution.closed is None
    domain.swf.signal_workflow_execution(**D, workflowId="o-1", signalName="y")
    assert (execution.closed, len(execution.events)) == ("TERMINATED", 25_000)


def a_workflow_id_is_rejected_while_open_and_reusable_when_closed(model: Model) -> None:
    domain = Domain(model)
    assert code(domain.start) == "WorkflowExecutionAlreadyStartedFault"
    domain.decide(complete())
    assert domain.start()["runId"] == "run-2"


def only_one_decision_task_is_open_and_it_carries_all_new_events(model: Model) -> None:
    domain = Domain(model)
    for name in ("x", "y"):
        domain.swf.signal_workflow_execution(**D, workflowId="o-1", signalName=name)
    assert domain.count("DecisionTaskScheduled") == 1
    assert [e["eventType"] for e in domain.asks()["events"]].count("WorkflowExecutionSignaled") == 2


def new_events_during_a_decision_lead_to_another_decision(model: Model) -> None:
    domain = Domain(model)
    token = domain.asks()["taskToken"]
    domain.swf.signal_workflow_execution(**D, workflowId="o-1", signalName="x")
    domain.swf.respond_decision_task_completed(taskToken=token, decisions=[])
    assert domain.count("DecisionTaskScheduled") == 2


def a_started_task_does_not_trigger_a_decision(model: Model) -> None:
    domain = Domain(model)
    domain.decide(schedule())
    domain.swf.signal_workflow_execution(**D, workflowId="o-1", signalName="x")
    token = domain.asks()["taskToken"]
    domain.takes()
    domain.swf.respond_decision_task_completed(taskToken=token, decisions=[])
    assert domain.count("DecisionTaskScheduled") == 2


def a_timeout_is_recorded_at_its_exact_time(model: Model) -> None:
    domain, _ = held(model, defaultTaskStartToCloseTimeout=60)
    domain.now = 100_000
    about = {"workflowId": "o-1", "runId": "run-1"}
    events = domain.swf.get_workflow_execution_history(**D, execution=about)["events"]
    assert {e["eventType"]: e["eventTimestamp"] for e in events}["ActivityTaskTimedOut"] == 60


def a_closed_execution_rejects_signals_and_a_new_run_accepts_them(model: Model) -> None:
    domain = Domain(model)
    domain.decide(complete())
    signal = lambda: domain.swf.signal_workflow_execution(**D, workflowId="o-1", signalName="x")  # noqa: E731 -- a call by name, made below
    assert code(signal) == "UnknownResourceFault"
    domain.start()
    assert code(signal) == "ok"


def a_timer_fires_at_its_time_and_schedules_a_decision(model: Model) -> None:
    domain = Domain(model)
    domain.decide(timer(7))
    domain.now = 6_999
    assert not domain.count("TimerFired")
    domain.now = 7_000
    assert domain.kinds()[-2:] == ["TimerFired", "DecisionTaskScheduled"]


def a_second_timer_with_the_same_id_fails_as_an_event(model: Model) -> None:
    domain = Domain(model)
    domain.decide(timer(7), timer(8))
    assert domain.count("StartTimerFailed") == 1
    assert domain.count("DecisionTaskScheduled") == 2


def a_canceled_timer_never_fires(model: Model) -> None:
    domain = Domain(model)
    domain.decide(timer(7), {"decisionType": "CancelTimer", "cancelTimerDecisionAttributes": {"timerId": "t"}})
    domain.now = 8_000
    assert (domain.count("TimerCanceled"), domain.count("TimerFired")) == (1, 0)


def tasks_are_handed_out_oldest_first(model: Model) -> None:
    domain = Domain(model)
    domain.decide(schedule("a"))
    domain.now = 1_000
    domain.start("o-2")
    domain.decide(schedule("b"))
    assert [domain.takes()["activityId"] for _ in range(2)] == ["a", "b"]


def a_poll_waits_for_a_minute(model: Model) -> None:
    domain = Domain(model)
    waits = domain.takes()
    assert waits.until == 60_000
    domain.now = 60_000
    assert waits.again() == {"taskToken": "", "activityId": "", "startedEventId": 0}


def a_waiting_poll_gets_the_next_task(model: Model) -> None:
    domain = Domain(model)
    waits = domain.takes()
    domain.decide(schedule())
    assert waits.again()["activityId"] == "a"


def a_type_is_registered_once(model: Model) -> None:
    domain = Domain(model)
    again = lambda: domain.swf.register_activity_type(**D, name="work", version="1")  # noqa: E731 -- a call by name, made below
    assert code(again) == "TypeAlreadyExistsFault"


def deadlines_pass_in_their_order_and_at_their_moment(model: Model) -> None:
    domain, _ = held(model, defaultTaskStartToCloseTimeout=60)
    domain.swf.signal_workflow_execution(**D, workflowId="o-1", signalName="x")
    domain.asks()
    domain.now = 1_000_000
    told = [(change.at, change.subject) for change in domain.model.drain_changes()]
    assert told == [(30_000, "o-1"), (60_000, "a")]
    assert domain.model.drain_changes() == []


def the_next_change_is_the_earliest_deadline(model: Model) -> None:
    domain, _ = held(model, defaultTaskStartToCloseTimeout=60)
    assert domain.model.next_change() == 60_000
    domain.swf.terminate_workflow_execution(**D, workflowId="o-1", reason="enough")
    assert domain.model.next_change() is None


def waiting_tasks_are_counted_per_list(model: Model) -> None:
    domain = Domain(model)
    assert (domain.model.available("order"), domain.model.available("work")) == (1, 0)
    domain.decide(schedule("a"), schedule("b"))
    assert (domain.model.available("order"), domain.model.available("work")) == (0, 2)
