"""Faults of Firehose, and the checks that have to catch each of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from tests.sim.services.stream_checks import FIREHOSE

CLASS = "Firehose"
MODULES = (
    "systems.firehose.delivery_stream",
    "systems.firehose.model",
)

MUTANTS = (
    ("never-full", "return self.bytes >= self.size", "return False"),
    ("full-a-byte-late", "return self.bytes >= self.size", "return self.bytes > self.size"),
    ("each-record-at-once", "return self.bytes >= self.size", "return True"),
    ("age-of-the-newest", "        if not self.entries:\n            self.since = now\n", "        self.since = now\n"),
    ("age-a-moment-late", "if self.ready.entries and (self.ready.full() or now >= self.ready.since", "if self.ready.entries and (self.ready.full() or now > self.ready.since"),
    ("due-never", "return self.since + self.wait if self.entries else None", "return None"),
    ("bytes-are-kept", "entries, self.entries, self.bytes = self.entries, [], 0", "entries, self.entries = self.entries, []"),
    ("half-a-day", "DAY = 86_400_000", "DAY = 43_200_000"),
    ("kept-a-moment-longer", "old = [entry for entry in self.stuck if now >= entry.at + DAY]", "old = [entry for entry in self.stuck if now > entry.at + DAY]"),
    ("expiry-not-counted", 'self.totals["expired"] += len(old)', "pass"),
    ("copy-each-minute", "COPY_EVERY = 300_000", "COPY_EVERY = 60_000"),
    ("copy-given-up-at-once", "            if at > end:\n", "            if True:\n"),
    ("copy-tried-too-long", "            if at > end:\n", "            if at > 9 * end:\n"),
    ("no-copy", "        if self.warehouse:\n", "        if False:\n"),
    ("dropped-go-on", "entry not in failed and entry not in dropped]", "entry not in failed]"),
    ("failed-go-on", "entry not in failed and entry not in dropped]", "entry not in dropped]"),
    ("failed-count-as-dropped", 'self.totals["failed"] += len(failed)', 'self.totals["dropped"] += len(failed)'),
    ("failed-are-not-written", "        if failed:\n", "        if False:\n"),
    ("no-function", "buffer = self.raw if self.transform else self.ready", "buffer = self.ready"),
    ("originals-always", 'self.streams[name].backup = keeps if kept else ""', "self.streams[name].backup = keeps"),
    ("originals-never", 'self.streams[name].backup = keeps if kept else ""', 'self.streams[name].backup = ""'),
    ("delay-not-counted", "self.delay += sum(waits)", "pass"),
    ("delay-of-the-first", "self.longest = max(self.longest, *waits)", "self.longest = waits[-1]"),
    ("size-not-shrunk", "/ self.shrink)", ")"),
    ("put-not-counted", 'self.totals["put"] += 1', "pass"),
    ("wide-sizes", "SIZE_MIB, SECONDS = (1, 128), (0, 900)", "SIZE_MIB, SECONDS = (0, 256), (0, 3600)"),
    ("narrow-hints", "SIZE_MIB, SECONDS = (1, 128), (0, 900)", "SIZE_MIB, SECONDS = (1, 100), (60, 900)"),
    ("retry-for-a-day", "RETRY_SECONDS = (0, 7_200)", "RETRY_SECONDS = (0, 86_400)"),
    ("record-of-a-mib", "LARGEST_RECORD = 1_024_000", "LARGEST_RECORD = 1_048_576"),
    ("batch-of-a-thousand", "BATCH, BATCH_BYTES = 500,", "BATCH, BATCH_BYTES = 1_000,"),
    ("batch-of-any-size", "if sum(size_of(record[\"Data\"]) for record in Records) > BATCH_BYTES:", "if False:"),
    ("default-of-a-minute", "seconds: int = 300", "seconds: int = 60"),
    ("default-of-a-mib", "size_mib: int = 5", "size_mib: int = 1"),
)  # fmt: skip


def suspects(model: Callable[..., Any]) -> Iterator[Callable[[], Any]]:
    for check in FIREHOSE:
        yield partial(check, model)
