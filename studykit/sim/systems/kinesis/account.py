"""The base of the Kinesis model: the streams of an account, and the story of a call."""

from __future__ import annotations

from typing import Any

from studykit.sim.engine.data import Data, label
from studykit.sim.engine.service import CallStory, Clock, Pick, Service, ServiceChange, first_option
from studykit.sim.systems.kinesis.responses import missing
from studykit.sim.systems.kinesis.stream import Shard, Stream


class StreamStore(Service):
    """The streams of one account, the story of the latest call, and unreported changes."""

    def __init__(self, clock: Clock, pick: Pick = first_option) -> None:
        super().__init__(clock, pick)
        self.streams: dict[str, Stream] = {}
        self.story: list[CallStory] = []
        self.changes: list[ServiceChange] = []
        self.links: dict[str, list[str]] = {}

    def _trim(self, stream: Stream) -> None:
        for shard, record in stream.trim(self.clock()):
            self.changes.append(
                ServiceChange(
                    self.clock(), "expired", label(record.data), {"target": shard.label, "state": "gone"}, stream.name
                )
            )

    def _fresh(self, name: str) -> Stream:
        """Returns the stream of a new call and starts its story; that of a refused call was never shown."""
        self.story = []
        return self._open(name)

    def _open(self, name: str) -> Stream:
        if name not in self.streams:
            raise missing(f"Stream {name} not found.")
        return self.streams[name]

    def _find(self, stream: Stream, shard_id: str) -> Shard:
        for shard in stream.shards:
            if shard.id == shard_id:
                return shard
        raise missing(f"Shard {shard_id} in stream {stream.name} not found.")

    def _narrate(self, shard: Shard, data: Data, **detail: Any) -> None:
        self.story.append(CallStory(label(data), {"target": shard.label, **detail}))
