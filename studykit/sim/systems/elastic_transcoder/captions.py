"""Sentences of Amazon Elastic Transcoder, one function for each action.

Files that it stores are worded by S3, notifications that it publishes by SNS.
"""

from __future__ import annotations

from studykit.sim.engine.trace import Event
from studykit.sim.engine.wording import actor, carried, remark, subject


def create_job(event: Event) -> str:
    """Words a job that is submitted to a pipeline."""
    return f"{actor(event)} submits a job for {subject(event)} to {event.target}{carried(event)}."


def read_job(event: Event) -> str:
    """Words a request for the status of a job."""
    return f"{actor(event)} asks {event.target} after the job for {subject(event)}{remark(event)}."


def progressing(event: Event) -> str:
    """Words the start of a job."""
    return f"{actor(event)} begins the job for {subject(event)}."


def complete(event: Event) -> str:
    """Words a job whose outputs are all made."""
    return f"{actor(event)} has finished the job for {subject(event)}."


def error(event: Event) -> str:
    """Words a job that ended in an error."""
    return f"{actor(event)} cannot finish the job for {subject(event)}{remark(event)}"
