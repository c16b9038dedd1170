"""Faults of the Kinesis model, and the checks that have to catch each of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from tests.sim.adapters import kinesis as adapter
from tests.sim.services.kinesis_checks import CHECKS
from tests.sim.services.kinesis_reading_checks import READING_CHECKS

CLASS = "Kinesis"
MODULES = (
    "systems.kinesis.stream",
    "systems.kinesis.responses",
    "systems.kinesis.account",
    "systems.kinesis.reading",
    "systems.kinesis.model",
)
TRACES = Path(__file__).parents[2] / "traces" / "kinesis.json"

MUTANTS = (
    # What a shard takes and gives
    ("a-record-more", "RECORDS_IN = 1_000", "RECORDS_IN = 1_001"),
    ("bytes-without-limit", "BYTES_IN = MIB", "BYTES_IN = 64 * MIB"),
    ("keys-weigh-nothing", "shard.takes(now, size + size_of(key)):", "shard.takes(now, size):"),
    ("a-second-lasts-longer", "while self.entries and self.entries[0][0] <= now:", "while self.entries and self.entries[0][0] < now:"),
    ("a-batch-counts-once", "self.records_in.add(now, taken)", "self.records_in.add(now, 1)"),
    ("an-offer-weighs-nothing", "self.bytes_in.add(now, taken * size)", "self.bytes_in.add(now, size)"),
    ("six-reads", "READS = 5", "READS = 6"),
    ("reads-are-not-counted", "        self.reads.add(now, 1)\n", ""),
    ("no-rest-after-a-large-read", "max(1000, size * 1000 // BYTES_OUT)", "1000"),
    ("readers-need-not-share", "self.given = (self._owed(now) + size, now)", "self.given = (0, now)"),
    ("a-read-of-any-size", "            if most < 0 and found:\n                break\n", ""),
    # Where a record goes
    ("the-neighbour-shard", "bisect_right(self.starts, place) - 1", "bisect_right(self.starts, place) - 2"),
    ("closed-shards-stay-open", "if shard.closed is None), key", "if True), key"),
    ("ranges-leave-a-gap", "size * (index + 1) - 1)", "size * (index + 1) - 2)"),
    ("explicit-key-ignored", "hash_key(key) if explicit is None else int(explicit)", "hash_key(key)"),
    ("key-of-any-length", "if not 1 <= len(key) <= LONGEST_KEY:", "if not 1 <= len(key):"),
    ("place-beyond-the-top", "if not 0 <= place <= TOP:", "if not 0 <= place:"),
    ("a-split-moves-records", "        self.add(at, parent.end, parent.id)\n", "        self.add(at, parent.end, parent.id)\n        self.shards[-1].records, parent.records = parent.records, []\n"),
    ("split-at-the-edge", "if not parent.start < at <= parent.end:", "if not parent.start <= at <= parent.end:"),
    ("split-overlaps", "self.add(at, parent.end, parent.id)", "self.add(at - 1, parent.end, parent.id)"),
    ("merge-of-strangers", "if low.end + 1 != high.start:", "if False:"),
    ("closed-shards-are-changed", "if shard.closed is not None:\n            raise ServiceError", "if False:\n            raise ServiceError"),
    # On-demand
    ("on-demand-never-grows", "while len(self.open) < wanted:", "while False:"),
    ("on-demand-grows-at-once", "GROWS_AFTER = 900_000", "GROWS_AFTER = 0"),
    ("on-demand-for-the-load-alone", "wanted = max(-(-2 * self.peak[0]", "wanted = max(-(-1 * self.peak[0]"),
    ("on-demand-starts-with-one", "ON_DEMAND_SHARDS = 4", "ON_DEMAND_SHARDS = 1"),
    ("on-demand-is-split-by-hand", "        if stream.on_demand:\n            raise", "        if False:\n            raise"),
    # Batches and records
    ("batch-of-any-number", "BATCH = 500", "BATCH = 5_000"),
    ("batch-of-any-size", "> BATCH_BYTES:", "> 2 * BATCH_BYTES:"),
    ("a-batch-is-a-transaction", "                if late.code != THROTTLED:\n                    raise", "                raise"),
    ("failures-are-not-told", 'failed = sum("ErrorCode" in result for result in results)', "failed = 0"),
    ("record-of-any-size", "if size > min(stream.record_bytes, LARGEST_RECORD):", "if False:"),
    # Reading
    ("reading-removes", "        self._read(stream, shard, found)\n", "        self._read(stream, shard, found)\n        shard.records = [r for r in shard.records if r not in found]\n"),
    ("iterators-never-expire", "if now >= made + ITERATOR_LIFE:", "if False:"),
    ("iterators-a-moment-longer", "if now >= made + ITERATOR_LIFE:", "if now > made + ITERATOR_LIFE:"),
    ("latest-is-the-oldest", '    if kind == "LATEST":\n        return last + 1', '    if kind == "LATEST":\n        return 0'),
    ("after-is-at", 'int(number) + (kind == "AFTER_SEQUENCE_NUMBER")', "int(number)"),
    ("timestamp-is-after", "if record.at >= timestamp * 1000", "if record.at > timestamp * 1000"),
    ("bookmark-stays", "after = found[-1].number + 1 if found else position\n        result", "after = position\n        result"),
    ("closed-shards-go-on", "if shard.closed is None or after <= shard.closed or found:", "if True:"),
    ("children-unnamed", 'result["ChildShards"] = children_of(stream, shard)', 'result["ChildShards"] = []'),
    ("fan-out-is-shared", "consumer.pushed.setdefault(shard.id, Gauge())", "shard.bytes_out"),
    ("fan-out-without-limit", "room, position = BYTES_OUT - gauge.level(now)", "room, position = 99 * BYTES_OUT"),
    ("consumers-without-limit", "CONSUMERS = 20", "CONSUMERS = 21"),
    ("a-name-twice", "if ConsumerName in stream.consumers:", "if False:"),
    # Retention
    ("expires-a-moment-late", "shard.records[0].at <= horizon:", "shard.records[0].at < horizon:"),
    ("never-expires", "horizon = now - self.hours * HOUR", "horizon = -1"),
    ("expired-is-not-counted", 'self.totals["expired"] += len(gone)', "pass"),
    ("a-raise-brings-back", "        self._trim(stream)\n        stream.hours = hours", "        stream.hours = hours"),
    ("retention-of-two-years", "RETENTION_HOURS = (24, 8_760)", "RETENTION_HOURS = (24, 17_520)"),
    ("retention-of-an-hour", "RETENTION_HOURS = (24, 8_760)", "RETENTION_HOURS = (1, 8_760)"),
    ("a-raise-lowers", "(hours < stream.hours if longer else hours > stream.hours)", "False"),
    ("expiry-told-twice", "changes, self.changes = self.changes, []", "changes = self.changes"),
    # Totals and stories
    ("throttled-is-not-counted", '            stream.totals["throttled"] += 1\n', ""),
    ("story-of-the-call-before", "story, self.story = self.story, []", "story = list(self.story)"),
    ("streams-twice", "if StreamName in self.streams:", "if False:"),
)  # fmt: skip


def suspects(model: Callable[..., Any]) -> Iterator[Callable[[], Any]]:
    """Recorded cases, then rules at their boundaries."""
    for case in json.loads(TRACES.read_text(encoding="utf-8"))["cases"]:
        yield partial(adapter.check, case, model)
    for check in (*CHECKS, *READING_CHECKS):
        yield partial(check, model)
