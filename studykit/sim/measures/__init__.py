"""Measures: named numbers of a run, found by listing this folder. A service's file speaks for its scenarios only."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

from studykit.errors import unknown
from studykit.sim.params import BadParam
from studykit.sim.service import Service
from studykit.sim.trace import Event, Value


@dataclass(frozen=True, slots=True)
class Run:
    """What a measure or a law may look at: events, services, the numbers that roles kept, parameters, the end (ms)."""

    events: tuple[Event, ...]
    services: Mapping[str, Service]
    counts: Mapping[str, int]
    params: Mapping[str, Any]
    end: int
    kinds: tuple[str, ...] = ()
    """The services that the scenario names, whether or not this run has them."""

    def of(self, *actions: str) -> Iterator[Event]:
        """The events with one of these actions that concern something and were not refused."""
        return (e for e in self.events if e.action in actions and e.subject is not None and "error" not in e.detail)

    def queues(self) -> Iterator[tuple[str, dict[str, int], tuple[int, int, int]]]:
        """Every queue of the SQS model: name, totals of its life, and what it holds (visible, in flight, delayed)."""
        sqs: Any = self.services.get("sqs")
        for name, queue in sqs.queues.items() if sqs else ():
            yield queue.title, sqs.totals(name), sqs.counts(name)

    def streams(self) -> Iterator[tuple[str, dict[str, int], list[tuple[int, int]], int]]:
        """Every stream of the Kinesis model: name, totals, the hash ranges of its open shards, its records."""
        kinesis: Any = self.services.get("kinesis")
        for name, stream in kinesis.streams.items() if kinesis else ():
            ranges = [(shard.start, shard.end) for shard in stream.shards if shard.closed is None]
            yield name, kinesis.totals(name), ranges, sum(len(shard.records) for shard in stream.shards)

    def buffers(self) -> Iterator[tuple[str, dict[str, int], int]]:
        """Every stream of the Firehose model: name, totals of its life, and the records that it still holds."""
        firehose: Any = self.services.get("firehose")
        for name, flow in firehose.flows.items() if firehose else ():
            yield name, firehose.totals(name), flow.held()


Measure = Callable[[Run], Value]


@cache
def measures(service: str) -> Mapping[str, Measure]:
    """The measures of one file: its public functions."""
    known = {m.name for m in pkgutil.iter_modules(__path__)}
    if service.replace("-", "_") not in known:
        return {}
    module = import_module(f"{__name__}.{service.replace('-', '_')}")
    return {
        name: thing
        for name, thing in vars(module).items()
        if callable(thing) and not name.startswith("_") and getattr(thing, "__module__", "") == module.__name__
    }


def measured(name: str, run: Run) -> Value:
    """A measure's value in a run: the first of the run's services, then `common`, that knows the name."""
    for service in (*run.kinds, "common"):
        found = measures(service).get(name)
        if found:
            return found(run)
    every = {known for service in (*run.kinds, "common") for known in measures(service)}
    raise BadParam(str(unknown("measure", name, every)))
