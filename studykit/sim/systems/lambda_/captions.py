"""Sentences of AWS Lambda, one function for each action. What it does with a queue is worded by SQS."""

from __future__ import annotations

from studykit.sim.engine.trace import Event
from studykit.sim.engine.wording import actor, remark, subject, until


def invoke(event: Event) -> str:
    """Words an invocation: an event that Lambda queues, or a response."""
    if event.detail.get("kind") == "Event":
        return (
            f"{actor(event)} invokes {event.target} asynchronously. Lambda puts {subject(event)} in its internal queue."
        )
    if event.detail.get("failed"):
        return (
            f"{actor(event)} gets a function error from {event.target} for {subject(event)}. Lambda does not retry it."
        )
    return f"{actor(event)} gets the response of {event.target} for {subject(event)}."


def invoke_error(event: Event) -> str:
    """Words an invocation that Lambda rejects."""
    if event.detail["error"] == "TooManyRequestsException":
        return (
            f"{actor(event)} is throttled: Lambda returns 429. No environment is available, and Lambda does not retry."
        )
    return f"{actor(event)} cannot invoke the function ({event.detail['error']})."


def cold_start(event: Event) -> str:
    """Words a new execution environment."""
    return f"No environment of {event.target} is free. A new one starts (cold start), ready at {until(event)}."


def work(event: Event) -> str:
    """Words the start of work on an event or a message."""
    return f"{actor(event)} works on {subject(event)}, until {until(event)}."


def done(event: Event) -> str:
    """Words the end of work on an event or a message."""
    return f"{actor(event)} has processed {subject(event)}."


def failed(event: Event) -> str:
    """Words work that ends with an error."""
    return f"{actor(event)} fails on {subject(event)}."


def timed_out(event: Event) -> str:
    """Words an invocation that reaches its timeout."""
    return f"{actor(event)} reaches its timeout while it works on {subject(event)}. Lambda stops the invocation."


def retry(event: Event) -> str:
    """Words a function error after which Lambda tries the event again."""
    return f"{subject(event)} returns to the internal queue of {event.target}. Lambda tries it again at {until(event)}."


def throttled(event: Event) -> str:
    """Words an event or a batch for which no concurrency is available."""
    messages = int(event.detail.get("messages", 1))
    what = subject(event) if messages == 1 else f"The batch of {messages} messages from {subject(event)} on"
    return f"{what} is throttled: {event.target} has no free concurrency. Lambda tries again at {until(event)}."


def rejected(event: Event) -> str:
    """Words an attempt that fails in Lambda itself."""
    return f"Lambda cannot run {event.target} for {subject(event)} and tries again at {until(event)}."


def discard(event: Event) -> str:
    """Words an asynchronous event that Lambda gives up."""
    return f"Lambda gives up {subject(event)} for {event.target}{remark(event)}."


def drop(event: Event) -> str:
    """Words a throttled batch whose visibility timeout is over."""
    return f"The visibility timeout is over before {event.target} could run. The batch returns to the queue."


def put_function_concurrency(event: Event) -> str:
    """Words a reservation of concurrency."""
    return f"{actor(event)} sets the reserved concurrency of {event.target} ({event.detail['carries']})."


def put_function_concurrency_error(event: Event) -> str:
    """Words a reservation that Lambda rejects."""
    return f"{actor(event)} cannot reserve that much: 100 concurrent executions of the account must stay unreserved."


def put_provisioned_concurrency_config(event: Event) -> str:
    """Words environments that are kept ready."""
    return f"{actor(event)} configures provisioned concurrency for {event.target} ({event.detail['carries']})."


def put_provisioned_concurrency_config_error(event: Event) -> str:
    """Words provisioned concurrency that Lambda rejects."""
    return f"{actor(event)} cannot provision that much concurrency: {event.detail.get('says')}"


def put_function_event_invoke_config(event: Event) -> str:
    """Words the settings for asynchronous events."""
    return f"{actor(event)} configures asynchronous invocation of {event.target} ({event.detail['carries']})."


def create_event_source_mapping(event: Event) -> str:
    """Words a new event source mapping."""
    return f"{actor(event)} creates an event source mapping: Lambda now polls the queue and invokes {event.target}."


def create_event_source_mapping_error(event: Event) -> str:
    """Words a mapping that Lambda rejects; its message says why."""
    return f"{actor(event)} cannot create the event source mapping: {event.detail.get('says')}."
