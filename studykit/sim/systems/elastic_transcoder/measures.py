"""Measures of runs with a transcoder."""

from __future__ import annotations

from typing import cast

from studykit.sim.engine.run import Run
from studykit.sim.engine.trace import Value, seconds
from studykit.sim.systems.elastic_transcoder.model import ElasticTranscoder


def jobs(run: Run) -> Value:
    """Counts submitted jobs."""
    return len(_model(run).jobs)


def outputs(run: Run) -> Value:
    """Counts files that were made."""
    return sum(output.status == "Complete" for job in _model(run).jobs.values() for output in job.outputs)


def errors(run: Run) -> Value:
    """Counts jobs that ended in an error."""
    return sum(job.status == "Error" for job in _model(run).jobs.values())


def waiting(run: Run) -> Value:
    """Counts jobs that have not started."""
    return sum(job.status == "Submitted" for job in _model(run).jobs.values())


def cost_usd(run: Run) -> Value:
    """Returns the price of the minutes that were made, by resolution (USD)."""
    return round(_model(run).cost(), 6)


def minutes_made(run: Run) -> Value:
    """Returns the minutes of output, over all files."""
    return round(sum(o.minutes for job in _model(run).jobs.values() for o in job.outputs), 6)


def begun_after(run: Run) -> Value:
    """Returns the longest time from an upload to the start of its job (s); null if no job started."""
    stored: dict[str, int] = {}
    for event in run.of("put_object"):
        stored.setdefault(str(event.subject), event.at)
    begun = [(job.inputs[0], job.started) for job in _model(run).jobs.values() if job.started is not None]
    return max((seconds(at - stored[key]) for key, at in begun if key in stored), default=None)


def ready_at(run: Run) -> Value:
    """Returns when the last job ended (s), or null."""
    ends = [job.finished for job in _model(run).jobs.values() if job.finished is not None]
    return seconds(max(ends)) if ends else None


def reads(run: Run) -> Value:
    """Counts requests for the status of a job."""
    return run.counts["elastic-transcoder.read_job"]


def known(run: Run) -> Value:
    """Counts jobs whose end the application knows."""
    return run.counts["known"]


def known_after(run: Run) -> Value:
    """Returns the longest time from a job's end until the application knew it (s); null if it knows none."""
    return seconds(run.counts["known late"]) if run.counts["known"] else None


def listings(run: Run) -> Value:
    """Counts how often a bucket was listed."""
    return run.counts["s3.list_objects_v2"]


def _model(run: Run) -> ElasticTranscoder:
    return cast(ElasticTranscoder, run.services["elastic-transcoder"])
