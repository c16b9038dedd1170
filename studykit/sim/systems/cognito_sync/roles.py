"""Roles around Amazon Cognito Sync."""

from __future__ import annotations

from studykit.sim.engine.actor import Actor, role
from studykit.sim.engine.service import ServiceError
from studykit.sim.engine.waiting import Process
from studykit.sim.systems.cognito_sync.model import IDENTITY, POOL

OWN = {"IdentityPoolId": POOL, "IdentityId": IDENTITY}
DATASET = "settings"


@role
def device(
    me: Actor,
    sync: str,
    offline: int = 0,
    back: bool = True,
    writes_at: float = 10,
    opens_at: float = 60,
) -> Process:
    """Registers and subscribes at second 0. The first device changes a setting at second `writes_at`.

    The others fetch after a silent push. The last `offline` of them get none; they fetch when their app is opened at
    second `opens_at`, if it is (`back`).
    """
    total = len([name for name in me.world.actors if name.startswith("device")])
    away = me.number > 1 and me.number > total - int(offline)
    answer = yield from me.call("cognito-sync", "register_device", **OWN, Platform="APNS", Token=me.name)
    yield from me.call("cognito-sync", "subscribe_to_dataset", **OWN, DatasetName=DATASET, DeviceId=answer["DeviceId"])
    if me.number == 1:
        yield from me.sleep_until(round(writes_at * 1000))
        known = yield from me.call("cognito-sync", "list_records", **OWN, DatasetName=DATASET)
        patch = {"Op": "replace", "Key": "theme", "Value": "dark", "SyncCount": 0}
        try:
            yield from me.call(
                "cognito-sync",
                "update_records",
                **OWN,
                DatasetName=DATASET,
                SyncSessionToken=known["SyncSessionToken"],
                DeviceId=answer["DeviceId"],
                RecordPatches=[patch],
            )
        except ServiceError:
            return
        me.count("in step")
        return
    if away:
        if not back:
            return
        yield from me.sleep_until(round(opens_at * 1000))
        me.narrate("open", "app")
    else:
        service = me.world.services["cognito-sync"]
        place = f"{sync}/{me.name}"
        while not service.available(place):
            yield me.world.wait(me.rank, wanted=lambda: service.available(place))
    me.inspect("cognito-sync", "heed", device=me.name)
    found = yield from me.call("cognito-sync", "list_records", **OWN, DatasetName=DATASET, LastSyncCount=0)
    me.count("in step", bool(found["Records"]))
