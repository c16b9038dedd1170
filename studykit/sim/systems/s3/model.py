"""S3 as far as other systems use it: objects with a size in a bucket, and event notifications.

A notification filters by prefix and suffix and is delivered at least once (S3 User Guide, EventNotifications and
notification-how-to-filtering).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from studykit.sim.engine.service import CallStory, Clock, Pick, Service, ServiceChange, ServiceError, first_option


@dataclass(frozen=True, slots=True)
class Notification:
    """An event notification: its function, its filters, and the probability (`again`) of a second delivery."""

    function: str
    prefix: str = ""
    suffix: str = ""
    again: float = 0


class S3(Service):
    """The buckets of one account. The content of an object is only its size in bytes."""

    def __init__(self, clock: Clock, pick: Pick = first_option) -> None:
        super().__init__(clock, pick)
        self.buckets: dict[str, dict[str, int]] = {}
        self.metadata: dict[tuple[str, str], Mapping[str, str]] = {}
        self.notifications: dict[str, list[Notification]] = {}
        self.changes: list[ServiceChange] = []

    def provision(self, name: str, **options: Any) -> None:
        """Creates a bucket."""
        self.buckets[name] = {}

    def link(self, source: str, target: str, **options: Any) -> None:
        """Adds an event notification: new objects of a bucket invoke a function (options as in Notification)."""
        self._open(source)
        self.notifications.setdefault(source, []).append(Notification(target, **options))

    def drain_changes(self) -> list[ServiceChange]:
        changes, self.changes = self.changes, []
        return changes

    def put_object(
        self, *, Bucket: str, Key: str, ContentLength: int = 0, Metadata: Mapping[str, str] | None = None
    ) -> dict[str, Any]:
        """Stores an object and invokes the functions that want its event."""
        self._open(Bucket)[Key] = ContentLength
        self.metadata[Bucket, Key] = Metadata or {}
        for notification in self.notifications.get(Bucket, ()):
            self._notify(notification, Bucket, Key)
        return {"ETag": f'"{len(self.buckets[Bucket]):032x}"'}

    def get_object(self, *, Bucket: str, Key: str) -> dict[str, Any]:
        """Returns an object's size and metadata; raises NoSuchKey if there is none."""
        if Key not in self._open(Bucket):
            raise ServiceError("NoSuchKey", f"The specified key does not exist: {Key}")
        noted = self.metadata.get((Bucket, Key))
        return {"ContentLength": self.buckets[Bucket][Key], **({"Metadata": dict(noted)} if noted else {})}

    def list_objects_v2(self, *, Bucket: str, Prefix: str = "") -> dict[str, Any]:
        """Lists the objects under a prefix, by name."""
        found = [
            {"Key": key, "Size": size} for key, size in sorted(self._open(Bucket).items()) if key.startswith(Prefix)
        ]
        return {"Contents": found, "KeyCount": len(found)}

    def describe_call(self, operation: str, request: Mapping[str, Any], response: Any) -> list[CallStory]:
        if operation == "list_objects_v2":
            return [CallStory(None, {"target": request["Bucket"], "carries": f"{response['KeyCount']} keys"})]
        size = request.get("ContentLength", (response or {}).get("ContentLength", 0))
        return [CallStory(request["Key"], {"target": request["Bucket"], "bytes": size})]

    def _open(self, bucket: str) -> dict[str, int]:
        if bucket not in self.buckets:
            raise ServiceError("NoSuchBucket", f"The specified bucket does not exist: {bucket}")
        return self.buckets[bucket]

    def _notify(self, notification: Notification, bucket: str, key: str) -> None:
        """Invokes a function with the event of a new object, once or twice."""
        if not (key.startswith(notification.prefix) and key.endswith(notification.suffix)):
            return
        functions: Any = self.neighbors["lambda"]
        odds = (1 - notification.again, notification.again)
        twice = notification.again and self.pick("event_again", (False, True), odds)
        for _ in range(2 if twice else 1):
            event = json.dumps({"bucket": bucket, "key": key})
            functions.invoke(FunctionName=notification.function, InvocationType="Event", Payload=event)
            detail = {"target": notification.function, "carries": "ObjectCreated"}
            self.changes.append(ServiceChange(self.clock(), "notify", key, detail, bucket, system="s3"))
