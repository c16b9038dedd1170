"""Faults of Elastic Transcoder."""

from __future__ import annotations

from studykit.sim.systems.elastic_transcoder.model import ElasticTranscoder
from tests.sim.checks import checks_of
from tests.sim.faults import (
    Fault,
    always,
    argument,
    becomes,
    compare,
    drop,
    never,
    reads,
    rewrite,
    skip,
    uncalled,
    unset,
    use,
)
from tests.sim.systems.elastic_transcoder import checks
from tests.sim.trees import Code

MODEL = ElasticTranscoder
CHECKS = checks_of(checks)
SUSPECTS = CHECKS

FAULTS = (
    Fault("hd-from-721-lines", "HD_FROM", becomes(721)),
    Fault("hd-from-1080-lines", "HD_FROM", becomes(1080)),
    Fault("hd-at-the-price-of-sd", "HD_MINUTE", becomes(0.015)),
    Fault("billed-by-bit-rate", "Preset.minute", use("rate", "height")),
    Fault("size-in-bits", "Preset.size", drop(8)),
    Fault("complete-though-one-failed", "Job.close", use("any", "all")),
    Fault("failed-though-all-are-complete", "Job.close", reads("outputs", Code("self.outputs[1:2]"))),
    Fault("a-job-never-ends", "Job.close", reads("at", None)),
    Fault("prefix-is-not-shown", "Job.shown", never("prefix")),
    Fault("duration-in-minutes", "_output", drop(60)),
    Fault("progressing-when-submitted", "Job.status", becomes(Code("PROGRESSING"))),
    Fault("one-job-too-many-at-once", "Pipeline.begin", compare("<", "<=")),
    Fault("one-job-too-few-at-once", "Pipeline.begin", rewrite("B < self.at_once", "B + 1 < self.at_once")),
    Fault("paused-pipeline-starts-jobs", "Pipeline.begin", drop("active")),
    Fault("all-outputs-at-the-end", "Pipeline.finish", rewrite("J.making.pop(0)", "J.making.clear()")),
    Fault("an-output-takes-no-time", "Pipeline._next", uncalled("max", keeps=0)),
    Fault(
        "a-second-late", "Pipeline._next", argument("max", 1, Code("round(job.minutes * 60000 / self.speed) + 1000"))
    ),
    Fault("outputs-are-not-stored", "Pipeline.finish", skip("s3")),
    Fault("stored-with-the-inputs", "Pipeline.finish", use("source", "target", "s3")),
    Fault("overwrites-existing-files", "Pipeline._taken", drop("key")),
    Fault("overwrites-files-created-during-the-job", "Pipeline.finish", never("_taken")),
    Fault("missing-bucket-ignored", "Pipeline._taken", rewrite("F is None or O.key in F", "O.key in (F or ())")),
    Fault("billed-twice", "Pipeline.finish", rewrite("O.minutes * O.preset.minute", "2 * O.minutes * O.preset.minute")),
    Fault(
        "billed-once-a-job",
        "Pipeline.finish",
        rewrite("self.cost += O.minutes * O.preset.minute", "self.cost = O.minutes * O.preset.minute"),
    ),
    Fault("inputs-are-not-stitched", "Pipeline._start", reads("inputs", Code("job.inputs[:1]"))),
    Fault("any-file-is-a-video", "Pipeline._length", never("get")),
    Fault("a-missing-input-fails-one-output", "Pipeline._start", rewrite("J.outputs", "J.outputs[:1]", nth=0)),
    Fault("errors-go-to-the-completed-topic", "Pipeline._next", always("status")),
    Fault("any-text-names-a-topic", "ElasticTranscoder.create_pipeline", rewrite("TOPIC.fullmatch(T)", "T or True")),
    Fault("any-event-has-a-topic", "ElasticTranscoder.create_pipeline", always("TOPICS")),
    Fault("custom-presets-are-system-presets", "ElasticTranscoder.create_preset", drop("system", False)),
    Fault("no-notifications", "Pipeline._announce", never("topics")),
    Fault("five-pipelines", "MOST_PIPELINES", becomes(5)),
    Fault("fifty-one-presets", "MOST_PRESETS", becomes(51)),
    Fault("system-presets-count", "ElasticTranscoder.create_preset", always("system")),
    Fault("thirty-one-outputs", "MOST_OUTPUTS", becomes(31)),
    Fault("twenty-inputs", "MOST_INPUTS", becomes(20)),
    Fault("names-of-any-length", "LONGEST_NAME", becomes(4000)),
    Fault("lines-without-end", "LINES", becomes((96, 4320))),
    Fault("one-name-twice", "ElasticTranscoder.create_job", always("Key")),
    Fault(
        "output-and-outputs-together",
        "ElasticTranscoder.create_job",
        argument("_demand", 0, Code("bool(Outputs) or bool(Output)"), "Outputs"),
    ),
    Fault("prefix-is-ignored", "ElasticTranscoder._output", drop("prefix")),
    Fault("any-job-can-be-canceled", "ElasticTranscoder.cancel_job", never("status")),
    Fault("canceled-and-made", "ElasticTranscoder.cancel_job", unset("status")),
    Fault("oldest-first", "ElasticTranscoder.list_jobs_by_pipeline", compare("==", "!=")),
    Fault("pausing-does-nothing", "ElasticTranscoder.update_pipeline_status", skip("active")),
    Fault("resuming-starts-nothing", "ElasticTranscoder.update_pipeline_status", uncalled("begin")),
    Fault("a-free-place-stays-empty", "ElasticTranscoder._catch_up", skip("begin")),
    Fault("bucket-changes-are-lost", "ElasticTranscoder.drain_changes", drop("drain_changes")),
    Fault("submitted-and-never-started", "ElasticTranscoder.create_job", skip("begin")),
    Fault("mail-is-lost", "ElasticTranscoder._narrator.narrate", skip("setdefault")),
)
