"""Cognito Sync before its end: datasets of an identity on several devices, and a silent push after a change.

Closed to new customers since 30 July 2026 (AWS points to AppSync and DynamoDB). Sources: AWS's API model (cognito-sync
2014-06-30), Developer Guide (push-sync: a silent push notification tells the other devices to synchronize).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from studykit.sim.engine.service import CallStory, Clock, Pick, Service, ServiceChange, ServiceError, first_option

POOL = "us-east-1:00000000-0000-4000-8000-000000000001"
IDENTITY = "us-east-1:00000000-0000-4000-8000-000000000002"
MOST_DATASETS, MOST_BYTES = 20, 1_000_000
"""Datasets of one identity, and bytes of one dataset (AWS's API model: "up to 1 MB", "up to 20 datasets per user
identity").
"""


@dataclass(slots=True)
class Dataset:
    """Records of one identity: each has a value (None: removed), its sync count, and the device that wrote it."""

    count: int = 0
    records: dict[str, tuple[str | None, int, str]] = field(default_factory=dict)
    subscribers: list[str] = field(default_factory=list)


class CognitoSync(Service):
    """The datasets of one identity in one pool."""

    def __init__(self, clock: Clock, pick: Pick = first_option) -> None:
        super().__init__(clock, pick)
        self.datasets: dict[str, Dataset] = {}
        self.devices: dict[str, str] = {}
        self.pushed: dict[str, list[str]] = {}
        self.changes: list[ServiceChange] = []
        self.push = True
        self.title = "sync"
        self.story: list[CallStory] = []

    def provision(self, name: str, push: bool = True, **options: Any) -> None:
        """Creates a pool with push synchronization on or off."""
        self.title, self.push = name, push

    def describe_call(self, operation: str, request: Mapping[str, Any], response: Any) -> list[CallStory]:
        story, self.story = self.story, []
        return story

    def drain_changes(self) -> list[ServiceChange]:
        news, self.changes = self.changes, []
        return news

    def available(self, resource: str) -> int:
        """Counts the pushes that a device (`sync/tablet`) has not read."""
        return len(self.pushed.get(resource.rpartition("/")[2], ()))

    def register_device(self, *, IdentityPoolId: str, IdentityId: str, Platform: str, Token: str) -> dict[str, Any]:
        """Registers a device; it keeps its ID when it registers again."""
        self.devices.setdefault(Token, f"device-{len(self.devices) + 1}")
        self._narrate(Token)
        return {"DeviceId": self.devices[Token]}

    def subscribe_to_dataset(
        self, *, IdentityPoolId: str, IdentityId: str, DatasetName: str, DeviceId: str
    ) -> dict[str, Any]:
        if DeviceId not in self.devices.values():
            raise ServiceError("ResourceNotFoundException", f"Device {DeviceId} is not registered.")
        dataset = self._dataset(DatasetName)
        if DeviceId not in dataset.subscribers:
            dataset.subscribers.append(DeviceId)
        self._narrate(DatasetName)
        return {}

    def unsubscribe_from_dataset(
        self, *, IdentityPoolId: str, IdentityId: str, DatasetName: str, DeviceId: str
    ) -> dict[str, Any]:
        dataset = self._dataset(DatasetName)
        if DeviceId not in dataset.subscribers:
            raise ServiceError("ResourceNotFoundException", f"Device {DeviceId} is not subscribed.")
        dataset.subscribers.remove(DeviceId)
        self._narrate(DatasetName)
        return {}

    def list_records(
        self, *, IdentityPoolId: str, IdentityId: str, DatasetName: str, LastSyncCount: int = 0
    ) -> dict[str, Any]:
        """Returns what was written after a sync count, and a session token for writing."""
        dataset = self._dataset(DatasetName)
        records = [
            {**_shown(key, value, at), "LastModifiedBy": who}
            for key, (value, at, who) in dataset.records.items()
            if at > LastSyncCount
        ]
        self._narrate(DatasetName, carries=" ".join(map(_line, records)) or "nothing new")
        return {
            "Records": records,
            "Count": len(records),
            "DatasetSyncCount": dataset.count,
            "DatasetExists": dataset.count > 0,
            "SyncSessionToken": f"session-{dataset.count}",
        }

    def update_records(
        self,
        *,
        IdentityPoolId: str,
        IdentityId: str,
        DatasetName: str,
        SyncSessionToken: str,
        DeviceId: str = "",
        RecordPatches: Sequence[Mapping[str, Any]] = (),
    ) -> dict[str, Any]:
        """Writes records and pushes to the other devices; a record that was written in the meantime is a conflict.

        The session token is that of ListRecords. An older one is accepted for records whose latest sync count it knows.
        """
        dataset = self._dataset(DatasetName)
        if SyncSessionToken not in (f"session-{count}" for count in range(dataset.count + 1)):
            raise ServiceError("InvalidParameterException", "The sync session token is none of this dataset.")
        kept = {key: value for key, (value, _, _) in dataset.records.items()}
        kept.update({patch["Key"]: _new(patch) for patch in RecordPatches})
        if sum(len(key) + len(value or "") for key, value in kept.items()) > MOST_BYTES:
            raise ServiceError("LimitExceededException", "A dataset holds up to 1 MB.")
        for patch in RecordPatches:
            if dataset.records.get(patch["Key"], ("", 0, ""))[1] != patch["SyncCount"]:
                raise ServiceError("ResourceConflictException", f"{patch['Key']} was written in the meantime.")
        dataset.count += 1
        written = []
        for patch in RecordPatches:
            value = _new(patch)
            dataset.records[patch["Key"]] = (value, dataset.count, DeviceId)
            written.append(_shown(patch["Key"], value, dataset.count))
        self._narrate(DatasetName, carries=" ".join(map(_line, written)))
        for name, device in self.devices.items():
            if self.push and device in dataset.subscribers and device != DeviceId:
                self.pushed.setdefault(name, []).append(DatasetName)
                note = {"target": name, "carries": "silent push: come and fetch"}
                self.changes.append(ServiceChange(self.clock(), "push", DatasetName, note, self.title))
        return {"Records": written}

    def heed(self, device: str) -> bool:
        """Removes the pushes of a device; returns whether there were any."""
        return bool(self.pushed.pop(device, []))

    def _dataset(self, name: str) -> Dataset:
        if name not in self.datasets and len(self.datasets) == MOST_DATASETS:
            raise ServiceError("LimitExceededException", f"An identity has up to {MOST_DATASETS} datasets.")
        return self.datasets.setdefault(name, Dataset())

    def _narrate(self, subject: str, **detail: Any) -> None:
        self.story = [CallStory(subject, {"target": self.title, **detail})]


def _new(patch: Mapping[str, Any]) -> str | None:
    """Returns the value of a record after a patch; None if it is removed."""
    return None if patch["Op"] == "remove" else str(patch.get("Value", ""))


def _shown(key: str, value: str | None, at: int) -> dict[str, Any]:
    """Returns a record as the API shows it; a removed one has no value."""
    return {"Key": key, **({} if value is None else {"Value": value}), "SyncCount": at}


def _line(record: Mapping[str, Any]) -> str:
    return f"{record['Key']}={record.get('Value', '(removed)')}"
