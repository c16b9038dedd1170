"""Cognito Sync, as it was: datasets of an identity on several devices, and a silent push when one of them changes.

Closed to everybody who did not use it before (its successor is AppSync). Sources: AWS's API model (cognito-sync
2014-06-30), Developer Guide (push-sync: a silent push notification tells the other devices to synchronise).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from studykit.sim.service import Change, Clock, Pick, Service, ServiceError, Told, first

POOL = "us-east-1:00000000-0000-4000-8000-000000000001"
IDENTITY = "us-east-1:00000000-0000-4000-8000-000000000002"


@dataclass(slots=True)
class Dataset:
    """Records of one identity: values with the sync count at which each was written."""

    count: int = 0
    records: dict[str, tuple[str, int, str]] = field(default_factory=dict)
    subscribers: list[str] = field(default_factory=list)


class CognitoSync(Service):
    """The datasets of one identity in one pool."""

    def __init__(self, clock: Clock, pick: Pick = first) -> None:
        super().__init__(clock, pick)
        self.datasets: dict[str, Dataset] = {}
        self.devices: dict[str, str] = {}
        self.pushed: dict[str, list[str]] = {}
        self.changes: list[Change] = []
        self.push = True
        self.title = "sync"
        self.story: list[Told] = []

    def provision(self, name: str, push: bool = True, **options: Any) -> None:
        """A pool with push synchronisation on or off."""
        self.title, self.push = name, push

    def tell(self, operation: str, request: Mapping[str, Any], response: Any) -> list[Told]:
        story, self.story = self.story, []
        return story

    def settle(self) -> list[Change]:
        news, self.changes = self.changes, []
        return news

    def available(self, resource: str) -> int:
        """How many pushes a device (`sync/tablet`) was sent and has not heeded."""
        return len(self.pushed.get(resource.rpartition("/")[2], ()))

    def register_device(self, *, IdentityPoolId: str, IdentityId: str, Platform: str, Token: str) -> dict[str, Any]:
        self.devices[Token] = f"device-{len(self.devices) + 1}"
        self._say(Token)
        return {"DeviceId": self.devices[Token]}

    def subscribe_to_dataset(
        self, *, IdentityPoolId: str, IdentityId: str, DatasetName: str, DeviceId: str
    ) -> dict[str, Any]:
        if DeviceId not in self.devices.values():
            raise ServiceError("ResourceNotFoundException", f"Device {DeviceId} is not registered.")
        self._dataset(DatasetName).subscribers.append(DeviceId)
        self._say(DatasetName)
        return {}

    def list_records(
        self, *, IdentityPoolId: str, IdentityId: str, DatasetName: str, LastSyncCount: int = 0
    ) -> dict[str, Any]:
        """What was written after a sync count, and the token with which to write."""
        dataset = self._dataset(DatasetName)
        records = [
            {"Key": key, "Value": value, "SyncCount": at, "LastModifiedBy": who}
            for key, (value, at, who) in dataset.records.items()
            if at > LastSyncCount
        ]
        found = " ".join(f"{record['Key']}={record['Value']}" for record in records)
        self._say(DatasetName, carries=found or "nothing new")
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
        """Writes records; a record that another device wrote since is a conflict. Then the others are told to come."""
        dataset = self._dataset(DatasetName)
        for patch in RecordPatches:
            if dataset.records.get(patch["Key"], ("", 0, ""))[1] != patch["SyncCount"]:
                raise ServiceError("ResourceConflictException", f"{patch['Key']} was written in the meantime.")
        dataset.count += 1
        written = []
        for patch in RecordPatches:
            dataset.records[patch["Key"]] = (patch.get("Value", ""), dataset.count, DeviceId)
            written.append({"Key": patch["Key"], "Value": patch.get("Value", ""), "SyncCount": dataset.count})
        self._say(DatasetName, carries=" ".join(f"{r['Key']}={r['Value']}" for r in written))
        for name, device in self.devices.items():
            if self.push and device in dataset.subscribers and device != DeviceId:
                self.pushed.setdefault(name, []).append(DatasetName)
                note = {"queue": name, "carries": "silent push: come and fetch"}
                self.changes.append(Change(self.clock(), "push", DatasetName, note, self.title))
        return {"Records": written}

    def heed(self, device: str) -> bool:
        """A device takes its pushes from its notification service; says whether there were any."""
        return bool(self.pushed.pop(device, []))

    def _dataset(self, name: str) -> Dataset:
        return self.datasets.setdefault(name, Dataset())

    def _say(self, subject: str, **detail: Any) -> None:
        self.story = [Told(subject, {"queue": self.title, **detail})]
