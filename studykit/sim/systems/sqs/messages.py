"""The messages of one queue: their states, and the changes that time alone makes.

A message is delayed, visible or hidden, and finally gone. Three sorted lists find it without a search: everything
stored, by expiry; the delayed and hidden messages, by the moment they become visible; and the messages that a receive
can start with.
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
    """One message in one queue. Times are in ms; `sent` is the enqueue time, from which retention counts."""

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
    """A server missed the last receive. Its copy is still visible, and a delete of that receive does not reach it."""

    def shown(self) -> dict[str, Any]:
        """Returns the state for the trace; `until` (s) is its planned end."""
        planned = self.state in ("hidden", "delayed")
        return {"state": self.state, "until": seconds(self.until)} if planned else {"state": self.state}


Row = list[tuple[int, int, Message]]
"""Messages sorted by a time (ms), then by arrival (`number`)."""


class Messages:
    """Keeps the messages of a queue in their states. `now` (ms) is the moment that it has caught up to."""

    def __init__(self, fifo: bool, now: int) -> None:
        self.fifo = fifo
        self.now = now
        self.retention = 0
        self.stored: Row = []
        self.unseen: Row = []
        self.ready: Row = []
        """Messages that a receive can start with, by arrival: all visible ones; in FIFO only the head of each group."""
        self.groups: dict[str, deque[Message]] = {}
        self.counts: dict[State, int] = {"visible": 0, "hidden": 0, "delayed": 0, "gone": 0}
        """Number of messages in each state. Every message starts in `gone`, so the four numbers add up to 0."""

    def add(self, message: Message, until: int) -> None:
        """Adds a message: visible, or delayed until a later moment."""
        _put(self.stored, message.sent, message)
        if self.fifo:
            self.groups.setdefault(message.group, deque()).append(message)
        self.place(message, until, "delayed")

    def place(self, message: Message, until: int, unseen: State = "hidden") -> None:
        """Hides (or delays) a message until a moment; if that moment is not in the future the message is visible."""
        self._move(message, unseen if until > self.now else "visible", until)

    def drop(self, message: Message) -> None:
        """Removes a message. In FIFO the next message may become the head of its group."""
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
        """Returns the messages that one receive can take from `head` on: in FIFO those of its group, else only it."""
        if not self.fifo:
            return (head,)
        return [*takewhile(lambda message: message.state == "visible", islice(self.groups[head.group], most))]

    def next_change(self) -> int | None:
        """Returns the next moment (ms) at which a message becomes visible or expires."""
        if not self.stored:
            return None
        return min(self._expiry(), self.unseen[0][0]) if self.unseen else self._expiry()

    def next_return(self) -> int | None:
        """Returns the next moment (ms) at which a message becomes visible."""
        return self.unseen[0][0] if self.unseen else None

    def catch_up(self, now: int) -> None:
        """Makes everything happen that is due by `now`. At one instant an expiry comes first."""
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
        """Handles a change that time made: `visible` (a delay ended), `visible_again`, or `expired`."""
        if action == "expired":
            self.drop(message)

    def _expiry(self) -> int:
        """Returns when the oldest message expires (ms)."""
        return self.stored[0][0] + self.retention

    def _heads(self, message: Message) -> bool:
        return not self.fifo or self.groups[message.group][0] is message

    def _move(self, message: Message, after: State, until: int) -> None:
        """Changes the state of a message, and moves it from list to list. Nothing else changes a state."""
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
