"""Roles around Amazon Elastic Transcoder."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from studykit.sim.engine.actor import Actor, role
from studykit.sim.engine.service import ServiceError
from studykit.sim.engine.waiting import Process

KIND = "elastic-transcoder"
LADDER = {
    "sd": "1351620000001-000020",
    "hd": "1351620000001-000010",
    "360p": "1351620000001-000040",
    "1080p": "1351620000001-000001",
}
"""The system presets that the code uses, by their names in output files."""
CAPTIONS = 40_000
"""Bytes of a film's captions, which are text and not a video."""


@role
def bucket_sweeper(
    me: Actor, bucket: str, function: str, every: float = 60, expects: int = 1, prefix: str = ""
) -> Process:
    """Lists the bucket every `every` seconds and invokes a function for each new object, up to `expects` of them."""
    seen: set[str] = set()
    while len(seen) < expects:
        yield from me.sleep(every)
        found = yield from me.call("s3", "list_objects_v2", Bucket=bucket, Prefix=prefix)
        for entry in found["Contents"]:
            if entry["Key"] not in seen:
                seen.add(entry["Key"])
                event = json.dumps({"bucket": bucket, "key": entry["Key"]})
                yield from me.call("lambda", "invoke", FunctionName=function, InvocationType="Event", Payload=event)


@role
def job_submitter(
    me: Actor,
    function: str,
    pipeline: str,
    presets: int | Sequence[str] = 2,
    prefix: str = "out/",
    records: bool = False,
    most: int = 1000,
) -> Process:
    """Submits a job for each event: `presets` are names of the ladder, or how many of them.

    With `records` it remembers each object that it has submitted (in a table, by a conditional write) and skips it the
    next time. After `most` jobs the run is cut.
    """
    service: Any = me.world.services["lambda"]
    seen: set[str] = set()
    jobs = 0
    while True:
        if not service.available(function):
            yield me.world.wait(me.rank, wanted=lambda: service.available(function))
            continue
        key = service.take(function)["key"]
        if records and key in seen:
            me.narrate("skipped", key)
            continue
        if jobs == most:
            me.cut_run(key)
            return
        seen.add(key)
        jobs += 1
        yield from _submit(me, pipeline, key, presets, prefix)


def _submit(me: Actor, pipeline: str, key: str, presets: int | Sequence[str], prefix: str) -> Process:
    stem = key.rpartition("/")[2].rpartition(".")[0]
    known = me.inspect(KIND, "list_pipelines")["Pipelines"]
    place = next(one["Id"] for one in known if one["Name"] == pipeline)
    outputs = [{"Key": f"{stem}-{name}.mp4", "PresetId": LADDER[kind]} for name, kind in wanted(presets)]
    whole = {"OutputKeyPrefix": prefix} if prefix else {}
    try:
        yield from me.call(KIND, "create_job", PipelineId=place, Inputs=[{"Key": key}], Outputs=outputs, **whole)
    except ServiceError:
        me.count("rejected")


def wanted(presets: int | Sequence[str]) -> list[tuple[str, str]]:
    """Returns pairs of a file's name and a preset: a preset as often as requested, but no name twice."""
    names = [*LADDER]
    asked = [names[number % len(names)] for number in range(presets)] if isinstance(presets, int) else [*presets]
    pairs = []
    for place, kind in enumerate(asked):
        before = asked[:place].count(kind)
        pairs.append((f"{kind}{before + 1}" if before else kind, kind))
    return pairs


@role
def transcode_watcher(me: Actor, topic: str = "", gap: float = 60) -> Process:
    """Counts each job that has ended.

    With a `topic` it waits for notifications; otherwise it reads every open job each `gap` seconds.
    """
    service: Any = me.world.services[KIND]
    while True:
        if topic:
            if not service.available(topic):
                yield me.world.wait(me.rank, wanted=lambda: service.available(topic))
                continue
            yield from _read(me, service.heed(topic))
            continue
        if not _open(me):
            yield me.world.wait(me.rank, wanted=lambda: len(_open(me)))
        yield from me.sleep(gap)
        for job in _open(me):
            yield from _read(me, job)


def _open(me: Actor) -> list[str]:
    """Returns the jobs that have not ended, as far as this application knows."""
    service: Any = me.world.services[KIND]
    return [job for job in service.jobs if not me.world.counts[f"known {job}"]]


def _read(me: Actor, job: str) -> Process:
    answer = yield from me.call(KIND, "read_job", Id=job)
    timing = answer["Job"]["Timing"]
    if "FinishTimeMillis" in timing:
        me.count(f"known {job}")
        late = me.now - timing["FinishTimeMillis"]
        me.world.counts["known late"] = max(me.world.counts["known late"], late)
        me.count("known")


@role
def videographer(
    me: Actor,
    bucket: str,
    films: int = 1,
    minutes: float = 10,
    parts: int = 1,
    prefix: str = "in/",
    ending: str = ".mp4",
    gap: float = 60,
    rate: float = 8,
    captions: bool = False,
) -> Process:
    """Stores `films` of `minutes` each, one every `gap` seconds, at `rate` Mbit/s; each in `parts` equal parts.

    A film's length is in its metadata, because no one here looks into files. `captions`: a text comes with each film.
    """
    yield from me.sleep(1)
    length = minutes / parts
    for film in range(1, films + 1):
        for part in range(1, parts + 1):
            name = f"{prefix}film{film}" + (f"-{part}" if parts > 1 else "")
            size = round(length * 60 * rate * 1_000_000 / 8)
            yield from _store(me, bucket, name + ending, size, {"minutes": f"{length:.12g}"})
            if captions:
                yield from _store(me, bucket, name + ".srt", CAPTIONS, {})
        yield from me.sleep(gap)


def _store(me: Actor, bucket: str, name: str, size: int, noted: dict[str, str]) -> Process:
    try:
        yield from me.call("s3", "put_object", Bucket=bucket, Key=name, ContentLength=size, Metadata=noted)
    except ServiceError:
        me.count("rejected")
