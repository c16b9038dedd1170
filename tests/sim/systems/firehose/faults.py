"""Faults of Firehose: buffers, deliveries, retries."""

from __future__ import annotations

from studykit.sim.systems.firehose.model import Firehose
from tests.sim.checks import checks_of
from tests.sim.faults import Fault, always, becomes, compare, default, drop, literal, never, rewrite, skip, unset
from tests.sim.systems.firehose import checks

MODEL = Firehose
CHECKS = checks_of(checks)
SUSPECTS = CHECKS

FAULTS = (
    Fault("never-full", "Buffer.full", never("bytes")),
    Fault("full-a-byte-late", "Buffer.full", compare(">=", ">")),
    Fault("each-record-at-once", "Buffer.full", always("bytes")),
    Fault("age-of-the-newest", "Buffer.add", always("entries")),
    Fault("age-a-moment-late", "Flow.advance", compare(">=", ">", "ready")),
    Fault("never-due", "Buffer.due", never("entries")),
    Fault("bytes-not-reset", "Buffer.emptied", unset("bytes")),
    Fault("half-a-day", "DAY", becomes(43200000)),
    Fault("kept-a-moment-longer", "Flow._given_up", compare(">=", ">")),
    Fault("expiry-not-counted", "Flow._given_up", skip("totals")),
    Fault("copy-each-minute", "COPY_EVERY", becomes(60000)),
    Fault("copy-given-up-at-once", "Flow._planned", always("skipped")),
    Fault("copy-retried-too-long", "Flow._planned", rewrite("A > E", "A > 9 * E")),
    Fault("no-copy", "Flow._delivered", never("warehouse")),
    Fault("dropped-records-delivered", "Flow._transformed", rewrite("E not in F and E not in D", "E not in F")),
    Fault("failed-records-delivered", "Flow._transformed", rewrite("E not in F and E not in D", "E not in D")),
    Fault("failed-count-as-dropped", "Flow._transformed", literal("failed", "dropped")),
    Fault("failed-are-not-written", "Flow._transformed", never("bucket")),
    Fault("no-function", "Flow.take", never("transform")),
    Fault("originals-always", "Firehose.provision", always("kept")),
    Fault("originals-never", "Firehose.provision", never("kept")),
    Fault("delay-not-counted", "Flow._delivered", skip("delay")),
    Fault("delay-of-the-first", "Flow._delivered", rewrite("max(self.longest, *W)", "W[-1]")),
    Fault("size-not-shrunk", "Flow._delivered", drop("shrink")),
    Fault("put-not-counted", "Flow.take", skip("totals")),
    Fault("wide-sizes", "SIZE_MIB", becomes((0, 256))),
    Fault("narrow-hints", "SIZE_MIB", becomes((1, 100))),
    Fault("retry-for-a-day", "RETRY_SECONDS", becomes((0, 86400))),
    Fault("record-of-a-mib", "LARGEST_RECORD", becomes(1048576)),
    Fault("batch-of-a-thousand", "BATCH", becomes(1000)),
    Fault("batch-of-any-size", "Firehose.put_record_batch", never("BATCH_BYTES")),
    Fault("default-of-a-minute", "Firehose.provision", default("seconds", 60)),
    Fault("default-of-a-mib", "Firehose.provision", default("size_mib", 1)),
    Fault("long-waits", "SECONDS", becomes((0, 3600))),
    Fault("short-waits", "SECONDS", becomes((60, 900))),
)
