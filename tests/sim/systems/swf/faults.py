"""Faults of SWF."""

from __future__ import annotations

from studykit.sim.systems.swf.model import SWF
from tests.sim.checks import checks_of
from tests.sim.faults import (
    Fault,
    always,
    becomes,
    compare,
    drop,
    item,
    literal,
    never,
    reads,
    result,
    rewrite,
    skip,
    use,
)
from tests.sim.systems.swf import checks, recorded
from tests.sim.traces import played_by
from tests.sim.trees import Code

MODEL = SWF
CHECKS = checks_of(checks)
SUSPECTS = (*played_by(recorded), *CHECKS)

FAULTS = (
    # Deadlines
    Fault("deadlines-a-moment-late", "SWF._catch_up", compare("<=", "<")),
    Fault("decisions-never-time-out", "WorkflowExecution.deadlines", never("started")),
    Fault("work-never-times-out", "WorkflowExecution._activity_deadlines", never("START_TO_CLOSE")),
    Fault(
        "work-counts-from-its-scheduling",
        "WorkflowExecution._activity_deadlines",
        rewrite("T.started.at + W", "T.scheduled.at + W - 1000"),
    ),
    Fault("missing-heartbeats-ignored", "WorkflowExecution._activity_deadlines", never("get")),
    Fault("heartbeats-do-not-count", "SWF.record_activity_task_heartbeat", skip("beats")),
    Fault("schedule-to-start-ignored", "WorkflowExecution._activity_deadlines", never("SCHEDULE_TO_START")),
    Fault("schedule-to-close-ignored", "WorkflowExecution._activity_deadlines", never("SCHEDULE_TO_CLOSE")),
    Fault(
        "schedule-to-close-starts-with-the-work",
        "WorkflowExecution._activity_deadlines",
        rewrite("(S + W, 3, 'SCHEDULE_TO_CLOSE', T)", "((T.started or T.scheduled).at + W, 3, 'SCHEDULE_TO_CLOSE', T)"),
    ),
    Fault(
        "executions-last-too-long",
        "WorkflowExecution.deadlines",
        rewrite("self.started.at + L", "self.started.at + L * 99"),
    ),
    Fault("timers-never-fire", "WorkflowExecution.deadlines", result("values", (), "open_timers")),
    Fault("timeouts-are-ms", "_ms", drop(1000)),
    Fault(
        "events-at-the-moment-they-are-seen", "SWF._pass", rewrite("self._add(E, K, A, **B)", "self._add(E, K, **B)")
    ),
    Fault("youngest-deadline-first", "SWF._catch_up", use("max", "min")),
    Fault(
        "changes-reported-twice",
        "SWF.drain_changes",
        rewrite("C, self.changes = (self.changes, [])", "C = self.changes"),
    ),
    # Limits
    Fault("ten-years", "LONGEST", becomes(315360000)),
    Fault("a-second-less-than-a-year", "SWF.start_workflow_execution", compare("<=", "<")),
    Fault("histories-without-end", "SWF._add", never("id")),
    Fault("histories-one-shorter", "SWF._add", literal(1, 2)),
    Fault("polls-last-too-long", "POLL", becomes(600000)),
    Fault("polls-do-not-wait", "SWF._poll.look", never("clock")),
    # Decision tasks
    Fault("two-decision-tasks", "SWF._ask_decider", drop("open_tasks")),
    Fault("decision-after-the-end", "SWF._ask_decider", drop("closed")),
    Fault("new-events-are-lost", "SWF.respond_decision_task_completed", rewrite("not all(D) or N", "not all(D)")),
    Fault("failed-decisions-schedule-no-decision", "SWF.respond_decision_task_completed", drop("all")),
    Fault("a-started-task-triggers-a-decision", "SWF._news", drop("ActivityTaskStarted")),
    Fault("lost-tasks-schedule-no-decision", "SWF._pass", skip("_ask_decider")),
    Fault("reports-schedule-no-decision", "SWF._end_activity", skip("_ask_decider")),
    Fault("half-a-history", "decision_task", item("events", Code("history(execution)[-3:]"))),
    Fault("previous-is-this", "decision_task", compare("<", "<=")),
    # Who gets what
    Fault("held-tasks-are-given-again", "waiting", drop("started")),
    Fault("any-task-list", "waiting", drop("attributes")),
    Fault("tasks-of-closed-executions", "waiting", always("closed")),
    Fault("youngest-task-first", "waiting", reads("at", Code("-entry[1].scheduled.at"))),
    Fault("late-reports-count", "SWF._held", rewrite("E is None or T is None or T.started is None", "E is None")),
    Fault("late-reports-after-the-end", "SWF._held", drop("closed")),
    # Decisions
    Fault("close-anywhere", "check", rewrite("len(C) > 1 or (C and C[0] != len(K) - 1)", "len(C) > 1")),
    Fault("close-twice", "check", rewrite("len(C) > 1 or (C and A)", "len(C) < 2 and C and A")),
    Fault("unknown-activities-are-scheduled", "_schedule", never("activities")),
    Fault("one-activity-twice", "_schedule", never("values")),
    Fault("own-timeouts-ignored", "_schedule", rewrite("W.get(N) or D.get(A, NONE)", "D.get(A, NONE)")),
    Fault("timers-twice", "decide", never("open_timers")),
    Fault(
        "canceled-timers-fire",
        "WorkflowExecution.open_timers",
        rewrite("E.type in ('TimerFired', 'TimerCanceled')", "E.type == 'TimerFired'"),
    ),
    # Executions
    Fault("one-name-twice", "SWF.start_workflow_execution", never("executions")),
    Fault("closed-names-stay-taken", "SWF.start_workflow_execution", drop("closed")),
    Fault(
        "unknown-types-start", "SWF.start_workflow_execution", rewrite("K not in self.workflows", "not self.workflows")
    ),
    Fault("types-twice", "SWF._register", never("types")),
    Fault("the-first-run-answers", "SWF._find", rewrite("-1", "0")),
    Fault("signals-to-closed-executions", "SWF._running", never("closed")),
    Fault("cancel-requests-not-reported", "SWF.record_activity_task_heartbeat", never("key")),
)
