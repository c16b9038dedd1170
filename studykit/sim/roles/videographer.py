"""Somebody who uploads films to a bucket."""

from __future__ import annotations

from studykit.sim.acting import Actor
from studykit.sim.service import ServiceError
from studykit.sim.turns import Act

CAPTIONS = 40_000
"""Bytes of a film's captions: a text, and no film."""


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
) -> Act:
    """Stores `films` of `minutes` each, one every `gap` seconds, at `rate` Mbit/s; each in so many equal `parts`.

    A film's length goes along as metadata, for nobody here looks into files. `captions`: a text comes with each film.
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


def _store(me: Actor, bucket: str, name: str, size: int, noted: dict[str, str]) -> Act:
    try:
        yield from me.call("s3", "put_object", Bucket=bucket, Key=name, ContentLength=size, Metadata=noted)
    except ServiceError:
        me.count("rejected")
