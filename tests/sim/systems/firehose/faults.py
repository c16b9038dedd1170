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
    Fault("age-a-moment-late", "DeliveryStream.advance", compare(">=", ">", "ready")),
    Fault("never-due", "Buffer.due", never("entries")),
    Fault("bytes-not-reset", "Buffer.emptied", unset("bytes")),
    Fault("half-a-day", "DAY", becomes(43200000)),
    Fault("kept-a-moment-longer", "DeliveryStream._given_up", compare(">=", ">")),
    Fault("expiry-not-counted", "DeliveryStream._given_up", skip("totals")),
    Fault("copy-each-minute", "COPY_EVERY", becomes(60000)),
    Fault("copy-given-up-at-once", "DeliveryStream._planned", always("skipped")),
    Fault("copy-retried-too-long", "DeliveryStream._planned", rewrite("A > E", "A > 9 * E")),
    Fault("no-copy", "DeliveryStream._delivered", never("warehouse")),
    Fault(
        "dropped-records-delivered", "DeliveryStream._transformed", rewrite("E not in F and E not in D", "E not in F")
    ),
    Fault(
        "failed-records-delivered", "DeliveryStream._transformed", rewrite("E not in F and E not in D", "E not in D")
    ),
    Fault("failed-count-as-dropped", "DeliveryStream._transformed", literal("failed", "dropped")),
    Fault("failed-are-not-written", "DeliveryStream._transformed", never("bucket")),
    Fault("no-function", "DeliveryStream.take", never("transform")),
    Fault("originals-always", "Firehose.provision", always("kept")),
    Fault("originals-never", "Firehose.provision", never("kept")),
    Fault("delay-not-counted", "DeliveryStream._delivered", skip("delay")),
    Fault("delay-of-the-first", "DeliveryStream._delivered", rewrite("max(self.longest, *W)", "W[-1]")),
    Fault("size-not-shrunk", "DeliveryStream._delivered", drop("shrink")),
    Fault("put-not-counted", "DeliveryStream.take", skip("totals")),
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
