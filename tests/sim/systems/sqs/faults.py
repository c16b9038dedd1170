"""Faults of SQS."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

import pytest

from studykit.sim.systems.sqs.model import SQS
from tests.sim.checks import Check, Model
from tests.sim.faults import (
    Fault,
    always,
    argument,
    becomes,
    compare,
    drop,
    literal,
    never,
    reads,
    result,
    returns,
    rewrite,
    skip,
    uncalled,
    use,
)
from tests.sim.systems.sqs import recorded, test_fifo, test_polling, test_requests, test_stage, test_visibility
from tests.sim.systems.sqs.world import Laws, World, random_acts, wild
from tests.sim.traces import played_by
from tests.sim.trees import Code

MODEL = SQS
CHECKS: tuple[Check, ...] = ()

FAULTS = (
    # Visibility
    Fault("visible-a-moment-late", "Messages.catch_up", compare("<=", "<")),
    Fault("hides-nothing", "Queue.receive", skip("place")),
    Fault("timeout-zero-is-taken-twice", "Queue.receive", uncalled("max", keeps=0)),
    Fault(
        "call-timeout-ignored",
        "SQS.receive_message",
        rewrite(
            "Q.ms('VisibilityTimeout') if A else V * 1000",
            "Q.ms('VisibilityTimeout') if A else Q.ms('VisibilityTimeout')",
        ),
    ),
    Fault(
        "extension-counts-from-receive",
        "Queue.change_visibility",
        rewrite("self.place(M, U)", "self.place(M, M.received + U - self.now)"),
    ),
    Fault("extension-never-ends", "Queue.change_visibility", never("received")),
    Fault("twelve-hours-from-send", "Queue.change_visibility", use("sent", "received")),
    Fault("late-change-hides", "Queue.change_visibility", always("place")),
    Fault("old-handle-is-current", "Queue._receipt", always("handle")),
    Fault(
        "handle-is-not-renewed",
        "Queue._deliver",
        rewrite("f'receipt-{M.number}-{M.receives}'", "f'receipt-{M.number}-1'"),
    ),
    Fault("receives-are-not-counted", "Queue._deliver", rewrite("M.receives += 1", "M.receives = 1")),
    Fault("delete-leaves-the-message", "Queue.delete", skip("end")),
    Fault("late-delete-always-works", "Queue.delete", reads("late_delete", "works")),
    # Retention
    Fault("never-expires", "Messages._expiry", returns(Code("10 ** 15"))),
    Fault("expires-a-moment-late", "Messages._expiry", returns(Code("self.stored[0][0] + self.retention + 1"))),
    Fault("expired-is-not-counted", "Queue.passed", skip("totals")),
    Fault(
        "new-retention-for-new-messages-only",
        "Queue.configure",
        result("ms", Code("self.retention or self.ms('MessageRetentionPeriod')"), "MessageRetentionPeriod"),
    ),
    Fault(
        "return-before-expiry",
        "Messages.catch_up",
        rewrite("A == self._expiry()", "not self.unseen or A != self.unseen[0][0]"),
    ),
    # Dead letters
    Fault("one-receive-too-few", "Queue._dead_letter", rewrite("self.dead_letter[1]", "self.dead_letter[1] - 1")),
    Fault("one-receive-too-many", "Queue._dead_letter", compare("<", "<=")),
    Fault("dead-letter-vanishes", "Queue._dead_letter", skip("_accept")),
    Fault("standard-dead-letter-gets-younger", "Queue._dead_letter", always("fifo")),
    Fault("fifo-dead-letter-keeps-its-age", "Queue._dead_letter", never("fifo")),
    Fault("dead-letter-keeps-its-server", "Queue._accept", rewrite("M.server = A", "M.server = M.server or A")),
    Fault("type-of-dead-letter-queue-unchecked", "ControlPlane._dead_letter", drop("fifo")),
    # Delays and polls
    Fault("message-delay-ignored", "Queue.send", always("delay")),
    Fault("delay-zero-means-the-queue-s", "Queue.send", rewrite("D is None", "not D")),
    Fault("new-delay-for-standard-too", "Queue.configure", always("fifo")),
    Fault("long-poll-does-not-wait", "SQS.receive_message", rewrite("Q.now + W", "Q.now")),
    Fault("long-poll-waits-too-long", "SQS.receive_message.look", compare("<", "<=")),
    Fault("queue-wait-ignored", "SQS.receive_message", result("ms", 0, "ReceiveMessageWaitTimeSeconds")),
    Fault("short-poll-asks-all", "SQS.receive_message.look", argument("receive", "everywhere", True)),
    Fault("long-poll-asks-a-sample", "SQS.receive_message.look", argument("receive", "everywhere", False)),
    Fault(
        "in-flight-limit-for-long-polls-too",
        "SQS.receive_message.look",
        rewrite("R <= 0 and not W and not Q.fifo", "R <= 0 and not Q.fifo"),
    ),
    # FIFO
    Fault("receive-takes-one-of-a-group", "Messages.run", always("fifo")),
    Fault(
        "group-skips-hidden",
        "Messages.run",
        result("takewhile", Code("filter(None, islice(self.groups[head.group], most))")),
    ),
    Fault("group-of-deleted-head-stays-blocked", "Messages.drop", never("state")),
    Fault("fifo-takes-expired-handles", "Queue.delete", never("fifo")),
    Fault(
        "pick-of-the-group-ignored",
        "Queue._choose",
        rewrite("A('group', list(H))", "list(H)[-1] or A('group', list(H))"),
    ),
    # Deduplication
    Fault("remembers-one-millisecond-more", "Queue._remembered", compare(">=", ">")),
    Fault("forgets-after-four-minutes", "DEDUPLICATION", becomes(240000)),
    Fault(
        "forgets-the-deleted",
        "Queue._remembered",
        rewrite("M.sent >= O.sent + DEDUPLICATION", "O.state == 'gone' and O.receives"),
    ),
    Fault(
        "repetition-prolongs",
        "Queue._remembered",
        rewrite("A[self._key(M)] = O", "A[self._key(M)] = replace(O, sent=M.sent)"),
    ),
    Fault("ids-count-per-group-always", "Queue._key", always("group")),
    Fault("content-beats-the-id", "deduplication_id", rewrite("G or A", "A")),
    Fault("purge-keeps-ids", "Queue.purge", skip("clear")),
    # Throttling
    Fault("a-second-is-two", "Queue.admit", literal(1000, 2000)),
    Fault("quota-for-all-actions-together", "Queue.admit", reads("action", "")),
    Fault(
        "quota-for-standard-too",
        "Queue.admit",
        never("fifo"),
        rewrite("self.attributes[A] == 'perMessageGroupId'", "self.fifo and self.attributes[A] == 'perMessageGroupId'"),
    ),
    Fault("no-quota-per-group", "Queue.admit", result("fromkeys", [""])),
    # Requests
    Fault("size-in-letters", "size", uncalled("encode", "utf-8")),
    Fault("eleven-in-a-batch", "BATCH", becomes(11)),
    Fault("batch-of-any-size", "check_messages", never("BATCH_BYTES")),
    Fault("delay-of-a-fifo-message", "check_ids", never("get")),
    Fault("purge-without-limit", "ControlPlane.purge_queue", never("purged")),
    # The stage
    Fault("story-of-the-call-before", "ControlPlane._open", skip("clear")),
    Fault("changes-reported-twice", "SQS.drain_changes", skip("clear")),
    Fault("duplicates-are-deleted-too", "Queue.delete", always("copied")),
)


def suspects() -> Iterator[Check]:
    """Lists recorded cases, then rules at their boundaries, then laws on random calls."""
    yield from played_by(recorded)
    for module in (test_visibility, test_polling, test_fifo, test_requests, test_stage):
        for name, test in vars(module).items():
            if name.startswith("test_"):
                yield from (partial(in_a_world, test, values) for values in parametrized(test))
    for seed in range(10):
        for options in ({"fifo": False, "servers": 3, "sampled": 2, "swap": 0.5}, {"fifo": True}):
            yield partial(on_random_calls, seed, options)


def on_random_calls(seed: int, options: Mapping[str, Any], model: Model) -> None:
    """Plays random calls and checks the laws after each."""
    Laws(World(model, wild(seed)), **options).play(random_acts(seed))


def parametrized(test: Any) -> list[dict[str, Any]]:
    """Returns the values that pytest would give a test, one dict per call."""
    for mark in getattr(test, "pytestmark", ()):
        names, rows = mark.args
        return [{names: row} if isinstance(names, str) else dict(zip(names, row, strict=True)) for row in rows]
    return [{}]


def in_a_world(test: Callable[..., None], values: Mapping[str, Any], model: Model) -> None:
    """Runs a test with a world of this model."""
    with pytest.MonkeyPatch.context() as patch:
        given = {"world": World(model), "monkeypatch": patch, **values}
        test(**{name: given[name] for name in inspect.signature(test).parameters})


SUSPECTS = tuple(suspects())
