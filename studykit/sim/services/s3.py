"""S3 as a neighbour: objects with a size in a bucket, and who is told of a new one. No more than the stories need."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from studykit.sim.service import Clock, Pick, Service, ServiceError, Told, first

Listener = Callable[[str, str], None]


class S3(Service):
    """The buckets of one account. An object's content is its size in bytes: nobody here reads it."""

    def __init__(self, clock: Clock, pick: Pick = first) -> None:
        super().__init__(clock, pick)
        self.buckets: dict[str, dict[str, int]] = {}
        self.listeners: dict[str, list[tuple[str, Listener]]] = {}

    def provision(self, name: str, **options: Any) -> None:
        """Creates a bucket."""
        self.buckets[name] = {}

    def listen(self, bucket: str, prefix: str, listener: Listener) -> None:
        """Calls `listener(bucket, key)` for every new object whose key begins with the prefix."""
        self.listeners.setdefault(bucket, []).append((prefix, listener))

    def put_object(self, *, Bucket: str, Key: str, ContentLength: int = 0) -> dict[str, Any]:
        """Stores an object and tells the listeners, in the order of their coming."""
        self._open(Bucket)[Key] = ContentLength
        for prefix, listener in self.listeners.get(Bucket, ()):
            if Key.startswith(prefix):
                listener(Bucket, Key)
        return {"ETag": f'"{len(self.buckets[Bucket]):032x}"'}

    def get_object(self, *, Bucket: str, Key: str) -> dict[str, Any]:
        """An object's size; NoSuchKey when there is none."""
        if Key not in self._open(Bucket):
            raise ServiceError("NoSuchKey", f"The specified key does not exist: {Key}")
        return {"ContentLength": self.buckets[Bucket][Key]}

    def tell(self, operation: str, request: Mapping[str, Any], response: Any) -> list[Told]:
        size = request.get("ContentLength", (response or {}).get("ContentLength", 0))
        return [Told(request["Key"], {"queue": request["Bucket"], "bytes": size})]

    def _open(self, bucket: str) -> dict[str, int]:
        if bucket not in self.buckets:
            raise ServiceError("NoSuchBucket", f"The specified bucket does not exist: {bucket}")
        return self.buckets[bucket]
