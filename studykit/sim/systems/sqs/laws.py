"""Laws of queues: visibility (V), conservation (L), order in a message group (O), deduplication (D)."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from studykit.sim.engine.laws import Law
from studykit.sim.engine.run import Run
from studykit.sim.engine.trace import Event, seconds
from studykit.sim.systems.sqs.tallies import queues

DEDUPLICATION = 300_000
"""ms for which a deduplication ID is remembered (SQS Developer Guide, "Exactly-once processing")."""


def identity(event: Event) -> tuple[str, str]:
    """Returns the queue and the message of an event. Two messages can have one body, but never one ID."""
    return event.target, str(event.detail.get("message_id", event.subject))


class Visibility(Law):
    """V: no two consumers hold a message within its visibility timeout.

    A deliberate duplicate of a standard queue is exempt, because AWS gives no guarantee there.
    """

    letter = "V"

    def __init__(self) -> None:
        self.held: dict[tuple[str, str], tuple[str, float]] = {}

    def see(self, event: Event) -> str | None:
        key = identity(event)
        if event.detail.get("error") or event.subject is None:
            return None
        if event.action == "receive_message":
            holder, until = self.held.get(key, ("", 0.0))
            self.held[key] = (event.actor, float(event.detail.get("until", 0)))
            if event.at / 1000 < until:
                return f"{event.subject} is with {holder} until {until:g} s, and {event.actor} has it too"
        elif event.action == "change_message_visibility" and key in self.held and "until" in event.detail:
            self.held[key] = (self.held[key][0], float(event.detail["until"]))
        elif event.detail.get("state") in ("gone", "visible"):
            self.held.pop(key, None)
        return None


class Conservation(Law):
    """L: every message sent is deleted, expired, dead-lettered or still there."""

    letter = "L"

    def __init__(self) -> None:
        self.there: set[tuple[str, str]] = set()

    def see(self, event: Event) -> str | None:
        key = (event.target, str(event.detail.get("message_id")))
        if event.action.startswith("send_message") or event.action == "arrived":
            self.there.add(key)
        elif event.action in ("expired", "dead_lettered") and key not in self.there:
            return f"{event.subject} left {key[0]} and was not there"
        if event.detail.get("state") == "gone":
            self.there.discard(key)
        return None

    def end(self, run: Run) -> str | None:
        for queue, totals, counts in queues(run):
            left = totals["sent"] + totals["moved_in"] - totals["deleted"] - totals["expired"] - totals["dead_lettered"]
            if left != sum(counts):
                return f"{queue} should hold {left} messages and holds {sum(counts)}"
        return None


class GroupOrder(Law):
    """O: a FIFO message group keeps its order, and no message passes one that is in flight."""

    letter = "O"

    def __init__(self) -> None:
        self.line: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        self.group_of: dict[tuple[str, str], str] = {}
        self.bodies: dict[str, str] = {}
        self.together: tuple[int, str] = (-1, "")
        self.taken: set[str] = set()

    def see(self, event: Event) -> str | None:
        queue, subject = identity(event)
        if event.detail.get("error") or event.subject is None:
            return None
        if "group" in event.detail and event.action.startswith("send_message") and not event.detail.get("deduplicated"):
            self.group_of[queue, subject] = event.detail["group"]
            self.bodies[subject] = str(event.subject)
            self.line[queue, event.detail["group"]].append(subject)
        group = self.group_of.get((queue, subject))
        if group is None:
            return None
        line = self.line[queue, group]
        if event.action == "receive_message":
            if self.together != (event.at, event.actor):
                self.together, self.taken = (event.at, event.actor), set()
            self.taken.add(subject)
            ahead = (
                [other for other in line[: line.index(subject)] if other not in self.taken] if subject in line else []
            )
            if ahead:
                return f"{event.subject} was handed out before {self.bodies[ahead[0]]} of the same group was gone"
        elif event.detail.get("state") == "gone" and subject in line:
            line.remove(subject)
        return None


class Deduplication(Law):
    """D: a deduplication ID is enqueued at most once in 300 s."""

    letter = "D"

    def __init__(self) -> None:
        self.last: dict[Any, int] = {}

    def see(self, event: Event) -> str | None:
        name = event.detail.get("deduplication_id")
        if name is None or not event.action.startswith("send_message") or event.detail.get("deduplicated"):
            return None
        key = (event.target, name)
        before = self.last.get(key)
        self.last[key] = event.at
        if before is not None and event.at < before + DEDUPLICATION:
            return f"ID {name} was enqueued at {seconds(before)} s and again at {seconds(event.at)} s"
        return None
