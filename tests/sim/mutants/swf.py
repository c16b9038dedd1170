"""Faults of the SWF model, and the checks that have to catch each of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from tests.sim.adapters import swf as adapter
from tests.sim.services.swf_checks import CASES, CHECKS

CLASS = "SWF"
MODULES = (
    "systems.swf.history",
    "systems.swf.decisions",
    "systems.swf.responses",
    "systems.swf.model",
)

MUTANTS = (
    # Deadlines
    ("deadlines-a-moment-late", "for at, rank, what, about, e in self._deadlines() if at <= self.clock()", "for at, rank, what, about, e in self._deadlines() if at < self.clock()"),
    ("decisions-never-time-out", "if task.started and limit is not None:", "if False:"),
    ("work-never-times-out", "if working is not None:", "if False:"),
    ("work-counts-from-its-scheduling", "yield task.started.at + working", "yield task.scheduled.at + working - 1000"),
    ("silence-is-no-matter", "if silent is not None:", "if False:"),
    ("heartbeats-do-not-count", "execution.beats[task.scheduled.id] = self.clock()", "pass"),
    ("a-wait-never-times-out", "if waiting is not None:", "if False:"),
    ("the-whole-is-no-matter", "if whole is not None:", "if False:"),
    ("the-whole-starts-with-the-work", "yield since + whole", "yield (task.started or task.scheduled).at + whole"),
    ("executions-for-ever", "yield self.started.at + limit, 0", "yield self.started.at + limit * 99, 0"),
    ("timers-never-fire", "for timer in self.open_timers().values():", "for timer in ():"),
    ("timeouts-are-ms", "return None if timeout == NONE else int(timeout) * 1000", "return None if timeout == NONE else int(timeout)"),
    ("events-at-the-moment-they-are-seen", "self._add(execution, kind, at, **attributes)\n        self._ask", "self._add(execution, kind, **attributes)\n        self._ask"),
    ("youngest-deadline-first", "at, _, what, about, execution = min(due", "at, _, what, about, execution = max(due"),
    ("changes-told-twice", "changes, self.changes = self.changes, []", "changes = self.changes"),
    # Limits
    ("ten-years", "LONGEST = 31_536_000", "LONGEST = 315_360_000"),
    ("a-second-less-than-a-year", "not 0 < int(limit) <= LONGEST", "not 0 < int(limit) < LONGEST"),
    ("histories-without-end", "event.id == MOST_EVENTS - 1", "False"),
    ("histories-one-shorter", "event.id == MOST_EVENTS - 1", "event.id == MOST_EVENTS - 2"),
    ("polls-for-ever", "POLL = 60_000", "POLL = 600_000"),
    ("polls-do-not-wait", "if self.clock() < deadline else dict(empty)", "if False else dict(empty)"),
    # Decision tasks
    ("two-decision-tasks", 'if execution.closed or execution.open_tasks("DecisionTask"):', "if execution.closed:"),
    ("decision-after-the-end", 'if execution.closed or execution.open_tasks("DecisionTask"):', 'if execution.open_tasks("DecisionTask"):'),
    ("news-is-lost", "if not all(done) or news:", "if not all(done):"),
    ("failures-ask-nobody", "if not all(done) or news:", "if news:"),
    ("a-start-of-work-is-news", 'quiet = ("ActivityTaskStarted",)', "quiet = ()"),
    ("lost-tasks-ask-nobody", "        self._ask_decider(execution, at)\n", ""),
    ("reports-ask-nobody", "        self._add(execution, kind, **task.ids, **attributes)\n        self._ask_decider(execution)", "        self._add(execution, kind, **task.ids, **attributes)"),
    ("half-a-history", '"events": history(execution)', '"events": history(execution)[-3:]'),
    ("previous-is-this", 'and event.id < started.id]', 'and event.id <= started.id]'),
    # Who gets what
    ("held-tasks-are-given-again", "if task.started is None and task.scheduled", "if task.scheduled"),
    ("any-list", 'and task.scheduled.attributes["taskList"]["name"] == task_list', ""),
    ("tasks-of-closed-executions", "        if not execution.closed\n        for task", "        for task"),
    ("youngest-task-first", "return sorted(found, key=lambda entry: entry[1].scheduled.at)", "return sorted(found, key=lambda entry: -entry[1].scheduled.at)"),
    ("late-reports-count", "if execution is None or task is None or task.started is None:", "if execution is None:"),
    ("late-reports-after-the-end", "if execution and not execution.closed else None", "if execution else None"),
    # Decisions
    ("close-anywhere", "or (closing and closing[0] != len(kinds) - 1)", ""),
    ("close-twice", "if len(closing) > 1 or (closing and closing[0] != len(kinds) - 1):", "if len(closing) < 2 and closing and closing[0] != len(kinds) - 1:"),
    ("unknown-activities-are-scheduled", "if kind not in activities:", "if False:"),
    ("one-activity-twice", 'if any(task.key == wanted["activityId"]', 'if False and any(task.key == wanted["activityId"]'),
    ("own-timeouts-ignored", "name: wanted.get(name) or defaults", "name: defaults"),
    ("timers-twice", 'if wanted["timerId"] in execution.open_timers():', "if False:"),
    ("canceled-timers-fire", 'elif event.type in ("TimerFired", "TimerCanceled"):', 'elif event.type == "TimerFired":'),
    # Executions
    ("one-name-twice", "if any(e.workflow == workflowId and not e.closed for e in self.executions):", "if False:"),
    ("closed-names-stay-taken", "e.workflow == workflowId and not e.closed for e", "e.workflow == workflowId for e"),
    ("unknown-types-start", "if kind not in self.workflows:", "if not self.workflows:"),
    ("types-twice", "if (name, version) in types:", "if False:"),
    ("the-first-run-answers", "return found[-1]", "return found[0]"),
    ("signals-to-the-closed", "        if execution.closed:\n            raise", "        if False:\n            raise"),
    ("wishes-are-not-told", '{"cancelRequested": task.key in asked}', '{"cancelRequested": False}'),
)  # fmt: skip


def suspects(model: Callable[..., Any]) -> Iterator[Callable[[], Any]]:
    """Recorded cases, then rules at their boundaries."""
    for case in CASES:
        yield partial(adapter.check, case, model)
    for check in CHECKS:
        yield partial(check, model)
