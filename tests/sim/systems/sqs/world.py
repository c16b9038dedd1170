"""A queue `q`, a clock to set, and the laws that no sequence of calls can break."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

import pytest

from studykit.sim.engine.service import Pick, ServiceError, first_option
from studykit.sim.systems.sqs.model import SQS
from tests.sim.shapes import Validated

T = TypeVar("T")
Model = Callable[..., Any]
Act = tuple[Any, ...]
"""A name of `ACTS` and its arguments. `delete` and `change` use the k-th newest receipt handle."""
ACTS: Mapping[str, tuple[Sequence[Any], ...]] = {
    "pass": ((0, 1, 999, 5_000, 10_000, 30_000, 60_000, 120_000, 299_999),),  # ms
    "send": ("ab", "GH", "123456789"),  # body, group, deduplication id
    "receive": (range(1, 11), (None, 0, 1, 30)),  # number, timeout
    "delete": (range(6),),
    "change": (range(6), (0, 1, 10, 60)),  # handle, timeout
}

SECOND = 1000
HOUR, DAY = 3_600, 86_400


def random_acts(seed: int, number: int = 80) -> list[Act]:
    """Returns acts as hypothesis would draw them, but faster."""
    chance = random.Random(seed)
    names = chance.choices(list(ACTS), (3, 4, 4, 2, 2), k=number)
    return [(name, *map(chance.choice, ACTS[name])) for name in names]


def wild(seed: int) -> Pick:
    """Returns a pick that ignores weights, so that everything that AWS leaves open happens."""
    chance = random.Random(seed)

    def pick(what: str, options: Sequence[T], weights: Sequence[float] | None = None) -> T:
        return chance.choice(options)

    return pick


def other(choice: str, strict: bool = False) -> Pick:
    """Returns a pick that takes the last option of one choice and the first of all others. A strict one fails at other choices."""

    def pick(what: str, options: Sequence[T], weights: Sequence[float] | None = None) -> T:
        assert what == choice or not strict, f"{what} was asked"
        return options[-1] if what == choice else options[0]

    return pick


def once(choice: str) -> Pick:
    """Returns a pick like `other`, but only the first time."""
    left = [other(choice), first_option]

    def pick(what: str, options: Sequence[T], weights: Sequence[float] | None = None) -> T:
        return left.pop(0)(what, options) if what == choice and len(left) > 1 else first_option(what, options)

    return pick


def refused(code: str) -> Any:
    return pytest.raises(ServiceError, match=f"^{code}: ")


class World:
    """One account with a clock. Every request and response is checked against AWS's API model."""

    def __init__(self, model: Model = SQS, pick: Pick = first_option) -> None:
        self.now = 0
        self.model = model(lambda: self.now, pick)
        self.sqs: Any = Validated("sqs", self.model)

    def with_pick(self, pick: Pick) -> World:
        """Returns the same model in a world with this pick."""
        return World(type(self.model), pick)

    def queue(self, name: str = "q", **options: Any) -> World:
        self.model.provision(name, **options)
        return self

    def at(self, seconds: float) -> World:
        self.now = round(seconds * 1000)
        return self

    def send(self, body: str = "a", group: str = "", token: str = "", queue: str = "q", **more: Any) -> str:
        """Sends a message and returns its id."""
        fifo = {"MessageGroupId": group} | ({"MessageDeduplicationId": token} if token else {}) if group else {}
        answer = self.sqs.send_message(QueueUrl=queue, MessageBody=body, **fifo, **more)
        return str(answer["MessageId"])

    def receive(self, number: int = 1, queue: str = "q", **more: Any) -> list[dict[str, Any]]:
        """Returns the messages of a receive, with every attribute."""
        request = {"QueueUrl": queue, "MaxNumberOfMessages": number, "MessageSystemAttributeNames": ["All"], **more}
        messages: list[dict[str, Any]] = self.sqs.receive_message(**request).get("Messages", [])
        return messages

    def bodies(self, number: int = 1, queue: str = "q", **more: Any) -> list[str]:
        return [message["Body"] for message in self.receive(number, queue, **more)]

    def take(self, number: int = 1, queue: str = "q", **more: Any) -> str:
        """Receives one message and returns its receipt handle."""
        return str(self.receive(number, queue, **more)[0]["ReceiptHandle"])

    def delete(self, handle: str, queue: str = "q") -> None:
        self.sqs.delete_message(QueueUrl=queue, ReceiptHandle=handle)

    def change(self, handle: str, timeout: int, queue: str = "q") -> None:
        self.sqs.change_message_visibility(QueueUrl=queue, ReceiptHandle=handle, VisibilityTimeout=timeout)

    def counts(self, queue: str = "q") -> tuple[int, int, int]:
        counts: tuple[int, int, int] = self.model.counts(queue)
        return counts

    def told(self) -> list[tuple[str | None, dict[str, Any]]]:
        """Returns what the model reports of the latest call, without ids."""
        told = self.model.describe_call("", {}, None)
        return [(entry.subject, {k: v for k, v in entry.detail.items() if not k.endswith("_id")}) for entry in told]

    def changes(self) -> list[tuple[int, str, str]]:
        return [(change.at, change.action, change.subject) for change in self.model.drain_changes()]


class Laws:
    """Plays acts on a queue and asserts after each that every law of the queue holds. It uses only the public API."""

    def __init__(self, world: World, fifo: bool, **options: Any) -> None:
        self.world, self.fifo, self.duplicates = world, fifo, "duplicate" in options
        self.timeout = int(options.setdefault("VisibilityTimeout", 10)) * SECOND
        self.retention = int(options.setdefault("MessageRetentionPeriod", 120)) * SECOND
        self.by_group = options.get("DeduplicationScope") == "messageGroup"
        world.queue("dead", fifo=fifo, MessageRetentionPeriod=1_209_600).queue("q", fifo=fifo, **options)
        world.model.link("q", "dead", 3)
        self.handles: list[tuple[str, str]] = []
        self.latest: dict[str, str] = {}
        self.sent: dict[str, tuple[int, str]] = {}
        self.hidden: dict[str, int] = {}
        self.gone: set[str] = set()
        self.enqueued: dict[tuple[str, str], tuple[int, str]] = {}

    def play(self, acts: Iterable[Act]) -> None:
        for name, *arguments in acts:
            try:
                getattr(self, f"do_{name}")(*arguments)
            except ServiceError as error:
                if error.code not in ("InvalidParameterValue", "MessageNotInflight"):
                    raise
            self.drain_changes()
            self.nothing_is_lost()

    def do_pass(self, ms: int) -> None:
        self.world.now += ms

    def do_send(self, body: str, group: str, token: str) -> None:
        identity = self.world.send(body, group if self.fifo else "", token)
        key = (group if self.by_group else "", token)
        then, original = self.enqueued.get(key, (-300_000, ""))
        if self.fifo and self.world.now < then + 300_000:
            assert identity == original, "D: an id was enqueued twice in five minutes"
        else:
            assert identity not in self.sent, "D: a message was taken for a repetition"
            self.enqueued[key] = (self.world.now, identity)
            self.sent[identity] = (self.world.now, group)

    def do_receive(self, number: int, timeout: int | None) -> None:
        more: dict[str, Any] = {} if timeout is None else {"VisibilityTimeout": timeout}
        messages = self.world.receive(number, **more)
        self.drain_changes()
        assert len(messages) <= number
        for message in messages:
            identity = message["MessageId"]
            assert identity not in self.gone, "a message was delivered after its end"
            assert self.duplicates or self.world.now >= self.hidden.get(identity, 0), "V: two consumers at once"
            self.hidden[identity] = self.world.now + (self.timeout if timeout is None else timeout * SECOND)
            self.handles.append((identity, message["ReceiptHandle"]))
            self.latest[identity] = message["ReceiptHandle"]
            assert int(message["Attributes"]["ApproximateReceiveCount"]) == self.receives(identity) <= 3
        if self.fifo:
            self.nobody_overtakes([message["MessageId"] for message in messages])

    def do_delete(self, k: int) -> None:
        if k < len(self.handles):
            identity, handle = self.handles[-1 - k]
            held = self.in_flight(identity, handle)
            self.world.delete(handle)
            (_, told), *_ = self.world.told()
            self.gone |= {identity} if told["state"] == "gone" else set()
            assert held or not self.fifo or "ignored" in told, "FIFO took an expired handle"
            assert not held or self.duplicates or identity in self.gone, "a message survived its delete"

    def do_change(self, k: int, timeout: int) -> None:
        if k < len(self.handles):
            identity, handle = self.handles[-1 - k]
            self.world.change(handle, timeout)
            if self.in_flight(identity, handle):
                self.hidden[identity] = self.world.now + timeout * SECOND

    def receives(self, identity: str) -> int:
        return sum(received == identity for received, _ in self.handles)

    def in_flight(self, identity: str, handle: str) -> bool:
        return self.latest[identity] == handle and self.world.now < self.hidden[identity] and identity not in self.gone

    def drain_changes(self) -> None:
        """Notes messages that expire by the clock and dead letters that the queue reports."""
        expired = {identity for identity, (at, _) in self.sent.items() if self.world.now >= at + self.retention}
        self.gone |= expired
        for change in self.world.model.drain_changes():
            assert change.at <= self.world.now
            if change.action == "dead_lettered":
                self.gone |= {identity for identity in self.sent if change.detail["message_id"] == identity}

    def nobody_overtakes(self, delivered: list[str]) -> None:
        lanes: dict[str, list[str]] = defaultdict(list)
        for identity in self.sent:
            if identity not in self.gone:
                lanes[self.sent[identity][1]].append(identity)
        for lane in lanes.values():
            ours = [identity for identity in delivered if identity in lane]
            assert ours == lane[: len(ours)], "O: a message overtook its group's head"

    def nothing_is_lost(self) -> None:
        for queue in ("q", "dead"):
            totals = self.world.model.totals(queue)
            ended = totals["deleted"] + totals["expired"] + totals["dead_lettered"]
            assert totals["sent"] + totals["moved_in"] == ended + sum(self.world.counts(queue)), "L: a message was lost"
        ours, dead = self.world.model.totals("q"), self.world.model.totals("dead")
        assert (ours["sent"], dead["moved_in"]) == (len(self.sent), ours["dead_lettered"])
        assert sum(self.world.counts()) == len(self.sent) - len(self.gone), "L: the queue holds another number"
