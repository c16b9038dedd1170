"""Elastic Transcoder as it was until 13 November 2025: pipelines, presets and jobs between buckets.

AWS Elemental MediaConvert replaces it. Sources: the withdrawn API model (elastictranscoder 2012-09-25), the archived
Developer Guide (limits), AWS's launch post (prices).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from studykit.sim.engine.service import CallStory, Clock, Pick, Service, ServiceChange, ServiceError, first_option
from studykit.sim.systems.elastic_transcoder.job import CANCELED, SUBMITTED, Job, Output, Preset
from studykit.sim.systems.elastic_transcoder.pipeline import ROLE, Narrate, Pipeline

MOST_PIPELINES, MOST_PRESETS = 4, 50
"""Limits of an account in a Region; system presets do not count (Developer Guide, limits)."""
MOST_OUTPUTS, MOST_INPUTS = 30, 200
"""Limits of a job (API model, `CreateJobOutputs` and `JobInputs`)."""
LONGEST_NAME = 40
"""Most characters of a name (API model, `Name`)."""
TOPICS = {"Progressing", "Completed", "Warning", "Error"}
TOPIC = re.compile(r"arn:aws:sns:.*:\w{12}:.+|")
"""Events that a pipeline can publish, and the format of topics (API model, `Notifications` and `SnsTopic`)."""
LINES = (96, 3072)
"""The least and most `MaxHeight` of a preset (API model, `VideoParameters`)."""
SYSTEM = (
    Preset("1351620000001-000001", "System preset: Generic 1080p", 1080, 5400),
    Preset("1351620000001-000010", "System preset: Generic 720p", 720, 2400),
    Preset("1351620000001-000020", "System preset: Generic 480p 16:9", 480, 1200),
    Preset("1351620000001-000040", "System preset: Generic 360p 16:9", 360, 720),
)
"""Some of the presets that every account had (Developer Guide, system-presets)."""
WORDED_BY = {"publish": "sns", "put_object": "s3"}
"""Actions of a pipeline that concern another service, with the system that words them."""


class ElasticTranscoder(Service):
    """The pipelines of one account in us-east-1. Methods and keywords are those of boto3."""

    def __init__(self, clock: Clock, pick: Pick = first_option) -> None:
        super().__init__(clock, pick)
        self.pipelines: dict[str, Pipeline] = {}
        self.presets = {preset.id: preset for preset in SYSTEM}
        self.jobs: dict[str, Job] = {}
        self.mail: dict[str, list[str]] = {}
        self.changes: list[ServiceChange] = []

    # Calls of the engine

    def provision(self, name: str, speed: float = 2, at_once: int = 12, paused: bool = False, **options: Any) -> None:
        """Creates a pipeline with CreatePipeline's options.

        `speed`: minutes of output a minute. `at_once`: jobs that run at the same time. `paused`: it starts no job.
        """
        made = self.create_pipeline(Name=name, Role=ROLE, **options)["Pipeline"]
        pipeline = self.pipelines[made["Id"]]
        pipeline.speed, pipeline.at_once, pipeline.active = speed, at_once, not paused

    def next_change(self) -> int | None:
        moments = (pipeline.next_due() for pipeline in self.pipelines.values())
        return min((at for at in moments if at is not None), default=None)

    def drain_changes(self) -> list[ServiceChange]:
        self._catch_up()
        changes, self.changes = [*self.changes, *self._bucket_service().drain_changes()], []
        return changes

    def available(self, resource: str) -> int:
        """Counts the unread notifications of a topic."""
        return len(self.mail.get(resource, ()))

    def heed(self, topic: str) -> str:
        """Removes the oldest notification of a topic and returns its job."""
        return self.mail[topic].pop(0)

    def gauges(self) -> Mapping[str, float]:
        return {"cost": round(self.cost(), 6)}

    def cost(self) -> float:
        """Returns the USD for the minutes of all finished outputs."""
        return sum(pipeline.cost for pipeline in self.pipelines.values())

    def describe_call(self, operation: str, request: Mapping[str, Any], response: Any) -> list[CallStory]:
        if operation in ("create_job", "read_job"):
            job = self.jobs[response["Job"]["Id"]]
            where = self.pipelines[job.pipeline].name
            wanted = ", ".join(output.short for output in job.outputs)
            carries = wanted if operation == "create_job" else response["Job"]["Status"]
            return [CallStory(job.inputs[0], {"target": where, "carries": carries, "job": job.id})]
        about = response.get("Pipeline") or response.get("Preset") or {}
        known = self.pipelines.get(request.get("Id", about.get("Id", "")))
        return [CallStory(about.get("Name"), {"target": known.name} if known else {})]

    # Pipelines and presets

    def create_pipeline(
        self,
        *,
        Name: str,
        InputBucket: str,
        Role: str,
        OutputBucket: str = "",
        Notifications: Mapping[str, str] | None = None,
    ) -> dict[str, Any]:
        """Joins an input bucket with an output bucket; both can be the same."""
        _demand(0 < len(Name) <= LONGEST_NAME, f"A name has 1 to {LONGEST_NAME} characters.")
        _demand(OutputBucket, "OutputBucket, or ContentConfig and ThumbnailConfig, must be there.")
        topics = dict(Notifications or {})
        _demand(set(topics) <= TOPICS, f"Notifications are of {', '.join(sorted(TOPICS))}.")
        _demand(all(TOPIC.fullmatch(topic) for topic in topics.values()), "A topic is named by its ARN.")
        if len(self.pipelines) >= MOST_PIPELINES:
            raise ServiceError("LimitExceededException", f"An account has up to {MOST_PIPELINES} pipelines.")
        made = f"1384300000000-p{len(self.pipelines) + 1:05d}"
        self.pipelines[made] = Pipeline(
            made,
            Name,
            InputBucket,
            OutputBucket,
            Role,
            topics,
            self._narrator(Name),
            self._bucket_service,
        )
        return {"Pipeline": self.pipelines[made].shown(), "Warnings": []}

    def read_pipeline(self, *, Id: str) -> dict[str, Any]:
        return {"Pipeline": self._pipeline(Id).shown(), "Warnings": []}

    def list_pipelines(self) -> dict[str, Any]:
        return {"Pipelines": [pipeline.shown() for pipeline in self.pipelines.values()]}

    def update_pipeline_status(self, *, Id: str, Status: str) -> dict[str, Any]:
        """Pauses a pipeline or resumes it. A paused pipeline finishes its current jobs and starts none."""
        _demand(Status in ("Active", "Paused"), "A pipeline is Active or Paused.")
        self._catch_up()
        self._pipeline(Id).active = Status == "Active"
        self._pipeline(Id).begin(self.clock())
        return {"Pipeline": self._pipeline(Id).shown()}

    def create_preset(
        self, *, Name: str, Container: str, Video: Mapping[str, str], Description: str = ""
    ) -> dict[str, Any]:
        """Creates a custom preset."""
        _demand(0 < len(Name) <= LONGEST_NAME, f"A name has 1 to {LONGEST_NAME} characters.")
        height, rate = Video.get("MaxHeight", ""), Video.get("BitRate", "")
        _demand(height.isdecimal() and LINES[0] <= int(height) <= LINES[1], "MaxHeight is 96 to 3072 lines.")
        _demand(rate.isdecimal(), "BitRate is a number of kilobits a second.")
        own = sum(not preset.system for preset in self.presets.values())
        if own >= MOST_PRESETS:
            raise ServiceError("LimitExceededException", f"An account has up to {MOST_PRESETS} presets of its own.")
        preset = Preset(f"1384300000000-r{own + 1:05d}", Name, int(height), int(rate), system=False)
        self.presets[preset.id] = preset
        return {"Preset": preset.shown(), "Warning": ""}

    def read_preset(self, *, Id: str) -> dict[str, Any]:
        return {"Preset": self._preset(Id).shown()}

    # Jobs

    def create_job(
        self,
        *,
        PipelineId: str,
        Outputs: Sequence[Mapping[str, str]] = (),
        Output: Mapping[str, str] | None = None,
        Inputs: Sequence[Mapping[str, str]] = (),
        Input: Mapping[str, str] | None = None,
        OutputKeyPrefix: str = "",
    ) -> dict[str, Any]:
        """Submits a job: the inputs are joined, and each output becomes one file."""
        self._catch_up()
        pipeline = self._pipeline(PipelineId)
        _demand(bool(Outputs) != bool(Output), "Give either Output or Outputs.")
        _demand(bool(Inputs) != bool(Input), "Give either Input or Inputs.")
        sources = [*(Inputs or (Input or {},))]
        asked = [*(Outputs or (Output or {},))]
        _demand(len(asked) <= MOST_OUTPUTS, f"A job has up to {MOST_OUTPUTS} outputs.")
        _demand(len(sources) <= MOST_INPUTS, f"A job has up to {MOST_INPUTS} inputs.")
        _demand(len({one["Key"] for one in asked}) == len(asked), "Each output of a job has a name of its own.")
        job = Job(
            f"1384300000000-j{len(self.jobs) + 1:05d}",
            PipelineId,
            tuple(one["Key"] for one in sources),
            OutputKeyPrefix,
            tuple(self._output(one, OutputKeyPrefix) for one in asked),
            self.clock(),
        )
        self.jobs[job.id] = job
        pipeline.jobs.append(job)
        answer = {"Job": job.shown()}
        pipeline.begin(self.clock())
        return answer

    def read_job(self, *, Id: str) -> dict[str, Any]:
        self._catch_up()
        return {"Job": self._job(Id).shown()}

    def cancel_job(self, *, Id: str) -> dict[str, Any]:
        """Cancels a job that has not started."""
        self._catch_up()
        job = self._job(Id)
        if job.status != SUBMITTED:
            raise ServiceError("ResourceInUseException", f"The job is {job.status}; it cannot be canceled any more.")
        job.status, job.finished = CANCELED, self.clock()
        return {}

    def list_jobs_by_pipeline(self, *, PipelineId: str, Ascending: str = "false") -> dict[str, Any]:
        """Returns the jobs of a pipeline, the latest first unless `Ascending` is "true"."""
        self._catch_up()
        jobs = [job.shown() for job in self._pipeline(PipelineId).jobs]
        return {"Jobs": jobs if Ascending == "true" else jobs[::-1]}

    # Inside

    def _catch_up(self) -> None:
        """Makes everything happen that is due by now, in order of time."""
        while (at := self.next_change()) is not None and at <= self.clock():
            for pipeline in self.pipelines.values():
                pipeline.finish(at)
                pipeline.begin(at)

    def _narrator(self, name: str) -> Narrate:
        """Returns the function with which a pipeline records what it does; changes of the bucket follow directly."""

        def narrate(at: int, action: str, subject: str, **detail: Any) -> None:
            self.changes.extend(self._bucket_service().drain_changes())
            system = WORDED_BY.get(action, "")
            self.changes.append(ServiceChange(at, action, subject, {"target": name, **detail}, name, system))
            if action == "publish":
                self.mail.setdefault(detail["target"], []).append(detail["job"])

        return narrate

    def _bucket_service(self) -> Any:
        return self.neighbors["s3"]

    def _output(self, asked: Mapping[str, str], prefix: str) -> Output:
        return Output(prefix + asked["Key"], self._preset(asked["PresetId"]), asked["Key"])

    def _pipeline(self, pipeline: str) -> Pipeline:
        if pipeline not in self.pipelines:
            raise ServiceError("ResourceNotFoundException", f"There is no pipeline {pipeline}.")
        return self.pipelines[pipeline]

    def _preset(self, preset: str) -> Preset:
        if preset not in self.presets:
            raise ServiceError("ResourceNotFoundException", f"There is no preset {preset}.")
        return self.presets[preset]

    def _job(self, job: str) -> Job:
        if job not in self.jobs:
            raise ServiceError("ResourceNotFoundException", f"There is no job {job}.")
        return self.jobs[job]


def _demand(holds: object, says: str) -> None:
    """Raises ValidationException if one of AWS's own checks does not hold."""
    if not holds:
        raise ServiceError("ValidationException", says)
