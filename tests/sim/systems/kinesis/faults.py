"""Faults of Kinesis Data Streams."""

from __future__ import annotations

from studykit.sim.systems.kinesis.model import Kinesis
from tests.sim.checks import checks_of
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
)
from tests.sim.systems.kinesis import checks, reading_checks, recorded
from tests.sim.traces import played_by
from tests.sim.trees import Code

MODEL = Kinesis
CHECKS = checks_of(checks, reading_checks)
SUSPECTS = (*played_by(recorded), *CHECKS)

FAULTS = (
    # What a shard takes and gives
    Fault("a-record-more", "RECORDS_IN", becomes(1001)),
    Fault("bytes-without-limit", "BYTES_IN", becomes(Code("64 * MIB"))),
    Fault("keys-weigh-nothing", "Kinesis._put", drop("size_of")),
    Fault("a-second-lasts-longer", "Gauge.level", compare("<=", "<")),
    Fault("a-batch-counts-once", "Shard.takes", argument("add", 1, 1, "records_in")),
    Fault("an-offer-weighs-nothing", "Shard.takes", argument("add", 1, Code("size"), "bytes_in")),
    Fault("six-reads", "READS", becomes(6)),
    Fault("reads-are-not-counted", "Shard.gives", skip("add")),
    Fault("no-rest-after-a-large-read", "Shard.gave", uncalled("max", keeps=0)),
    Fault("readers-share-no-limit", "Shard.gave", rewrite("self._owed(N) + S", "0")),
    Fault("a-read-of-any-size", "Shard.read", never(0)),
    # Where a record goes
    Fault("the-adjacent-shard", "Stream.route", literal(1, 2)),
    Fault("closed-shards-stay-open", "Stream.add", always("closed")),
    Fault("ranges-leave-a-gap", "Kinesis.create_stream", rewrite("S * (I + 1) - 1", "S * (I + 1) - 2")),
    Fault("explicit-key-ignored", "Kinesis._place", always("explicit")),
    Fault("key-of-any-length", "Kinesis._put", rewrite("1 <= len(K) <= LONGEST_KEY", "1 <= len(K)")),
    Fault("place-beyond-the-top", "Kinesis._place", drop("TOP")),
    Fault(
        "a-split-moves-records",
        "Stream.split",
        rewrite(
            "self.add(A, P.end, P.id)",
            "self.add(A, P.end, P.id)\nself.shards[-1].records, P.records = P.records, []",
        ),
    ),
    Fault("split-at-the-edge", "Kinesis.split_shard", compare("<", "<=")),
    Fault("split-overlaps", "Stream.split", argument("add", 0, Code("at - 1"), "end")),
    Fault("merge-of-distant-shards", "Kinesis.merge_shards", never("start")),
    Fault("closed-shards-are-changed", "Kinesis._open_shard", never("closed")),
    # On-demand
    Fault("on-demand-never-grows", "Stream.grow", never("open")),
    Fault("on-demand-grows-at-once", "GROWS_AFTER", becomes(0)),
    Fault("on-demand-for-the-load-alone", "Stream.grow", rewrite("-2 * self.peak[0]", "-1 * self.peak[0]")),
    Fault("on-demand-starts-with-one", "ON_DEMAND_SHARDS", becomes(1)),
    Fault("on-demand-is-split-by-hand", "Kinesis._provisioned", never("on_demand")),
    # Batches and records
    Fault("batch-of-any-number", "BATCH", becomes(5000)),
    Fault("batch-of-any-size", "Kinesis.put_records", reads("BATCH_BYTES", Code("2 * BATCH_BYTES"), "Records")),
    Fault("a-batch-is-a-transaction", "Kinesis.put_records", always("code")),
    Fault("failures-are-not-counted", "Kinesis.put_records", result("sum", 0, "ErrorCode")),
    Fault("record-of-any-size", "Kinesis._put", never("record_bytes")),
    # Reading
    Fault(
        "reading-removes",
        "Readers.get_records",
        rewrite(
            "self._read(A, S, F)",
            "self._read(A, S, F)\nS.records = [record for record in S.records if record not in F]",
        ),
    ),
    Fault("iterators-never-expire", "Readers.get_records", never("ITERATOR_LIFE")),
    Fault("iterators-a-moment-longer", "Readers.get_records", compare(">=", ">")),
    Fault("latest-is-the-oldest", "start_of", rewrite("return L + 1", "return 0")),
    Fault("after-is-at", "start_of", returns(Code("int(number)"), "AFTER_SEQUENCE_NUMBER")),
    Fault("timestamp-is-after", "start_of", compare(">=", ">")),
    Fault("iterator-does-not-move", "Readers.get_records", never("number")),
    Fault("closed-shards-never-end", "Readers.get_records", always("closed")),
    Fault("children-not-named", "Readers.get_records", result("children_of", [])),
    Fault("fan-out-is-shared", "Readers._push", result("setdefault", Code("shard.bytes_out"))),
    Fault("fan-out-without-limit", "Readers._push", rewrite("BYTES_OUT - G.level(N)", "99 * BYTES_OUT")),
    Fault("consumers-without-limit", "CONSUMERS", becomes(21)),
    Fault("a-name-twice", "Readers.register_stream_consumer", never("ConsumerName")),
    # Retention
    Fault("expires-a-moment-late", "Stream.trim", compare("<=", "<")),
    Fault("never-expires", "Stream.trim", rewrite("N - self.hours * HOUR", "-1")),
    Fault("expired-is-not-counted", "Stream.trim", skip("totals")),
    Fault("an-increase-restores-records", "Kinesis._retain", skip("_trim")),
    Fault("retention-of-two-years", "RETENTION_HOURS", becomes((24, 17520))),
    Fault("retention-of-an-hour", "RETENTION_HOURS", becomes((1, 8760))),
    Fault("an-increase-can-decrease", "Kinesis._retain", drop("longer")),
    Fault(
        "expiry-reported-twice",
        "Kinesis.drain_changes",
        rewrite("C, self.changes = (self.changes, [])", "C = self.changes"),
    ),
    # Totals and stories
    Fault("throttled-is-not-counted", "Kinesis._put", skip("throttled")),
    Fault(
        "story-of-the-call-before",
        "Kinesis.describe_call",
        rewrite("S, self.story = (self.story, [])", "S = list(self.story)"),
    ),
    Fault("streams-twice", "Kinesis.create_stream", never("streams")),
)
