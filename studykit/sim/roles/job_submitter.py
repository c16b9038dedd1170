"""The code of a function that turns each new object into a transcoding job."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from studykit.sim.acting import Actor
from studykit.sim.service import ServiceError
from studykit.sim.turns import Act

KIND = "elastic-transcoder"
LADDER = {
    "sd": "1351620000001-000020",
    "hd": "1351620000001-000010",
    "360p": "1351620000001-000040",
    "1080p": "1351620000001-000001",
}
"""The system presets that the code knows, by the names it gives their files."""


def job_submitter(
    me: Actor,
    function: str,
    pipeline: str,
    presets: int | Sequence[str] = 2,
    prefix: str = "out/",
    records: bool = False,
    most: int = 1000,
) -> Act:
    """Submits a job for each event: `presets` are names of the ladder, or how many of them.

    With `records` it remembers each object that it has submitted (in a table, by a conditional write) and skips it
    the next time. After `most` jobs the story is cut.
    """
    service: Any = me.stage.services["functions"]
    seen: set[str] = set()
    jobs = 0
    while True:
        if not service.available(function):
            yield me.stage.wait(me.rank, wanted=lambda: service.available(function))
            continue
        key = service.take(function)["key"]
        if records and key in seen:
            me.say("skipped", key)
            continue
        if jobs == most:
            me.give_up(key)
            return
        seen.add(key)
        jobs += 1
        yield from _submit(me, pipeline, key, presets, prefix)


def _submit(me: Actor, pipeline: str, key: str, presets: int | Sequence[str], prefix: str) -> Act:
    stem = key.rpartition("/")[2].rpartition(".")[0]
    known = me.knows(KIND, "list_pipelines")["Pipelines"]
    place = next(one["Id"] for one in known if one["Name"] == pipeline)
    outputs = [{"Key": f"{stem}-{name}.mp4", "PresetId": LADDER[kind]} for name, kind in wanted(presets)]
    whole = {"OutputKeyPrefix": prefix} if prefix else {}
    try:
        yield from me.call(KIND, "create_job", PipelineId=place, Inputs=[{"Key": key}], Outputs=outputs, **whole)
    except ServiceError:
        me.count("rejected")


def wanted(presets: int | Sequence[str]) -> list[tuple[str, str]]:
    """Pairs of a file's name and a preset's: each preset as often as it is asked for, never one name twice."""
    names = [*LADDER]
    asked = [names[number % len(names)] for number in range(presets)] if isinstance(presets, int) else [*presets]
    pairs = []
    for place, kind in enumerate(asked):
        before = asked[:place].count(kind)
        pairs.append((f"{kind}{before + 1}" if before else kind, kind))
    return pairs
