"""Faults of the SQS model, and the checks that have to catch each of them."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.sim.adapters import sqs as adapter
from tests.sim.services import test_sqs_fifo, test_sqs_polling, test_sqs_requests, test_sqs_stage, test_sqs_visibility
from tests.sim.services.sqs_world import Laws, World, random_acts, wild

CLASS = "SQS"
MODULES = (
    "systems.sqs.requests",
    "systems.sqs.attributes",
    "systems.sqs.messages",
    "systems.sqs.queue",
    "systems.sqs.responses",
    "systems.sqs.control",
    "systems.sqs.model",
)
TRACES = Path(__file__).parents[2] / "traces" / "sqs.json"

MUTANTS = (
    # Visibility
    ("visible-a-moment-late", "is not None and at <= now:", "is not None and at < now:"),
    ("hides-nothing", "self.place(message, until)\n                    taken", "taken"),
    ("timeout-zero-is-taken-twice", "self.now + max(hidden, 1)", "self.now + hidden"),
    ("call-timeout-ignored", "is None else VisibilityTimeout * 1000", "is None else queue.ms('VisibilityTimeout')"),
    ("extension-counts-from-receive", "until = self.now + timeout * 1000", "until = message.received + timeout * 1000"),
    ("extension-never-ends", "until > message.received + LONGEST_HIDDEN", "False"),
    ("twelve-hours-from-send", "until > message.received +", "until > message.sent +"),
    ("late-change-hides", "        if not late:\n            if until", "        if True:\n            if until"),
    ("old-handle-is-current", "current = message.handle == handle", "current = True"),
    ("handle-is-not-renewed", "-{message.receives}", "-1"),
    ("receives-are-not-counted", "message.receives += 1", "message.receives = 1"),
    ("delete-leaves-the-message", '            self.end(message, "deleted")\n        self.narrate', "            pass\n        self.narrate"),
    ("late-delete-always-works", "usual = self.nondeterminism.late_delete", 'usual = "works"'),
    # Retention
    ("never-expires", "return self.stored[0][0] + self.retention", "return 10**15"),
    ("expires-a-moment-late", "return self.stored[0][0] + self.retention", "return self.stored[0][0] + self.retention + 1"),
    ("expired-is-not-counted", 'self.totals["expired"] += action == "expired"', "pass"),
    ("new-retention-for-new-messages-only", "self.retention = self.ms(", "self.retention = self.retention or self.ms("),
    ("return-before-expiry", "if at == self._expiry():", "if not self.unseen or at != self.unseen[0][0]:"),
    # Dead letters
    ("one-receive-too-few", "message.receives < self.dead_letter[1]", "message.receives < self.dead_letter[1] - 1"),
    ("one-receive-too-many", "message.receives < self.dead_letter[1]", "message.receives <= self.dead_letter[1]"),
    ("dead-letter-vanishes", 'target._accept(moved, "moved_in")', "pass"),
    ("standard-dead-letter-gets-younger", "self.now if self.fifo else message.sent", "self.now"),
    ("fifo-dead-letter-keeps-its-age", "self.now if self.fifo else message.sent", "message.sent"),
    ("dead-letter-keeps-its-server", "message.server = (", "message.server = message.server or ("),
    ("type-of-dead-letter-queue-unchecked", "target is queue or target.fifo != queue.fifo", "target is queue"),
    # Delays and polls
    ("message-delay-ignored", "if delay is None else delay * 1000", "if True else 0"),
    ("delay-zero-means-the-queue-s", "if delay is None else delay * 1000", "if not delay else delay * 1000"),
    ("new-delay-for-standard-too", "self.stored if self.fifo else ()", "self.stored"),
    ("long-poll-does-not-wait", "deadline = queue.now + wait", "deadline = queue.now"),
    ("long-poll-waits-too-long", "if queue.now < deadline:", "if queue.now <= deadline:"),
    ("queue-wait-ignored", 'queue.ms("ReceiveMessageWaitTimeSeconds")', "0"),
    ("short-poll-asks-all", "everywhere=wait > 0", "everywhere=True"),
    ("long-poll-asks-a-sample", "everywhere=wait > 0", "everywhere=False"),
    ("in-flight-limit-for-long-polls-too", "if room <= 0 and not wait and", "if room <= 0 and"),
    # FIFO
    ("receive-takes-one-of-a-group", "if not self.fifo:\n            return (head,)", "if head:\n            return (head,)"),
    ("group-skips-hidden", 'takewhile(lambda message: message.state == "visible", islice', "filter(None, islice"),
    ("group-of-deleted-head-stays-blocked", "elif headed and lane[0].state", "elif False and lane[0].state"),
    ("fifo-takes-expired-handles", "elif self.fifo and late:", "elif False:"),
    ("pick-of-the-group-ignored", "return heads[self.account.pick(", "return heads[list(heads)[-1] or self.account.pick("),
    # Deduplication
    ("remembers-one-millisecond-more", "if message.sent >= original.sent + DEDUPLICATION", "if message.sent > original.sent + DEDUPLICATION"),
    ("forgets-after-four-minutes", "DEDUPLICATION = 300_000", "DEDUPLICATION = 240_000"),
    ("forgets-the-deleted", "if message.sent >= original.sent + DEDUPLICATION:", 'if original.state == "gone" and original.receives:'),
    ("repetition-prolongs", "self.remembered[self._key(message)] = original", "self.remembered[self._key(message)] = replace(original, sent=message.sent)"),
    ("ids-count-per-group-always", "message.group if by_group else", "message.group if True else"),
    ("content-beats-the-id", 'if given or queue.get("ContentBasedDeduplication")', 'if queue.get("ContentBasedDeduplication")'),
    ("purge-keeps-ids", "self.remembered.clear()", "pass"),
    # Throttling
    ("a-second-is-two", "self.now < row[0] + 1000", "self.now < row[0] + 2000"),
    ("quota-for-all-actions-together", "self.calls.setdefault((action, lane)", 'self.calls.setdefault(("", lane)'),
    ("quota-for-standard-too", "        if not self.fifo:\n            return\n        each_group =", "        each_group = self.fifo and"),
    ("no-quota-per-group", "lanes = dict.fromkeys(groups) if each_group", "lanes = [''] if each_group"),
    # Requests
    ("size-in-letters", 'len(entry["MessageBody"].encode("utf-8", "surrogatepass"))', 'len(entry["MessageBody"])'),
    ("eleven-in-a-batch", "BATCH = 10", "BATCH = 11"),
    ("batch-of-any-size", "if sent > BATCH_BYTES", "if False"),
    ("delay-of-a-fifo-message", 'if fifo and entry.get("DelaySeconds")', "if False"),
    ("purge-as-often-as-you-like", "queue.now < queue.purged + A_MINUTE", "False"),
    # The stage
    ("story-of-the-call-before", "self.account.story.clear()\n        return self._find", "return self._find"),
    ("changes-told-twice", "self.account.changes.clear()", "pass"),
    ("duplicates-are-deleted-too", "works = not message.copied", "works = True"),
)  # fmt: skip


def suspects(model: Callable[..., Any]) -> Iterator[Callable[[], Any]]:
    """Recorded cases, then rules at their boundaries, then laws."""
    for case in json.loads(TRACES.read_text(encoding="utf-8"))["cases"]:
        yield partial(adapter.check, case, model)
    for module in (test_sqs_visibility, test_sqs_polling, test_sqs_fifo, test_sqs_requests, test_sqs_stage):
        for name, test in vars(module).items():
            if name.startswith("test_"):
                yield from (partial(in_a_world, test, model, values) for values in parametrized(test))
    for seed in range(10):
        for options in ({"fifo": False, "servers": 3, "sampled": 2, "swap": 0.5}, {"fifo": True}):
            yield partial(Laws(World(model, wild(seed)), **options).play, random_acts(seed))


def parametrized(test: Any) -> list[dict[str, Any]]:
    """The values that pytest would give a test, one call each."""
    for mark in getattr(test, "pytestmark", ()):
        names, rows = mark.args
        return [{names: row} if isinstance(names, str) else dict(zip(names, row, strict=True)) for row in rows]
    return [{}]


def in_a_world(test: Callable[..., None], model: Callable[..., Any], values: Mapping[str, Any]) -> None:
    """Runs a test with a world of this model."""
    with pytest.MonkeyPatch.context() as patch:
        given = {"world": World(model), "monkeypatch": patch, **values}
        test(**{name: given[name] for name in inspect.signature(test).parameters})
