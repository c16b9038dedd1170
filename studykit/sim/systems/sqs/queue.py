"""One queue: which message a receive gets, and what a receipt handle can still do.

The pick decides what AWS leaves open.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import count, islice
from typing import Any

from studykit.sim.engine.service import CallStory, Pick, ServiceChange, ServiceError
from studykit.sim.systems.sqs import attributes
from studykit.sim.systems.sqs.messages import Message, Messages
from studykit.sim.systems.sqs.requests import refused

DEDUPLICATION = 300_000
"""ms for which a deduplication ID is remembered, even after a delete (API model, `MessageDeduplicationId`)."""
LONGEST_HIDDEN = 43_200_000
"""ms from a receive to the end of its last extension: 12 hours (Developer Guide, sqs-visibility-timeout)."""
FIFO_CALLS = 300
"""Calls a second of each action: SendMessage, ReceiveMessage, DeleteMessage (Developer Guide, quotas-messages)."""
GROUPS_OFFERED = 10
"""Number of the oldest groups among which a FIFO receive chooses. It bounds the work of a call; AWS has no such limit.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Nondeterminism:
    """How a standard queue uses what AWS leaves open; see `SQS.provision`."""

    servers: int = 1
    sampled: int = 1
    late_delete: str = "works"
    duplicate: float = 0.0
    swap: float = 0.0


@dataclass(frozen=True, slots=True)
class Account:
    """State that the queues of one account share: choices, message numbers, the story of a call, unreported changes."""

    pick: Pick
    numbers: Iterator[int] = field(default_factory=lambda: count(1))
    story: list[CallStory] = field(default_factory=list)
    changes: list[ServiceChange] = field(default_factory=list)


class Queue(Messages):
    """The messages of one queue under the rules of its type and attributes."""

    def __init__(self, name: str, fifo: bool, now: int, account: Account) -> None:
        super().__init__(fifo, now)
        self.name = name
        self.title = name.removesuffix(".fifo")
        self.account = account
        self.nondeterminism = Nondeterminism()
        self.created = now
        self.purged: int | None = None
        self.dead_letter: tuple[Queue, int] | None = None
        self.totals = dict.fromkeys(("sent", "moved_in", "deleted", "expired", "dead_lettered", "delivered"), 0)
        self.receipts: dict[str, Message] = {}
        self.remembered: dict[tuple[str, str], Message] = {}
        self.calls: dict[tuple[str, str], deque[int]] = {}
        self.configure(attributes.defaults(fifo))

    def configure(self, attributes: Mapping[str, str]) -> None:
        """Applies attributes. A new retention concerns every message, a new delay only those stored in a FIFO queue.

        Source: Developer Guide, sqs-delay-queues.
        """
        self.attributes = attributes
        self.modified = self.now
        self.retention = self.ms("MessageRetentionPeriod")
        for _, _, message in list(self.stored if self.fifo else ()):
            if not message.receives:
                self.place(message, message.sent + self.ms("DelaySeconds"), "delayed")

    def ms(self, attribute: str) -> int:
        """Returns an attribute in seconds as milliseconds."""
        return int(self.attributes[attribute]) * 1000

    def admit(self, action: str, groups: Iterable[str] = ()) -> None:
        """Throttles FIFO: calls of an action count per queue, or in high throughput mode per message group.

        Not modeled in that mode: the regional quota of thousands of calls, and receives, which name no group.
        """
        if not self.fifo:
            return
        each_group = self.attributes["FifoThroughputLimit"] == "perMessageGroupId"
        lanes = dict.fromkeys(groups) if each_group else [""]
        calls = [self.calls.setdefault((action, lane), deque(maxlen=FIFO_CALLS)) for lane in lanes]
        if any(len(row) == FIFO_CALLS and self.now < row[0] + 1000 for row in calls):
            raise ServiceError("RequestThrottled", f"More than {FIFO_CALLS} calls a second of this action.")
        for row in calls:
            row.append(self.now)

    def send(self, body: str, group: str, token: str, attributes: Mapping[str, Any], delay: int | None) -> Message:
        """Stores a message, or returns the one that it repeats. `token` is the deduplication ID, `delay` in seconds."""
        number = next(self.account.numbers)
        identity = f"00000000-0000-4000-8000-{number:012d}"
        message = Message(identity, body, number, self.now, group, token, attributes)
        original = self._remembered(message)
        if original is not message:
            self.narrate(original, {"deduplicated": True}, body)
            return original
        self._accept(message, "sent", self.ms("DelaySeconds") if delay is None else delay * 1000)
        self.narrate(message, message.shown())
        return message

    def receive(self, limit: int, hidden: int, everywhere: bool) -> list[Message]:
        """Delivers up to `limit` messages and hides them for `hidden` ms.

        A message that was received too often is dead-lettered instead.
        """
        taken: list[Message] = []
        asked = range(self.nondeterminism.servers) if everywhere else self._sample()
        until = self.now + max(hidden, 1)  # even with a timeout of 0, no call takes a message twice
        while len(taken) < limit and (head := self._choose(asked)):
            for message in self.run(head, limit - len(taken)):
                if not self._dead_letter(message):
                    self.place(message, until)
                    taken.append(message)
        for message in taken:
            self._deliver(message, hidden)
        return taken

    def groups_of(self, handles: Iterable[str]) -> list[str]:
        """Returns the message groups of receipt handles."""
        return [self.receipts[handle].group for handle in handles if handle in self.receipts]

    def delete(self, handle: str) -> None:
        """Deletes a message. A standard queue can ignore an old handle (`late_delete`); FIFO refuses an expired one."""
        message, current, late = self._receipt(handle)
        if message.state == "gone":
            works = False
        elif self.fifo and late:
            raise refused("ReceiptHandle", handle, "The receipt handle has expired.")
        elif current:
            works = not message.copied
        else:
            usual = self.nondeterminism.late_delete
            works = self._left_open("late_delete", usual, "ignored" if usual == "works" else "works") == "works"
        if works:
            self.end(message, "deleted")
        self.narrate(message, message.shown() | _set(late=late, ignored=not works))

    def change_visibility(self, handle: str, timeout: int) -> None:
        """Hides a message for `timeout` seconds from now; after its timeout this has no effect or is refused."""
        message, _, late = self._receipt(handle)
        until = self.now + timeout * 1000
        if message.state == "gone":
            raise refused("ReceiptHandle", handle, "Message does not exist or is not available for a change.")
        if late and self._left_open("late_change", "ignored", "refused") == "refused":
            raise ServiceError("MessageNotInflight", "The specified message isn't in flight.")
        if not late:
            if until > message.received + LONGEST_HIDDEN:
                raise refused("VisibilityTimeout", timeout, "Total VisibilityTimeout is beyond 43200 seconds.")
            self.place(message, until)
        self.narrate(message, message.shown() | _set(ignored=late))

    def purge(self) -> None:
        """Deletes every message, in flight or not, and forgets every deduplication ID."""
        for _, _, message in list(self.stored):
            self.end(message, "deleted")
            self.narrate(message, message.shown())
        self.remembered.clear()
        self.purged = self.now

    def end(self, message: Message, why: str) -> None:
        """Removes a message and counts it as `deleted` or `dead_lettered`."""
        self.drop(message)
        self.totals[why] += 1

    def passed(self, action: str, message: Message) -> None:
        super().passed(action, message)
        self.totals["expired"] += action == "expired"
        self.note(action, message)

    def narrate(self, message: Message, detail: Mapping[str, Any], body: str = "") -> None:
        """Adds to the story of the call what happened to a message; `body` is the call's own if it differs."""
        self.account.story.append(CallStory(body or message.body, self._about(message, detail)))

    def narrate_empty(self) -> None:
        """Adds to the story that a receive found nothing; `missed` counts messages on servers it did not reach."""
        missed = {"missed": len(self.ready)} if self.ready else {}
        self.account.story.append(CallStory(None, {"target": self.title, "empty": True, **missed}))

    def note(self, action: str, message: Message, **detail: Any) -> None:
        """Records something that the queue did with a message by itself, now."""
        about = self._about(message, message.shown() | detail)
        self.account.changes.append(ServiceChange(self.now, action, message.body, about, self.title))

    def _about(self, message: Message, detail: Mapping[str, Any]) -> dict[str, Any]:
        about = {"target": self.title, **detail, "message_id": message.id}
        if message.group:
            about["group"] = message.group
        if self.fifo:
            about["deduplication_id"] = "/".join(filter(None, self._key(message)))
        return about

    def _key(self, message: Message) -> tuple[str, str]:
        """Returns the scope of a deduplication ID: its message group or the queue."""
        by_group = self.attributes["DeduplicationScope"] == "messageGroup"
        return message.group if by_group else "", message.deduplication_id

    def _remembered(self, message: Message) -> Message:
        """Returns the message that has this one's deduplication ID, perhaps itself."""
        if not self.fifo:
            return message
        original = self.remembered.get(self._key(message), message)
        if message.sent >= original.sent + DEDUPLICATION:
            original = message
        self.remembered[self._key(message)] = original
        return original

    def _accept(self, message: Message, how: str, delay: int = 0) -> None:
        """Adds a message that was `sent` or `moved_in`. The servers store messages in turn."""
        message.server = (self.totals["sent"] + self.totals["moved_in"]) % self.nondeterminism.servers
        self.totals[how] += 1
        self.add(message, self.now + delay)

    def _sample(self) -> Collection[int]:
        """Returns the servers that a short poll reaches."""
        servers = list(range(self.nondeterminism.servers))
        if self.nondeterminism.sampled >= len(servers):
            return servers
        asked: list[int] = []
        for _ in range(self.nondeterminism.sampled):
            asked.append(self.account.pick("server", [server for server in servers if server not in asked]))
        return asked

    def _choose(self, asked: Collection[int]) -> Message | None:
        """Returns the message that a receive starts with: the oldest, unless the pick decides otherwise."""
        reachable = (message for _, _, message in self.ready if message.server in asked)
        if self.fifo:
            heads = {message.group: message for message in islice(reachable, GROUPS_OFFERED)}
            if len(heads) > 1:
                return heads[self.account.pick("group", list(heads))]
            return next(iter(heads.values()), None)
        oldest, younger = next(reachable, None), next(reachable, None)
        return younger if younger and self._happens("swap", self.nondeterminism.swap) else oldest

    def _deliver(self, message: Message, hidden: int) -> None:
        if not message.receives:
            message.first_received = self.now
        message.receives += 1
        message.received = self.now
        message.handle = f"receipt-{message.number}-{message.receives}"
        self.receipts[message.handle] = message
        self.totals["delivered"] += 1
        message.copied = not self.fifo and self._happens("duplicate", self.nondeterminism.duplicate)
        if message.copied or not hidden:
            self.place(message, self.now)
        told = message.shown() | {"receive_count": message.receives} | _set(duplicate=message.copied)
        self.narrate(message, told)

    def _dead_letter(self, message: Message) -> bool:
        """Moves a message that was received often enough to the dead-letter queue; returns whether it did.

        In a standard queue it keeps its enqueue time and so its expiry; in FIFO retention starts again (Developer
        Guide, setting-up-dead-letter-queue-retention).
        """
        if self.dead_letter is None or message.receives < self.dead_letter[1]:
            return False
        target = self.dead_letter[0]
        target.catch_up(self.now)
        self.end(message, "dead_lettered")
        self.note("dead_lettered", message, to=target.title, receive_count=message.receives)
        sent = self.now if self.fifo else message.sent
        moved = replace(message, number=next(self.account.numbers), sent=sent, copied=False)
        target._accept(moved, "moved_in")
        target.note("arrived", moved)
        return True

    def _receipt(self, handle: str) -> tuple[Message, bool, bool]:
        """Returns the message of a handle, and whether the handle is its latest, and late.

        A handle is late if it is not the latest, or if its visibility timeout is over.
        """
        message = self.receipts.get(handle)
        if message is None:
            raise ServiceError("ReceiptHandleIsInvalid", f'The receipt handle "{handle}" is not a valid one.')
        current = message.handle == handle
        return message, current, not current or message.state != "hidden"

    def _happens(self, what: str, chance: float) -> bool:
        return chance > 0 and self.account.pick(what, (False, True), (1 - chance, chance))

    def _left_open(self, what: str, usual: str, other: str) -> str:
        """Returns the scenario's setting of what AWS leaves open; only a pick that ignores weights returns `other`."""
        return self.account.pick(what, (usual, other), (1.0, 0.0))


def _set(**flags: bool) -> dict[str, Any]:
    """Returns the flags that are set; a trace omits the others."""
    return {name: flag for name, flag in flags.items() if flag}
