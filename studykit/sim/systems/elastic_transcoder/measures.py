"""Measures of runs with a transcoder."""

from __future__ import annotations

from typing import cast

from studykit.sim.engine.run import Run
from studykit.sim.engine.trace import Value, seconds
from studykit.sim.systems.elastic_transcoder.model import ElasticTranscoder


def jobs(run: Run) -> Value:
    """Jobs that were submitted."""
    return len(_model(run).jobs)


def outputs(run: Run) -> Value:
    """Files that were made."""
    return sum(output.status == "Complete" for job in _model(run).jobs.values() for output in job.outputs)


def errors(run: Run) -> Value:
    """Jobs that ended in an error."""
    return sum(job.status == "Error" for job in _model(run).jobs.values())


def waiting(run: Run) -> Value:
    """Jobs that nobody has begun."""
    return sum(job.status == "Submitted" for job in _model(run).jobs.values())


def cost_usd(run: Run) -> Value:
    """Price of the minutes made, by resolution."""
    return round(_model(run).cost(), 6)


def minutes_made(run: Run) -> Value:
    """Minutes of output, of all files together."""
    return round(sum(o.minutes for job in _model(run).jobs.values() for o in job.outputs), 6)


def begun_after(run: Run) -> Value:
    """The longest time (s) from an upload to the start of its job; null where no job began."""
    stored: dict[str, int] = {}
    for event in run.of("put_object"):
        stored.setdefault(str(event.subject), event.at)
    begun = [(job.inputs[0], job.started) for job in _model(run).jobs.values() if job.started is not None]
    return max((seconds(at - stored[key]) for key, at in begun if key in stored), default=None)


def ready_at(run: Run) -> Value:
    """When the last job ended (s), or null."""
    ends = [job.finished for job in _model(run).jobs.values() if job.finished is not None]
    return seconds(max(ends)) if ends else None


def reads(run: Run) -> Value:
    """How many times somebody asked after a job."""
    return run.counts["elastic-transcoder.read_job"]


def known(run: Run) -> Value:
    """Jobs whose end the application knows of."""
    return run.counts["known"]


def known_after(run: Run) -> Value:
    """The longest time (s) from a job's end to the moment when the application knew of it; null where it knows none."""
    return seconds(run.counts["known late"]) if run.counts["known"] else None


def listings(run: Run) -> Value:
    """How many times a bucket was listed."""
    return run.counts["s3.list_objects_v2"]


def _model(run: Run) -> ElasticTranscoder:
    return cast(ElasticTranscoder, run.services["elastic-transcoder"])
