"""Amazon Data Firehose: buffers records by size and time, transforms them, and delivers them to S3 and Redshift.

Limits are those of the Developer Guide (buffering hints, data transformation, data delivery) and of the API model
(firehose 2015-08-04). It keeps nothing that it has delivered, and undeliverable records for 24 hours.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from studykit.sim.engine.data import Data, label, size_of
from studykit.sim.engine.service import CallStory, Clock, Pick, Service, ServiceChange, ServiceError, first_option
from studykit.sim.systems.firehose.delivery_stream import BufferedRecord, DeliveryStream

LARGEST_RECORD = 1_024_000
"""Bytes of one record: 1,000 KiB (API model, `Data`)."""
BATCH, BATCH_BYTES = 500, 4 * 1_048_576
"""Most records and bytes of a PutRecordBatch: 500 records, 4 MiB (API model, `PutRecordBatch`)."""
SIZE_MIB, SECONDS = (1, 128), (0, 900)
"""Buffering hints of an S3 destination (API model, `SizeInMBs`, `IntervalInSeconds`)."""
RETRY_SECONDS = (0, 7_200)
"""Seconds for which a COPY is retried (API model, `RedshiftRetryDurationInSeconds`)."""


class Firehose(Service):
    """The Firehose streams of one account. Methods, keywords and results are those of boto3."""

    def __init__(self, clock: Clock, pick: Pick = first_option) -> None:
        super().__init__(clock, pick)
        self.streams: dict[str, DeliveryStream] = {}
        self.story: list[CallStory] = []
        self.changes: list[ServiceChange] = []

    # Calls of the engine

    def provision(
        self, name: str, size_mib: int = 5, seconds: int = 300, keeps: str = "", kept: bool = True, **options: Any
    ) -> None:
        """Creates a stream with Direct PUT. If `kept` is set, the bucket `keeps` also gets the records as they came.

        `options` are the other fields of `DeliveryStream` (`transform`, `warehouse` and so on).
        """
        self._within("SizeInMBs", size_mib, SIZE_MIB)
        self._within("IntervalInSeconds", seconds, SECONDS)
        self._within("RetryOptions", options.get("retry", RETRY_SECONDS[0]), RETRY_SECONDS)
        self.streams[name] = DeliveryStream(name, size=int(size_mib * 1_048_576), wait=round(seconds * 1000), **options)
        self.streams[name].backup = keeps if kept else ""

    def link(self, source: str, target: str, **options: Any) -> None:
        """Sets the destination of a stream: a bucket, or with `as` another field such as the warehouse."""
        setattr(self._open(source), options.get("as", "bucket"), target)

    def describe_call(self, operation: str, request: Mapping[str, Any], response: Any) -> list[CallStory]:
        """Returns the story of a put that opens an empty buffer; the puts that fill it have none."""
        story, self.story = self.story, []
        return story

    def next_change(self) -> int | None:
        return min((at for flow in self.streams.values() if (at := flow.next_change()) is not None), default=None)

    def drain_changes(self) -> list[ServiceChange]:
        now = self.clock()
        for flow in self.streams.values():
            for change in flow.advance(now):
                if change.action == "put_object" and "s3" in self.neighbors:
                    self._store(flow, change)
                self.changes.append(change)
        changes, self.changes = self.changes, []
        return changes

    def gauges(self) -> Mapping[str, float]:
        return {"buffered": sum(round(flow.held_bytes() / 1_048_576, 3) for flow in self.streams.values())}

    def totals(self, name: str) -> dict[str, int]:
        """Returns the lifetime totals of a stream in records: put, delivered, failed, dropped, expired."""
        return dict(self._open(name).totals)

    def unaccounted(self) -> int:
        ends = ("delivered", "failed", "dropped", "expired")
        return sum(
            flow.totals["put"] - flow.held() - sum(flow.totals[end] for end in ends) for flow in self.streams.values()
        )

    # The API

    def put_record(self, *, DeliveryStreamName: str, Record: Mapping[str, Data]) -> dict[str, Any]:
        """Adds one record to the buffer."""
        self.story = []
        self._check(Record["Data"])
        return {"RecordId": self._take(self._open(DeliveryStreamName), Record["Data"]), "Encrypted": False}

    def put_record_batch(self, *, DeliveryStreamName: str, Records: Sequence[Mapping[str, Data]]) -> dict[str, Any]:
        """Adds up to 500 records, 4 MiB together."""
        self.story = []
        flow = self._open(DeliveryStreamName)
        if not 1 <= len(Records) <= BATCH:
            raise refused(f"{len(Records)} records in one call; 1 to {BATCH}.")
        if sum(size_of(record["Data"]) for record in Records) > BATCH_BYTES:
            raise refused(f"A call carries at most {BATCH_BYTES} bytes.")
        for record in Records:
            self._check(record["Data"])
        ids = [{"RecordId": self._take(flow, record["Data"])} for record in Records]
        return {"FailedPutCount": 0, "Encrypted": False, "RequestResponses": ids}

    def take(self, name: str, data: Data) -> None:
        """Adds a record of a data stream that is the source. This is no call: Firehose reads by itself."""
        self._take(self._open(name), data)
        self.story = []

    # Inside

    def _take(self, flow: DeliveryStream, data: Data) -> str:
        opens = flow.take(BufferedRecord(self.clock(), label(data), size_of(data)))
        if opens:
            self.story.append(CallStory(label(data), {"target": flow.name, "says": "it opens an empty buffer"}))
        return f"record-{flow.totals['put']}"

    def _store(self, flow: DeliveryStream, change: ServiceChange) -> None:
        s3: Any = self.neighbors["s3"]
        flow.objects += 1
        key = f"{change.detail.get('prefix', '')}{flow.name}-{flow.objects:04d}"
        s3.put_object(Bucket=change.detail["target"], Key=key, ContentLength=change.detail["bytes"])

    def _check(self, data: Data) -> None:
        if size_of(data) > LARGEST_RECORD:
            raise refused(f"A record has at most {LARGEST_RECORD} bytes; this one {size_of(data)}.")

    def _within(self, name: str, value: float, bounds: Iterable[float]) -> None:
        least, most = bounds
        if not least <= value <= most:
            raise refused(f"{name} is {value}; {least} to {most}.")

    def _open(self, name: str) -> DeliveryStream:
        if name not in self.streams:
            raise ServiceError("ResourceNotFoundException", f"Firehose {name} not found.")
        return self.streams[name]


def refused(message: str) -> ServiceError:
    """Returns the error for a wrong argument."""
    return ServiceError("InvalidArgumentException", message)
