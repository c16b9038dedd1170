"""Does the activities of a workflow: polls a task list, works, reports. What comes next is not its business."""

from __future__ import annotations

from studykit.sim.acting import Actor
from studykit.sim.roles.decider import WAIT
from studykit.sim.service import ServiceError
from studykit.sim.services.swf import DOMAIN
from studykit.sim.turns import Act


def activity_worker(
    me: Actor,
    tasks: str,
    processing: float = 1,
    from_: float = 0,
    heartbeat: float = 0,
    first_crashes: bool = False,
    crash_after: float = 0.5,
    fails: int = 0,
) -> Act:
    """Polls the task list `tasks` from second `from_` on, works `processing` seconds on each task and reports it done.

    With a `heartbeat` it says every so many seconds that it lives. The first of several workers may crash after a share
    of its work, and says nothing to anybody. Its first `fails` tasks fail, and it says so.
    """
    yield from me.until(round(from_ * 1000))
    left = int(fails)
    while True:
        yield from me.idle("swf", tasks, 0, WAIT)
        task = yield from me.call("swf", "poll_for_activity_task", domain=DOMAIN, taskList={"name": tasks})
        if not task["taskToken"]:
            continue
        name, token = task["activityId"], task["taskToken"]
        dies = first_crashes and me.number == 1
        me.say("work", name, until=(me.now + processing * 1000) / 1000)
        try:
            yield from _work(me, token, processing * (crash_after if dies else 1), heartbeat)
            if dies:
                me.say("crash", name, says="it says nothing to anybody")
                return
            if left:
                left -= 1
                yield from me.call("swf", "respond_activity_task_failed", taskToken=token, reason="it did not work")
                continue
            me.count(f"effect of {name}")
            me.count("side_effects")
            yield from me.call("swf", "respond_activity_task_completed", taskToken=token, result="done")
        except ServiceError:
            me.count("late_reports")


def _work(me: Actor, token: str, seconds: float, heartbeat: float) -> Act:
    """Works, and says now and then that it lives; raises ServiceError when the task is no longer its own."""
    end = me.now + round(seconds * 1000)
    while heartbeat and me.now + round(heartbeat * 1000) < end:
        yield from me.sleep(heartbeat)
        yield from me.call("swf", "record_activity_task_heartbeat", taskToken=token)
    yield from me.until(end)
