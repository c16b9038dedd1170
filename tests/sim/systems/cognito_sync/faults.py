"""Faults of Cognito Sync."""

from __future__ import annotations

from studykit.sim.systems.cognito_sync.model import CognitoSync
from tests.sim.checks import checks_of
from tests.sim.faults import (
    Fault,
    always,
    argument,
    becomes,
    compare,
    drop,
    item,
    literal,
    never,
    reads,
    rewrite,
    skip,
    unset,
    use,
)
from tests.sim.systems.cognito_sync import checks
from tests.sim.trees import Code

MODEL = CognitoSync
CHECKS = checks_of(checks)
SUSPECTS = CHECKS

FAULTS = (
    Fault("fifty-datasets", "MOST_DATASETS", becomes(50)),
    Fault("nineteen-datasets", "MOST_DATASETS", becomes(19)),
    Fault("limit-for-known-datasets", "CognitoSync._dataset", drop("datasets", "name")),
    Fault("two-megabytes", "MOST_BYTES", becomes(2000000)),
    Fault("a-byte-less", "CognitoSync.update_records", compare(">", ">=")),
    Fault("keys-weigh-nothing", "CognitoSync.update_records", rewrite("len(K) + len(V or '')", "len(V or '')")),
    Fault("values-weigh-nothing", "CognitoSync.update_records", rewrite("len(K) + len(V or '')", "len(K)")),
    Fault("new-records-weigh-nothing", "CognitoSync.update_records", skip("update")),
    Fault("conflicts-overwrite", "CognitoSync.update_records", rewrite("A != P['SyncCount']", "A < 0")),
    Fault("only-older-is-a-conflict", "CognitoSync.update_records", compare("!=", ">", "get")),
    Fault("counts-do-not-grow", "CognitoSync.update_records", skip(1)),
    Fault("a-count-for-each-record", "CognitoSync.update_records", literal(1, Code("len(RecordPatches)"), nth=1)),
    Fault(
        "any-session",
        "CognitoSync.update_records",
        rewrite("S not in (f'session-{C}' for C in A)", "not (f'session-{C}' for C in A)"),
    ),
    Fault("the-last-session-alone", "CognitoSync.update_records", rewrite("range(D.count + 1)", "(D.count,)")),
    Fault("a-future-session-accepted", "CognitoSync.update_records", literal(1, 2, "SyncSessionToken")),
    Fault("all-records-again", "CognitoSync.list_records", always("LastSyncCount")),
    Fault("the-known-count-again", "CognitoSync.list_records", compare(">", ">=", "LastSyncCount")),
    Fault("writer-not-recorded", "CognitoSync.update_records", reads("DeviceId", "", "records")),
    Fault("removed-is-empty", "_new", never("remove")),
    Fault(
        "old-counts-returned",
        "CognitoSync.update_records",
        rewrite("_shown(P['Key'], V, D.count)", "_shown(P['Key'], V, P['SyncCount'])"),
    ),
    Fault("empty-exists", "CognitoSync.list_records", always("count")),
    Fault(
        "count-of-all",
        "CognitoSync.list_records",
        rewrite(
            "{'Records': R, 'Count': len(R), 'DatasetSyncCount': D.count, 'DatasetExists': B, 'SyncSessionToken': A}",
            "{'Records': R, 'Count': len(D.records) + 1, 'DatasetSyncCount': D.count, 'DatasetExists': B, 'SyncSessionToken': A}",
        ),
    ),
    Fault(
        "the-writer-gets-a-push",
        "CognitoSync.update_records",
        rewrite("self.push and D in A.subscribers and (D != B)", "self.push and D in A.subscribers"),
    ),
    Fault("every-device-gets-a-push", "CognitoSync.update_records", drop("subscribers")),
    Fault(
        "push-without-its-switch",
        "CognitoSync.update_records",
        rewrite("self.push and D in A.subscribers and (D != B)", "D in A.subscribers and D != B"),
    ),
    Fault("pushed-repeatedly", "CognitoSync.drain_changes", unset("changes")),
    Fault("pushes-never-cleared", "CognitoSync.heed", use("get", "pop")),
    Fault("a-push-with-the-data", "CognitoSync.update_records", item("carries", Code("str(RecordPatches)"))),
    Fault("unregistered-devices-subscribe", "CognitoSync.subscribe_to_dataset", never("values")),
    Fault("unsubscribing-twice-succeeds", "CognitoSync.unsubscribe_from_dataset", rewrite("raise A", "return {}")),
    Fault("unsubscribing-does-nothing", "CognitoSync.unsubscribe_from_dataset", skip("remove")),
    Fault(
        "a-new-id-each-time",
        "CognitoSync.register_device",
        rewrite("self.devices.setdefault(T, A)", "self.devices[T] = A"),
    ),
    Fault("one-id-for-all", "CognitoSync.register_device", argument("setdefault", 1, "device-1")),
)
