"""Plays recorded SWF cases: one domain, version "1". Tasks have the names of the case. A poll returns at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from studykit.sim.engine.service import Parked, ServiceError
from studykit.sim.systems.swf.model import SWF

FILE = "swf.json"
DOMAIN = {"domain": "d"}


def check(case: Mapping[str, Any], model: Callable[..., Any] = SWF) -> None:
    """Plays a case. Raises AssertionError at the first outcome that differs from the recorded one."""
    player = Player(model)
    for step in case["steps"]:
        player.now = round(step["t"] * 1000)
        params = {key.lstrip("$"): value for key, value in step["params"].items()}
        try:
            outcome: dict[str, Any] = {"ok": player.do(step["op"], params)}
        except ServiceError as error:
            outcome = {"err": error.code}
        assert outcome == step["outcome"], f"{case['id']} at {step['t']} s: {step['op']}"


class Player:
    """One case on one model."""

    def __init__(self, model: Callable[..., Any]) -> None:
        self.now = 0
        self.swf = model(lambda: self.now)
        self.tokens: dict[str, str] = {}

    def do(self, operation: str, params: dict[str, Any]) -> Any:
        own = getattr(self, operation, None)
        if own:
            return own(params)
        if "task" in params:
            token = self.tokens[params.pop("task")]
            answer = getattr(self.swf, operation)(taskToken=token, **params)
        else:
            version = {"version": "1"} if operation.startswith("register_") else {}
            answer = getattr(self.swf, operation)(**DOMAIN, **version, **params)
        return True if answer is None else answer

    def start_workflow_execution(self, params: dict[str, Any]) -> bool:
        kind = {"name": params.pop("type", "order"), "version": "1"}
        self.swf.start_workflow_execution(**DOMAIN, workflowType=kind, **params)
        return True

    def poll_for_decision_task(self, params: dict[str, Any]) -> dict[str, Any] | None:
        task = self.poll("poll_for_decision_task", params)
        if task is None:
            return None
        events = [event["eventType"] for event in task["events"]]
        return {"workflowId": task["workflowExecution"]["workflowId"], "events": events}

    def poll_for_activity_task(self, params: dict[str, Any]) -> dict[str, Any] | None:
        task = self.poll("poll_for_activity_task", params)
        if task is None:
            return None
        shown = {"activityId": task["activityId"], "activity": task["activityType"]["name"], "input": task.get("input")}
        return {"workflowId": task["workflowExecution"]["workflowId"], **shown}

    def poll(self, operation: str, params: dict[str, Any]) -> dict[str, Any] | None:
        task = getattr(self.swf, operation)(**DOMAIN, taskList={"name": params["taskList"]})
        if isinstance(task, Parked):
            return None
        self.tokens[params["as"]] = task["taskToken"]
        return dict(task)

    def history(self, params: dict[str, Any]) -> list[str]:
        about = {"workflowId": params["workflowId"], "runId": "1"}
        return [
            event["eventType"] for event in self.swf.get_workflow_execution_history(**DOMAIN, execution=about)["events"]
        ]

    def describe(self, params: dict[str, Any]) -> dict[str, Any]:
        about = {"workflowId": params["workflowId"], "runId": "1"}
        shown = self.swf.describe_workflow_execution(**DOMAIN, execution=about)
        info, counts = shown["executionInfo"], shown["openCounts"]
        return {
            "status": info["executionStatus"],
            "close": info.get("closeStatus"),
            "openActivities": counts["openActivityTasks"],
            "openDecisions": counts["openDecisionTasks"],
        }

    def count_pending(self, params: dict[str, Any]) -> int:
        where = {"taskList": {"name": params["taskList"]}}
        activities = self.swf.count_pending_activity_tasks(**DOMAIN, **where)["count"]
        return int(activities + self.swf.count_pending_decision_tasks(**DOMAIN, **where)["count"])
