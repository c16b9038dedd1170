"""Rules of Elastic Transcoder at their boundaries."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from studykit.sim.engine.service import ServiceError
from studykit.sim.systems.lambda_.model import Lambda
from studykit.sim.systems.s3.model import S3
from tests.sim.checks import Model

ROLE = "arn:aws:iam::123456789012:role/x"
TOPIC = "arn:aws:sns:us-east-1:123456789012:"
SD, HD = "1351620000001-000020", "1351620000001-000010"


class Studio:
    """A pipeline between two buckets, a ten-minute video, and a clock that a check moves (seconds)."""

    def __init__(self, model: Model, target: str = "results", **options: Any) -> None:
        self.now = 0
        self.s3 = S3(lambda: self.now)
        self.functions = Lambda(lambda: self.now)
        self.s3.neighbors["lambda"] = self.functions
        self.functions.provision("submit", played=True)
        for bucket in ("films", "results"):
            self.s3.provision(bucket)
        self.model = model(lambda: self.now)
        self.model.neighbors["s3"] = self.s3
        self.model.provision("videos", InputBucket="films", OutputBucket=target, **{"speed": 1, **options})
        self.pipeline = self.model.list_pipelines()["Pipelines"][0]["Id"]
        self.film("film.mp4", 10)

    def film(self, key: str, minutes: float, bucket: str = "films") -> None:
        self.s3.put_object(Bucket=bucket, Key=key, Metadata={"minutes": str(minutes)})

    def submit(self, *outputs: str | tuple[str, str], key: str = "film.mp4", **more: Any) -> str:
        asked = [(one, SD) if isinstance(one, str) else one for one in outputs or ("a.mp4",)]
        made = [{"Key": name, "PresetId": preset} for name, preset in asked]
        answer = self.model.create_job(PipelineId=self.pipeline, Inputs=[{"Key": key}], Outputs=made, **more)
        return str(answer["Job"]["Id"])

    def at(self, second: float) -> list[Any]:
        self.now = round(second * 1000)
        return list(self.model.drain_changes())

    def job(self, job: str) -> dict[str, Any]:
        return dict(self.model.read_job(Id=job)["Job"])

    def states(self, job: str) -> list[str]:
        found = self.job(job)
        return [found["Status"], *(output["Status"] for output in found["Outputs"])]


@contextmanager
def refuses(code: str) -> Iterator[None]:
    with pytest.raises(ServiceError, match=f"^{code}: "):
        yield


def a_job_is_submitted_then_progressing_then_complete(model: Model) -> None:
    studio = Studio(model)
    made = studio.model.create_job(
        PipelineId=studio.pipeline, Input={"Key": "film.mp4"}, Output={"Key": "a.mp4", "PresetId": SD}
    )["Job"]
    assert made["Status"] == "Submitted"
    studio.at(0)
    assert studio.states(made["Id"]) == ["Progressing", "Progressing"]
    studio.at(599.999)
    assert studio.states(made["Id"]) == ["Progressing", "Progressing"]
    studio.at(600)
    assert studio.states(made["Id"]) == ["Complete", "Complete"]


def outputs_are_made_in_job_order(model: Model) -> None:
    studio = Studio(model)
    job = studio.submit("a.mp4", "b.mp4")
    studio.at(600)
    assert studio.states(job) == ["Progressing", "Complete", "Progressing"]
    assert [*studio.s3.buckets["results"]] == ["a.mp4"]
    studio.at(1200)
    assert studio.states(job) == ["Complete"] * 3


def a_job_has_thirty_outputs_and_two_hundred_inputs_at_most(model: Model) -> None:
    studio = Studio(model)
    names = [f"{number}.mp4" for number in range(31)]
    studio.submit(*names[:30])
    with refuses("ValidationException"):
        studio.submit(*names)
    outputs = [{"Key": "x.mp4", "PresetId": SD}]
    studio.model.create_job(PipelineId=studio.pipeline, Inputs=[{"Key": "film.mp4"}] * 200, Outputs=outputs)
    with refuses("ValidationException"):
        studio.model.create_job(PipelineId=studio.pipeline, Inputs=[{"Key": "film.mp4"}] * 201, Outputs=outputs)


def output_and_outputs_exclude_each_other(model: Model) -> None:
    studio, one = Studio(model), {"Key": "a.mp4", "PresetId": SD}
    source = {"Key": "film.mp4"}
    for wrong in (
        {"Input": source, "Output": one, "Outputs": [one]},
        {"Input": source},
        {"Output": one},
        {"Input": source, "Inputs": [source], "Output": one},
    ):
        with refuses("ValidationException"):
            studio.model.create_job(PipelineId=studio.pipeline, **wrong)


def two_outputs_of_a_job_have_two_names(model: Model) -> None:
    with refuses("ValidationException"):
        Studio(model).submit("a.mp4", ("a.mp4", HD))


def missing_resources_are_not_found(model: Model) -> None:
    studio = Studio(model)
    for call, wrong in (("read_job", "1"), ("read_pipeline", "1"), ("read_preset", "1"), ("cancel_job", "1")):
        with refuses("ResourceNotFoundException"):
            getattr(studio.model, call)(Id=wrong)
    with refuses("ResourceNotFoundException"):
        studio.submit(("a.mp4", "1351620000001-999999"))


def an_existing_file_is_not_overwritten(model: Model) -> None:
    studio = Studio(model)
    studio.film("a.mp4", 1, bucket="results")
    job = studio.submit("a.mp4", "b.mp4")
    studio.at(600)
    assert studio.states(job) == ["Error", "Error", "Complete"]
    assert studio.s3.metadata["results", "a.mp4"] == {"minutes": "1"}
    assert "already" in studio.job(job)["Outputs"][0]["StatusDetail"]


def a_file_that_appears_during_the_job_is_not_overwritten(model: Model) -> None:
    studio = Studio(model)
    job, other = studio.submit("a.mp4"), studio.submit("a.mp4")
    studio.at(600)
    assert [studio.states(one)[0] for one in (job, other)] == ["Complete", "Error"]
    assert studio.model.cost() == 10 * 0.015


def the_prefix_is_part_of_every_output_key(model: Model) -> None:
    studio = Studio(model)
    job = studio.submit("a.mp4", OutputKeyPrefix="out/")
    studio.at(600)
    assert [*studio.s3.buckets["results"]] == ["out/a.mp4"]
    assert (studio.job(job)["OutputKeyPrefix"], studio.job(job)["Outputs"][0]["Key"]) == ("out/", "a.mp4")


def a_missing_or_invalid_input_fails_the_job(model: Model) -> None:
    studio = Studio(model)
    studio.s3.put_object(Bucket="films", Key="film.srt", ContentLength=40)
    jobs = [studio.submit("a.mp4", "b.mp4", key=key) for key in ("nothing.mp4", "film.srt")]
    studio.at(0)
    assert [studio.states(job) for job in jobs] == [["Error"] * 3] * 2
    assert studio.model.cost() == 0


def without_its_output_bucket_a_job_fails(model: Model) -> None:
    studio = Studio(model, target="nowhere")
    job = studio.submit()
    studio.at(0)
    assert studio.states(job)[0] == "Error"


def inputs_are_stitched_together(model: Model) -> None:
    studio = Studio(model)
    studio.film("trailer.mp4", 2)
    made = studio.model.create_job(
        PipelineId=studio.pipeline,
        Inputs=[{"Key": "trailer.mp4"}, {"Key": "film.mp4"}],
        Outputs=[{"Key": "a.mp4", "PresetId": SD}],
    )["Job"]
    studio.at(720)
    assert studio.job(made["Id"])["Outputs"][0]["Duration"] == 720


def minutes_are_billed_by_resolution(model: Model) -> None:
    studio = Studio(model)
    lines = {}
    for height in (96, 719, 720, 3072):
        video = {"MaxHeight": str(height), "BitRate": "1000"}
        made = studio.model.create_preset(Name=f"{height}", Container="mp4", Video=video)["Preset"]
        lines[height] = made["Id"]
        before = studio.model.cost()
        studio.submit((f"{height}.mp4", made["Id"]))
        studio.at(studio.now / 1000)
        studio.at(studio.now / 1000 + 600)
        assert abs(studio.model.cost() - before - (0.3 if height >= 720 else 0.15)) < 1e-9
    assert len({*lines.values()}) == 4


def a_preset_is_returned_as_created(model: Model) -> None:
    studio = Studio(model)
    made = studio.model.create_preset(Name="x", Container="mp4", Video={"MaxHeight": "480", "BitRate": "900"})["Preset"]
    assert studio.model.read_preset(Id=made["Id"])["Preset"] == made
    assert (made["Type"], studio.model.read_preset(Id=HD)["Preset"]["Type"]) == ("Custom", "System")


def presets_have_96_to_3072_lines_of_height(model: Model) -> None:
    studio = Studio(model)
    for height in ("95", "3073", "many"):
        with refuses("ValidationException"):
            studio.model.create_preset(Name="x", Container="mp4", Video={"MaxHeight": height, "BitRate": "1000"})


def an_account_has_at_most_four_pipelines_and_fifty_presets(model: Model) -> None:
    studio = Studio(model)
    more = {"InputBucket": "films", "OutputBucket": "results", "Role": ROLE}
    for number in range(3):
        studio.model.create_pipeline(Name=f"p{number}", **more)
    with refuses("LimitExceededException"):
        studio.model.create_pipeline(Name="one too many", **more)
    video = {"MaxHeight": "480", "BitRate": "900"}
    for number in range(50):
        studio.model.create_preset(Name=f"r{number}", Container="mp4", Video=video)
    with refuses("LimitExceededException"):
        studio.model.create_preset(Name="one too many", Container="mp4", Video=video)


def names_have_at_most_forty_characters(model: Model) -> None:
    studio, more = Studio(model), {"InputBucket": "films", "OutputBucket": "results", "Role": ROLE}
    studio.model.create_pipeline(Name="x" * 40, **more)
    for name in ("", "x" * 41):
        with refuses("ValidationException"):
            studio.model.create_pipeline(Name=name, **more)


def a_pipeline_processes_a_limited_number_of_jobs_at_once(model: Model) -> None:
    studio = Studio(model, at_once=2)
    jobs = [studio.submit(f"{number}.mp4") for number in range(3)]
    studio.at(0)
    assert [studio.states(job)[0] for job in jobs] == ["Progressing", "Progressing", "Submitted"]
    studio.at(600)
    assert [studio.states(job)[0] for job in jobs] == ["Complete", "Complete", "Progressing"]


def a_paused_pipeline_finishes_the_jobs_that_it_started(model: Model) -> None:
    studio = Studio(model, at_once=1)
    jobs = [studio.submit(f"{number}.mp4") for number in range(2)]
    studio.at(0)
    studio.model.update_pipeline_status(Id=studio.pipeline, Status="Paused")
    studio.at(600)
    assert [studio.states(job)[0] for job in jobs] == ["Complete", "Submitted"]
    assert studio.model.read_pipeline(Id=studio.pipeline)["Pipeline"]["Status"] == "Paused"
    studio.model.update_pipeline_status(Id=studio.pipeline, Status="Active")
    assert studio.states(jobs[1])[0] == "Progressing"


def only_a_job_that_has_not_begun_can_be_canceled(model: Model) -> None:
    studio = Studio(model, at_once=1)
    jobs = [studio.submit(f"{number}.mp4") for number in range(2)]
    studio.at(0)
    with refuses("ResourceInUseException"):
        studio.model.cancel_job(Id=jobs[0])
    studio.model.cancel_job(Id=jobs[1])
    studio.at(1200)
    assert [studio.states(job)[0] for job in jobs] == ["Complete", "Canceled"]


def jobs_are_listed_latest_first(model: Model) -> None:
    studio = Studio(model)
    jobs = [studio.submit(f"{number}.mp4") for number in range(2)]
    listed = [
        [job["Id"] for job in studio.model.list_jobs_by_pipeline(PipelineId=studio.pipeline, **how)["Jobs"]]
        for how in ({}, {"Ascending": "true"})
    ]
    assert listed == [jobs[::-1], jobs]


def topics_receive_the_notifications_configured_for_them(model: Model) -> None:
    studio = Studio(model, Notifications={"Completed": TOPIC + "done", "Error": TOPIC + "failed"})
    good, bad = studio.submit("a.mp4"), studio.submit("b.mp4", key="nothing.mp4")
    told = [*studio.at(0), *studio.at(600)]
    assert [(c.detail["target"], c.detail["job"]) for c in told if c.action == "publish"] == [
        ("failed", bad),
        ("done", good),
    ]
    assert (studio.model.available("done"), studio.model.heed("done")) == (1, good)


def a_topic_is_named_by_its_arn(model: Model) -> None:
    studio, more = Studio(model), {"InputBucket": "films", "OutputBucket": "results", "Role": ROLE}
    for topics in ({"Completed": "done"}, {"Complete": TOPIC + "done"}):
        with refuses("ValidationException"):
            studio.model.create_pipeline(Name="x", Notifications=topics, **more)
    studio.model.create_pipeline(Name="x", Notifications={"Warning": ""}, **more)


def an_output_in_a_bucket_with_events_invokes_the_function(model: Model) -> None:
    studio = Studio(model)
    studio.s3.link("results", "submit", suffix=".mp4")
    studio.submit("a.mp4", "b.mp4")
    told = [[change.action for change in studio.at(second)] for second in (0, 600, 1200)]
    assert told == [["progressing"], ["put_object", "notify"], ["put_object", "notify", "complete"]]
    assert studio.functions.take("submit") == {"bucket": "results", "key": "a.mp4"}


def a_job_shows_only_the_times_that_are_known(model: Model) -> None:
    studio = Studio(model, at_once=1)
    jobs = [studio.submit(f"{number}.mp4") for number in range(2)]
    studio.at(600)
    assert studio.job(jobs[0])["Timing"] == {"SubmitTimeMillis": 0, "StartTimeMillis": 0, "FinishTimeMillis": 600_000}
    assert studio.job(jobs[1])["Timing"] == {"SubmitTimeMillis": 0, "StartTimeMillis": 600_000}


def a_finished_output_shows_its_size(model: Model) -> None:
    studio = Studio(model)
    job = studio.submit(("a.mp4", HD))
    studio.at(600)
    shown = studio.job(job)["Outputs"][0]
    assert (shown["Height"], shown["FileSize"]) == (720, 600 * 2400 * 125)
    assert studio.s3.buckets["results"]["a.mp4"] == shown["FileSize"]
