"""The messages of one queue: where each is in its life, and what happens to them by the passing of time alone.

A message is delayed, visible or hidden, and in the end gone. Three rows find any of them without a search: everything
stored, in the order of expiry; what is out of sight, in the order of its return; what a receive may begin with.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice, takewhile
from typing import Any, Literal

from studykit.sim.engine.trace import seconds

State = Literal["delayed", "visible", "hidden", "gone"]


@dataclass(slots=True, eq=False)
class Message:
    """One message in one queue. Times are ms; `sent` is the enqueue time, from which retention counts."""

    id: str
    body: str
    number: int
    sent: int
    group: str = ""
    deduplication_id: str = ""
    attributes: Mapping[str, Any] = field(default_factory=dict)
    server: int = 0
    state: State = "gone"
    until: int = 0
    receives: int = 0
    first_received: int = 0
    received: int = 0
    handle: str = ""
    copied: bool = False
    """A server missed the last receive: its copy is still visible, and a delete of that receive does not reach it."""

    def shown(self) -> dict[str, Any]:
        """The state as a trace tells it; `until` (s) is when it is planned to end."""
        planned = self.state in ("hidden", "delayed")
        return {"state": self.state, "until": seconds(self.until)} if planned else {"state": self.state}


Row = list[tuple[int, int, Message]]
"""Messages in the order of a time (ms), then of arrival (`number`)."""


class Messages:
    """Keeps every message in its state. `now` (ms) is how far time has been let pass."""

    def __init__(self, fifo: bool, now: int) -> None:
        self.fifo = fifo
        self.now = now
        self.retention = 0
        self.stored: Row = []
        self.unseen: Row = []
        self.ready: Row = []
        """What a receive may begin with, as it arrived: every visible message; on FIFO those that head their group."""
        self.groups: dict[str, deque[Message]] = {}
        self.counts: dict[State, int] = {"visible": 0, "hidden": 0, "delayed": 0, "gone": 0}
        """How many are in each state; they come from `gone`, so all four together are nothing."""

    def add(self, message: Message, until: int) -> None:
        """Takes in a message: visible, or delayed until a later moment."""
        _put(self.stored, message.sent, message)
        if self.fifo:
            self.groups.setdefault(message.group, deque()).append(message)
        self.place(message, until, "delayed")

    def place(self, message: Message, until: int, unseen: State = "hidden") -> None:
        """Hides (or delays) a message until a moment; a moment that is not in the future leaves it visible."""
        self._move(message, unseen if until > self.now else "visible", until)

    def drop(self, message: Message) -> None:
        """Ends a message's life here. On FIFO its successor may now head the group."""
        self._move(message, "gone", self.now)
        _cut(self.stored, message.sent, message)
        if self.fifo:
            lane = self.groups[message.group]
            headed = lane[0] is message
            lane.remove(message)
            if not lane:
                del self.groups[message.group]
            elif headed and lane[0].state == "visible":
                _put(self.ready, lane[0].number, lane[0])

    def run(self, head: Message, most: int) -> Sequence[Message]:
        """What one receive may take from `head` on: itself alone; on FIFO its group, as far as it is visible."""
        if not self.fifo:
            return (head,)
        return [*takewhile(lambda message: message.state == "visible", islice(self.groups[head.group], most))]

    def next_change(self) -> int | None:
        """The earliest moment (ms) at which a message returns, begins to be visible, or expires."""
        if not self.stored:
            return None
        return min(self._expiry(), self.unseen[0][0]) if self.unseen else self._expiry()

    def next_return(self) -> int | None:
        """The earliest moment (ms) at which a message returns or begins to be visible."""
        return self.unseen[0][0] if self.unseen else None

    def catch_up(self, now: int) -> None:
        """Lets everything happen that is due by `now`. At one instant an expiry comes before a return."""
        while (at := self.next_change()) is not None and at <= now:
            self.now = max(at, self.now)
            if at == self._expiry():
                self.passed("expired", self.stored[0][2])
            else:
                message = self.unseen[0][2]
                action = "visible" if message.state == "delayed" else "visible_again"
                self.place(message, at)
                self.passed(action, message)
        self.now = now

    def passed(self, action: str, message: Message) -> None:
        """Called for what time did: `visible` (a delay ended), `visible_again`, or `expired`, which ends a message."""
        if action == "expired":
            self.drop(message)

    def _expiry(self) -> int:
        """When the oldest message ends."""
        return self.stored[0][0] + self.retention

    def _heads(self, message: Message) -> bool:
        return not self.fifo or self.groups[message.group][0] is message

    def _move(self, message: Message, after: State, until: int) -> None:
        """The one place where a state changes: out of the row of the old state, into the row of the new one."""
        if message.state == "visible" and self._heads(message):
            _cut(self.ready, message.number, message)
        elif message.state in ("hidden", "delayed"):
            _cut(self.unseen, message.until, message)
        self.counts[message.state] -= 1
        self.counts[after] += 1
        message.state, message.until = after, until
        if after == "visible" and self._heads(message):
            _put(self.ready, message.number, message)
        elif after in ("hidden", "delayed"):
            _put(self.unseen, until, message)


def _put(row: Row, at: int, message: Message) -> None:
    insort(row, (at, message.number, message))


def _cut(row: Row, at: int, message: Message) -> None:
    del row[bisect_left(row, (at, message.number, message))]
