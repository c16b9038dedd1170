"""Faults of Cognito Sync, and the checks that have to catch each of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from tests.sim.services.sync_checks import CHECKS

CLASS = "CognitoSync"
MODULES = ("systems.cognito_sync.model",)

MUTANTS = (
    ("fifty-datasets", "MOST_DATASETS, MOST_BYTES = 20, ", "MOST_DATASETS, MOST_BYTES = 50, "),
    ("nineteen-datasets", "MOST_DATASETS, MOST_BYTES = 20, ", "MOST_DATASETS, MOST_BYTES = 19, "),
    ("limit-for-known-datasets", "if name not in self.datasets and len", "if len"),
    ("two-megabytes", "= 20, 1_000_000", "= 20, 2_000_000"),
    ("a-byte-less", "> MOST_BYTES:", ">= MOST_BYTES:"),
    ("keys-weigh-nothing", "sum(len(key) + len(value or \"\")", "sum(len(value or \"\")"),
    ("values-weigh-nothing", "sum(len(key) + len(value or \"\")", "sum(len(key)"),
    ("new-records-weigh-nothing", "        kept.update({patch[\"Key\"]: _new(patch) for patch in RecordPatches})\n", ""),
    ("conflicts-overwrite", '[1] != patch["SyncCount"]:', '[1] < 0:'),
    ("only-older-is-a-conflict", '[1] != patch["SyncCount"]:', '[1] > patch["SyncCount"]:'),
    ("counts-stand-still", "        dataset.count += 1\n", ""),
    ("a-count-for-each-record", "        dataset.count += 1\n", "        dataset.count += len(RecordPatches)\n"),
    ("any-session", "if SyncSessionToken not in (", "if not ("),
    ("the-last-session-alone", "for count in range(dataset.count + 1))", "for count in (dataset.count,))"),
    ("a-session-of-tomorrow", "for count in range(dataset.count + 1))", "for count in range(dataset.count + 2))"),
    ("all-records-again", "if at > LastSyncCount", "if True"),
    ("the-known-count-again", "if at > LastSyncCount", "if at >= LastSyncCount"),
    ("written-by-nobody", "(value, dataset.count, DeviceId)", '(value, dataset.count, "")'),
    ("removed-is-empty", 'None if patch["Op"] == "remove" else str', "str"),
    ("records-of-the-past", 'written.append(_shown(patch["Key"], value, dataset.count))', 'written.append(_shown(patch["Key"], value, patch["SyncCount"]))'),
    ("empty-exists", '"DatasetExists": dataset.count > 0', '"DatasetExists": True'),
    ("count-of-all", '"Count": len(records)', '"Count": len(dataset.records) + 1'),
    ("the-writer-is-pushed", " and device != DeviceId", ""),
    ("everybody-is-pushed", "device in dataset.subscribers and ", ""),
    ("push-without-its-switch", "if self.push and device", "if device"),
    ("pushed-at-all-times", "news, self.changes = self.changes, []", "news = self.changes"),
    ("never-heeded", "self.pushed.pop(device, [])", "self.pushed.get(device, [])"),
    ("a-push-with-the-data", '"carries": "silent push: come and fetch"', '"carries": str(written)'),
    ("strangers-subscribe", "if DeviceId not in self.devices.values():", "if False:"),
    ("unsubscribed-without-a-word", "            raise ServiceError(\"ResourceNotFoundException\", f\"Device {DeviceId} is not subscribed.\")\n        dataset.subscribers.remove(DeviceId)\n", "            return {}\n        dataset.subscribers.remove(DeviceId)\n"),
    ("unsubscribed-in-vain", "        dataset.subscribers.remove(DeviceId)\n", ""),
    ("a-new-id-each-time", "self.devices.setdefault(Token, f\"device-{len(self.devices) + 1}\")", "self.devices[Token] = f\"device-{len(self.devices) + 1}\""),
    ("one-id-for-all", 'f"device-{len(self.devices) + 1}"', '"device-1"'),
)  # fmt: skip


def suspects(model: Callable[..., Any]) -> Iterator[Callable[[], Any]]:
    """Rules at their boundaries; nobody recorded the service."""
    for check in CHECKS:
        yield partial(check, model)
