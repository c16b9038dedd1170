"""Makes the same random calls to the model and to moto's SQS backend, whose clock is replaced. They must respond alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from moto.sqs import models as moto

from tests.sim.systems.sqs import recorded
from tests.sim.systems.sqs.world import ACTS, SECOND, Act, World
from tests.sim.traces import cases


@dataclass(frozen=True)
class Excluded:
    """A call that is not made because moto is known to be wrong. `word` or a recorded case says what is right."""

    call: str
    moto: str
    right: str
    word: str = ""
    trace: str = ""


EXCLUDED = (
    Excluded(
        "a FIFO receive of several messages, whose timeouts may then end together",
        "gives the last of a group only",
        "all of them, in order",
        trace="fifo-timeout-redelivers-in-order",
    ),
    Excluded(
        "a FIFO receive with a timeout of zero",
        "loses the head of the group",
        "the group again, from its head",
        trace="fifo-vt0-keeps-order",
    ),
    Excluded(
        "a deduplication id whose message is no longer there",
        "forgets it",
        "remembered for five minutes",
        "API model, SendMessageRequest.MessageDeduplicationId",
        "fifo-dedup-survives-delete",
    ),
    Excluded(
        "the message id that a repetition is answered with",
        "a new one",
        "that of the first send",
        "Developer Guide, using-messagededuplicationid-property",
    ),
    Excluded(
        "anything once a message is older than the retention period",
        "counts it, and ends a receive at it",
        "gone",
        "API model, DeleteMessage",
        "std-retention-keeps-newer",
    ),
    Excluded(
        "a FIFO delete with an expired handle",
        "deletes",
        "InvalidParameterValue",
        trace="fifo-late-delete-refused",
    ),
    Excluded(
        "a change of visibility of a message that is visible, gone, or with another consumer",
        "hides it, or calls the handle bad",
        "no effect, or an error; InvalidParameterValue when it is gone",
        "API model, ChangeMessageVisibility: might result in an error",
    ),
    Excluded(
        "an extension past twelve hours from the send",
        "refuses, and counts from the send",
        "counted from the receive",
        "Developer Guide, sqs-visibility-timeout",
    ),
    Excluded(
        "a look at the very millisecond at which a timeout ends",
        "still hidden",
        "visible",
        "the house rule: now >= deadline",
    ),
    Excluded(
        "a delete with the handle of a message that was dead-lettered",
        "ReceiptHandleIsInvalid",
        "left open; here without effect",
        "API model, DeleteMessage: an old handle succeeds, but the message might not be deleted",
    ),
)


class Clock:
    now = 0


@pytest.fixture(scope="module")
def clock() -> Iterator[Clock]:
    """Replaces moto's clock for these tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(moto, "unix_time", lambda: Clock.now / 1000)
        patch.setattr(moto, "unix_time_millis", lambda: float(Clock.now))
        yield Clock()


class Pair:
    """Makes the same calls to both queues `q`. Messages move to `d` after three receives. A call takes a millisecond."""

    def __init__(self, fifo: bool, **options: Any) -> None:
        Clock.now = 0
        self.fifo = fifo
        self.end = ".fifo" if fifo else ""
        kind: dict[str, Any] = {"FifoQueue": "true"} if fifo else {}
        self.moto = moto.sqs_backends["123456789012"]["us-east-1"]
        self.moto.reset()
        options = {"VisibilityTimeout": 10, "MessageRetentionPeriod": 1_209_600, **options}
        dead = self.moto.create_queue(f"d{self.end}", **kind)
        policy = {"deadLetterTargetArn": dead.queue_arn, "maxReceiveCount": 3}
        self.moto.create_queue(f"q{self.end}", RedrivePolicy=policy, **options, **kind)
        self.ours = World().queue("d", fifo=fifo).queue("q", fifo=fifo, **options)
        self.ours.model.link("q", "d", 3)
        self.handles: list[tuple[str, str, str]] = []
        self.hidden: dict[str, tuple[str, int]] = {}
        self.tokens: dict[str, str] = {}
        self.deleted: set[str] = set()
        self.dead: set[str] = set()

    def play(self, acts: list[Act]) -> None:
        for number, (name, *arguments) in enumerate(acts):
            getattr(self, f"do_{name}")(number, *arguments)
            self.do_pass(number, 1)
            self.dead |= {
                change.subject for change in self.ours.model.drain_changes() if change.action == "dead_lettered"
            }
            for queue in "qd":
                assert self.ours.counts(queue) == self.counts(queue), (number, name, arguments)

    def do_pass(self, number: int, ms: int) -> None:
        self.ours.now += ms
        Clock.now = self.ours.now

    def do_send(self, number: int, body: str, group: str, token: str) -> None:
        if self.fifo and self.tokens.get(token) in self.deleted | self.dead:
            return
        self.tokens[token] = self.tokens.get(token, f"{body}{number}")
        ours = (group, token) if self.fifo else ()
        self.ours.send(f"{body}{number}", *ours)
        theirs: dict[str, Any] = {"group_id": group, "deduplication_id": token} if self.fifo else {}
        self.moto.send_message(f"q{self.end}", f"{body}{number}", **theirs)

    def do_receive(self, number: int, most: int, timeout: int | None) -> None:
        most, timeout = (1, timeout or 10) if self.fifo else (most, 10 if timeout is None else timeout)
        ours = self.ours.receive(most, VisibilityTimeout=timeout)
        theirs = self.moto.receive_message(f"q{self.end}", most, 0, timeout)
        shown = [(message["Body"], int(message["Attributes"]["ApproximateReceiveCount"])) for message in ours]
        assert shown == [(message.body, message.approximate_receive_count) for message in theirs], number
        for mine, its in zip(ours, theirs, strict=True):
            self.handles.append((mine["Body"], mine["ReceiptHandle"], str(its.receipt_handle)))
            self.hidden[mine["Body"]] = (mine["ReceiptHandle"], self.ours.now + timeout * SECOND)

    def do_delete(self, number: int, k: int) -> None:
        for body, mine, its in self.handles[-1 - k :][:1]:
            if body not in self.dead and (not self.fifo or self.in_flight(body, mine)):
                self.ours.delete(mine)
                self.moto.delete_message(f"q{self.end}", its)
                self.deleted.add(body)

    def do_change(self, number: int, k: int, timeout: int) -> None:
        for body, mine, its in self.handles[-1 - k :][:1]:
            if self.in_flight(body, mine):
                self.ours.change(mine, timeout)
                self.moto.change_message_visibility(f"q{self.end}", its, timeout)
                self.hidden[body] = (mine, self.ours.now + timeout * SECOND)

    def in_flight(self, body: str, handle: str) -> bool:
        latest, until = self.hidden[body]
        return handle == latest and self.ours.now < until and body not in self.deleted | self.dead

    def counts(self, queue: str) -> tuple[int, int, int]:
        known = self.moto.get_queue(f"{queue}{self.end}")
        return (
            known.approximate_number_of_messages,
            known.approximate_number_of_messages_not_visible,
            known.approximate_number_of_messages_delayed,
        )


PLAY = st.lists(
    st.one_of([st.tuples(st.just(name), *map(st.sampled_from, choices)) for name, choices in ACTS.items()]), max_size=50
)


@pytest.mark.usefixtures("clock")
@given(PLAY)
@settings(max_examples=100)
def test_a_standard_queue_answers_as_moto_does(acts: Any) -> None:
    Pair(fifo=False).play(acts)


@pytest.mark.usefixtures("clock")
@given(PLAY)
@settings(max_examples=50)
def test_a_delay_queue_answers_as_moto_does(acts: Any) -> None:
    Pair(fifo=False, DelaySeconds=5).play(acts)


@pytest.mark.usefixtures("clock")
@given(PLAY)
@settings(max_examples=100)
def test_a_fifo_queue_answers_as_moto_does(acts: Any) -> None:
    Pair(fifo=True).play(acts)


def test_every_exclusion_cites_documentation_or_a_recorded_case() -> None:
    known = {case["id"] for case in cases(recorded.FILE)}
    assert all(excluded.word or excluded.trace in known for excluded in EXCLUDED)
