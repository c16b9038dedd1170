"""A person in a workflow: a worker that takes days. A web page polls for her, and reports what she decided."""

from __future__ import annotations

from studykit.sim.acting import Actor
from studykit.sim.roles.activity_worker import activity_worker
from studykit.sim.turns import Act


def person(me: Actor, tasks: str, think: float, from_: float = 0, away: bool = False) -> Act:
    """Takes a task of the list `tasks`, and answers `think` seconds later; the first of several may be `away`."""
    yield from activity_worker(me, tasks, processing=think, from_=from_, first_crashes=away)
