"""Faults of Elastic Transcoder, and the checks that have to catch each of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from tests.sim.services.transcoder_checks import CHECKS

CLASS = "ElasticTranscoder"
MODULES = (
    "systems.elastic_transcoder.job",
    "systems.elastic_transcoder.pipeline",
    "systems.elastic_transcoder.model",
)

MUTANTS = (
    ("hd-from-721-lines", "HD_FROM = 720", "HD_FROM = 721"),
    ("hd-from-1080-lines", "HD_FROM = 720", "HD_FROM = 1080"),
    ("hd-at-the-price-of-sd", "HD_MINUTE = 0.015, 0.03", "HD_MINUTE = 0.015, 0.015"),
    ("billed-by-bit-rate", "if self.height >= HD_FROM", "if self.rate >= HD_FROM"),
    ("size-in-bits", "* 1000 / 8)", "* 1000)"),
    ("complete-though-one-failed", "if all(output.status == COMPLETE", "if any(output.status == COMPLETE"),
    ("failed-though-all-are-complete", "for output in self.outputs) else ERROR", "for output in self.outputs[1:2]) else ERROR"),
    ("a-job-never-ends", "self.finished, self.due = at, None", "self.finished, self.due = None, None"),
    ("prefix-is-not-shown", 'prefix = {"OutputKeyPrefix": self.prefix} if self.prefix else {}', "prefix = {}"),
    ("duration-in-minutes", '"Duration": round(output.minutes * 60)', '"Duration": round(output.minutes)'),
    ("progressing-when-submitted", 'status: str = SUBMITTED\n    minutes: float = 0\n    due', 'status: str = PROGRESSING\n    minutes: float = 0\n    due'),
    ("one-job-too-many-at-once", "busy < self.at_once", "busy <= self.at_once"),
    ("one-job-too-few-at-once", "busy < self.at_once", "busy + 1 < self.at_once"),
    ("paused-begins-all-the-same", "if self.active and busy", "if busy"),
    ("all-outputs-at-the-end", "self._next(job, at)\n\n    def shown", "job.making = []\n            self._next(job, at)\n\n    def shown"),
    ("an-output-takes-no-time", "at + max(1, round(job.minutes * 60_000 / self.speed))", "at + 1"),
    ("a-second-late", "/ self.speed))", "/ self.speed) + 1000)"),
    ("outputs-are-not-stored", "self.s3().put_object(Bucket=self.target, Key=output.key, ContentLength=size, Metadata=noted)", "pass"),
    ("stored-with-the-inputs", "put_object(Bucket=self.target", "put_object(Bucket=self.source"),
    ("overwrites", "if found is None or output.key in found:", "if found is None:"),
    ("overwrites-what-came-meanwhile", "            if self._taken(output):\n                self._next(job, at)\n                continue\n", ""),
    ("needs-no-bucket", "if found is None or output.key in found:", "if output.key in (found or ()):"),
    ("billed-twice", "self.cost += output.minutes", "self.cost += 2 * output.minutes"),
    ("billed-once-a-job", "self.cost += output.minutes * output.preset.minute", "self.cost = output.minutes * output.preset.minute"),
    ("inputs-are-not-stitched", "for key in job.inputs)", "for key in job.inputs[:1])"),
    ("any-file-is-a-film", 'if "minutes" not in found.get("Metadata", {}):', "if False:"),
    ("a-missing-input-fails-one-output", "            for output in job.outputs:\n", "            for output in job.outputs[:1]:\n"),
    ("errors-go-to-the-completed", '"Completed" if job.status == COMPLETE else "Error"', '"Completed"'),
    ("any-text-names-a-topic", "_demand(all(TOPIC.fullmatch(topic) for", "_demand(all(topic or True for"),
    ("any-event-has-a-topic", "_demand(set(topics) <= TOPICS,", "_demand(True,"),
    ("own-presets-are-the-system-s", "int(height), int(rate), system=False)", "int(height), int(rate))"),
    ("nobody-is-told", "if event in self.topics:", "if False:"),
    ("five-pipelines", "MOST_PIPELINES, MOST_PRESETS = 4, 50", "MOST_PIPELINES, MOST_PRESETS = 5, 50"),
    ("fifty-one-presets", "MOST_PIPELINES, MOST_PRESETS = 4, 50", "MOST_PIPELINES, MOST_PRESETS = 4, 51"),
    ("the-system-s-presets-count", "own = sum(not preset.system for", "own = sum(True for"),
    ("thirty-one-outputs", "MOST_OUTPUTS, MOST_INPUTS = 30, 200", "MOST_OUTPUTS, MOST_INPUTS = 31, 200"),
    ("twenty-inputs", "MOST_OUTPUTS, MOST_INPUTS = 30, 200", "MOST_OUTPUTS, MOST_INPUTS = 30, 20"),
    ("names-of-any-length", "LONGEST_NAME = 40", "LONGEST_NAME = 4000"),
    ("lines-without-end", "LINES = (96, 3072)", "LINES = (96, 4320)"),
    ("one-name-twice", 'len({one["Key"] for one in asked}) == len(asked)', "True"),
    ("output-beside-outputs", "_demand(bool(Outputs) != bool(Output),", "_demand(bool(Outputs) or bool(Output),"),
    ("prefix-is-ignored", 'Output(prefix + asked["Key"]', 'Output(asked["Key"]'),
    ("any-job-can-be-canceled", "if job.status != SUBMITTED:", "if False:"),
    ("canceled-and-made", "job.status, job.finished = CANCELED, self.clock()", "job.finished = self.clock()"),
    ("oldest-first", 'if Ascending == "true" else', 'if Ascending != "true" else'),
    ("pausing-does-nothing", 'self._pipeline(Id).active = Status == "Active"', "pass"),
    ("going-on-begins-nothing", "        self._pipeline(Id).begin(self.clock())\n        return", "        self._pipeline(Id)\n        return"),
    ("a-place-stays-empty", "                pipeline.begin(at)\n", ""),
    ("what-the-bucket-tells-is-lost", "[*self.changes, *self._bucket_service().drain_changes()]", "[*self.changes]"),
    ("submitted-and-never-begun", "        pipeline.begin(self.clock())\n        return answer", "        return answer"),
    ("mail-is-lost", 'self.mail.setdefault(detail["target"], []).append(detail["job"])', "pass"),
)  # fmt: skip


def suspects(model: Callable[..., Any]) -> Iterator[Callable[[], Any]]:
    """Rules at their boundaries."""
    for check in CHECKS:
        yield partial(check, model)
