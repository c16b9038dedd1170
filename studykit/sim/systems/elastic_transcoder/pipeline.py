"""A pipeline: a queue of jobs between two buckets, some of which run at once. It can be paused.

Sources: the withdrawn API model elastictranscoder 2012-09-25; quotas: AWS General Reference, elastictranscoder. AWS
never guaranteed how long a job takes: here it is the length of the output divided by `speed`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from studykit.sim.engine.service import ServiceError
from studykit.sim.systems.elastic_transcoder.job import COMPLETE, ERROR, PROGRESSING, SUBMITTED, Job, Output

ROLE = "arn:aws:iam::123456789012:role/Elastic_Transcoder_Default_Role"
Narrate = Callable[..., None]


@dataclass(slots=True, eq=False)
class Pipeline:
    """One pipeline and its jobs, in order of submission; `narrate` records what it does by itself."""

    id: str
    name: str
    source: str
    target: str
    role: str
    topics: dict[str, str]
    narrate: Narrate
    s3: Callable[[], Any]
    speed: float = 2
    at_once: int = 12
    active: bool = True
    jobs: list[Job] = field(default_factory=list)
    cost: float = 0

    def next_due(self) -> int | None:
        """Returns when the next output will be done (ms)."""
        return min((job.due for job in self.jobs if job.due is not None), default=None)

    def begin(self, at: int) -> None:
        """Starts the oldest jobs, as many as can run at once."""
        for job in [job for job in self.jobs if job.status == SUBMITTED]:
            busy = sum(other.status == PROGRESSING for other in self.jobs)
            if self.active and busy < self.at_once:
                self._start(job, at)

    def finish(self, at: int) -> None:
        """Finishes and stores the outputs that are due at this moment, and continues their jobs."""
        for job in [job for job in self.jobs if job.due == at]:
            output = job.making[0]
            if self._taken(output):
                self._next(job, at)
                continue
            job.making.pop(0)
            output.status, output.minutes = COMPLETE, job.minutes
            self.cost += output.minutes * output.preset.minute
            noted = {"minutes": f"{output.minutes:g}"}
            size = output.preset.size(output.minutes)
            self.narrate(at, "put_object", output.key, target=self.target, bytes=size)
            self.s3().put_object(Bucket=self.target, Key=output.key, ContentLength=size, Metadata=noted)
            self._next(job, at)

    def shown(self) -> dict[str, Any]:
        """Returns the pipeline as the API shows it."""
        return {
            "Id": self.id,
            "Name": self.name,
            "Status": "Active" if self.active else "Paused",
            "InputBucket": self.source,
            "OutputBucket": self.target,
            "Role": self.role,
            "Notifications": dict(self.topics),
        }

    def _start(self, job: Job, at: int) -> None:
        job.status, job.started, job.making = PROGRESSING, at, list(job.outputs)
        self._announce(job, at, "Progressing")
        try:
            job.minutes = sum(self._length(key) for key in job.inputs)
        except ServiceError as refused:
            for output in job.outputs:
                output.status, output.says = ERROR, refused.message
            job.making = []
        self._next(job, at)

    def _length(self, key: str) -> float:
        """Returns the minutes of an input; raises ServiceError if it does not exist or is not a video."""
        found = self.s3().get_object(Bucket=self.source, Key=key)
        if "minutes" not in found.get("Metadata", {}):
            raise ServiceError("ValidationException", f"{key} is not a media file that can be read.")
        return float(found["Metadata"]["minutes"])

    def _next(self, job: Job, at: int) -> None:
        """Starts the job's next output that can be made; closes the job if none is left."""
        while job.making and self._taken(job.making[0]):
            job.making.pop(0)
        if job.making:
            job.making[0].status = PROGRESSING
            job.due = at + max(1, round(job.minutes * 60_000 / self.speed))
            return
        job.close(at)
        why = next((output.says for output in job.outputs if output.says), "")
        self._announce(job, at, "Completed" if job.status == COMPLETE else "Error", why)

    def _taken(self, output: Output) -> bool:
        """True if the bucket is missing or has a file of this name; the output then fails and replaces nothing."""
        found = self.s3().buckets.get(self.target)
        if found is None or output.key in found:
            there = "There is no bucket" if found is None else f"{output.key} is already in"
            output.status, output.says = ERROR, f"{there} {self.target}."
        return output.status == ERROR

    def _announce(self, job: Job, at: int, event: str, why: str = "") -> None:
        """Records a job's new status, and publishes it if the pipeline has a topic for it."""
        says = {"says": why} if why else {}
        self.narrate(at, job.status.lower(), job.inputs[0], job=job.id, **says)
        if event in self.topics:
            topic = self.topics[event].rpartition(":")[2]
            self.narrate(at, "publish", job.inputs[0], target=topic, carries=job.status.upper(), job=job.id)
