"""Rules of Cognito Sync: records, counts, conflicts, limits, and push notifications."""

from __future__ import annotations

from typing import Any

from studykit.sim.systems.cognito_sync.model import IDENTITY, POOL
from tests.sim.checks import Model, code
from tests.sim.shapes import Validated

OWN = {"IdentityPoolId": POOL, "IdentityId": IDENTITY}


class Devices:
    """A phone, a tablet and a watch of one identity, all subscribed to its settings."""

    def __init__(self, model: Model, push: bool = True) -> None:
        self.bare: Any = model(lambda: 7_000)
        self.bare.provision("sync", push=push)
        self.sync: Any = Validated("cognito-sync", self.bare)
        self.ids = {name: self.register(name) for name in ("phone", "tablet", "watch")}
        for name in self.ids:
            self.subscribe(name)

    def register(self, name: str) -> str:
        return str(self.sync.register_device(**OWN, Platform="APNS", Token=name)["DeviceId"])

    def subscribe(self, name: str, dataset: str = "settings") -> None:
        self.sync.subscribe_to_dataset(**OWN, DatasetName=dataset, DeviceId=self.ids[name])

    def read(self, since: int = 0, dataset: str = "settings") -> dict[str, Any]:
        return dict(self.sync.list_records(**OWN, DatasetName=dataset, LastSyncCount=since))

    def write(self, *patches: dict[str, Any], by: str = "phone", token: str = "", dataset: str = "settings") -> Any:
        token = token or self.read(dataset=dataset)["SyncSessionToken"]
        given = {"SyncSessionToken": token, "DeviceId": self.ids[by], "RecordPatches": list(patches)}
        return self.sync.update_records(**OWN, DatasetName=dataset, **given)["Records"]

    def pushed(self) -> list[str]:
        """Returns the devices with unread pushes."""
        return [name for name in self.ids if self.bare.available(f"sync/{name}")]


def put(key: str, value: str, count: int = 0) -> dict[str, Any]:
    return {"Op": "replace", "Key": key, "Value": value, "SyncCount": count}


def removal(key: str, count: int) -> dict[str, Any]:
    return {"Op": "remove", "Key": key, "SyncCount": count}


def a_dataset_begins_with_its_first_record(model: Model) -> None:
    devices = Devices(model)
    found = devices.read()
    assert (found["Records"], found["Count"], found["DatasetSyncCount"], found["DatasetExists"]) == ([], 0, 0, False)
    assert devices.write(put("theme", "dark")) == [{"Key": "theme", "Value": "dark", "SyncCount": 1}]
    found = devices.read()
    assert found["Records"] == [{"Key": "theme", "Value": "dark", "SyncCount": 1, "LastModifiedBy": "device-1"}]
    assert (found["Count"], found["DatasetSyncCount"], found["DatasetExists"]) == (1, 1, True)


def a_device_gets_the_records_after_its_last_sync_count(model: Model) -> None:
    devices = Devices(model)
    devices.write(put("theme", "dark"), put("size", "9"))
    devices.write(put("theme", "light", 1), by="watch")
    assert [record["Key"] for record in devices.read(1)["Records"]] == ["theme"]
    assert {record["Key"]: record["SyncCount"] for record in devices.read()["Records"]} == {"theme": 2, "size": 1}
    assert devices.read(2)["Records"] == []
    assert devices.read(1)["Records"][0]["LastModifiedBy"] == devices.ids["watch"]


def a_record_changed_since_the_last_sync_is_a_conflict(model: Model) -> None:
    devices = Devices(model)
    token = devices.read()["SyncSessionToken"]
    devices.write(put("theme", "dark"))
    late = put("size", "9"), put("theme", "light")
    assert code(devices.write, *late, by="watch", token=token) == "ResourceConflictException"
    assert [record["Value"] for record in devices.read()["Records"]] == ["dark"]
    assert devices.read()["DatasetSyncCount"] == 1
    assert code(devices.write, put("theme", "light", 1), by="watch", token=token) == "ok"
    assert code(devices.write, put("new", "x", 1)) == "ResourceConflictException"


def a_session_token_belongs_to_one_dataset(model: Model) -> None:
    devices = Devices(model)
    for stray in ("session-1", "session", "none"):
        assert code(devices.write, put("theme", "dark"), token=stray) == "InvalidParameterException"
    devices.write(put("theme", "dark"))
    assert code(devices.write, put("size", "9"), token="session-1") == "ok"


def a_removed_record_is_listed_without_a_value(model: Model) -> None:
    devices = Devices(model)
    devices.write(put("theme", "dark"))
    assert devices.write(removal("theme", 1)) == [{"Key": "theme", "SyncCount": 2}]
    assert [set(record) for record in devices.read(1)["Records"]] == [{"Key", "SyncCount", "LastModifiedBy"}]


def every_subscriber_but_the_writer_is_pushed_once(model: Model) -> None:
    devices = Devices(model)
    devices.subscribe("watch")
    devices.write(put("theme", "dark"), by="tablet")
    assert devices.pushed() == ["phone", "watch"]
    told = devices.bare.drain_changes()
    assert [(one.at, one.action, one.subject, one.detail["target"]) for one in told] == [
        (7_000, "push", "settings", "phone"),
        (7_000, "push", "settings", "watch"),
    ]
    assert devices.bare.drain_changes() == []
    assert [devices.bare.heed(name) for name in devices.ids] == [True, False, True]
    assert devices.pushed() == []


def a_push_carries_no_data(model: Model) -> None:
    devices = Devices(model)
    devices.write(put("theme", "dark"))
    assert not any("dark" in str(one.detail) for one in devices.bare.drain_changes())


def devices_without_a_subscription_get_no_push(model: Model) -> None:
    devices = Devices(model, push=False)
    devices.write(put("theme", "dark"))
    assert devices.pushed() == []
    devices = Devices(model)
    devices.write(put("score", "9"), dataset="games")
    assert devices.pushed() == []
    devices.sync.unsubscribe_from_dataset(**OWN, DatasetName="settings", DeviceId=devices.ids["watch"])
    devices.write(put("theme", "dark"))
    assert devices.pushed() == ["tablet"]


def a_device_registers_before_it_subscribes(model: Model) -> None:
    devices = Devices(model)
    given = {**OWN, "DatasetName": "settings", "DeviceId": "device-99"}
    assert code(devices.sync.subscribe_to_dataset, **given) == "ResourceNotFoundException"
    given = {**given, "DatasetName": "games", "DeviceId": devices.ids["phone"]}
    assert code(devices.sync.unsubscribe_from_dataset, **given) == "ResourceNotFoundException"


def a_device_keeps_its_own_id(model: Model) -> None:
    devices = Devices(model)
    assert [devices.register(name) for name in devices.ids] == list(devices.ids.values())
    assert devices.register("laptop") not in devices.ids.values()


def an_identity_has_twenty_datasets(model: Model) -> None:
    devices = Devices(model)
    names = [f"set-{number}" for number in range(2, 21)]
    assert {code(devices.read, dataset=name) for name in names} == {"ok"}
    assert code(devices.read, dataset="set-21") == "LimitExceededException"
    assert code(devices.read) == "ok"


def a_dataset_holds_a_megabyte(model: Model) -> None:
    devices = Devices(model)
    full = put("k1", "x" * 499_998), put("k2", "x" * 499_998)
    assert code(devices.write, *full, put("k", "")) == "LimitExceededException"
    assert devices.read()["Records"] == []
    assert code(devices.write, *full) == "ok"
    assert code(devices.write, put("k3", "x")) == "LimitExceededException"
    assert code(devices.write, removal("k1", 1), put("k3", "x" * 1000)) == "ok"
