"""Measures of runs with a topic."""

from __future__ import annotations

from typing import Any

from studykit.sim.engine.run import Run
from studykit.sim.engine.trace import Event, Value, seconds

SENDS = ("publish", "publish_batch", "send_message")


def _totals(run: Run) -> Any:
    sns: Any = run.services["sns"]
    return sns.totals


def _worked(run: Run) -> set[tuple[str, str]]:
    """(who, what) of everything that a service began to work on."""
    return {(event.actor, str(event.subject)) for event in run.of("work")}


def _published(run: Run) -> dict[str, int]:
    """What was published or sent by its author, and when (ms) first."""
    found: dict[str, int] = {}
    for event in run.of(*SENDS):
        found.setdefault(str(event.subject), event.at)
    return found


def copies(run: Run) -> Value:
    """Copies that reached a service and were worked on; where nobody works, those that reached an endpoint."""
    return len(_worked(run)) or int(_totals(run)["copies"])


def delivered(run: Run) -> Value:
    """Copies that SNS handed to an endpoint."""
    return int(_totals(run)["copies"])


def filtered(run: Run) -> Value:
    """Copies that a filter policy held back."""
    return int(_totals(run)["filtered"])


def lost(run: Run) -> Value:
    """Copies that SNS discarded because it could not deliver them, and nobody kept them."""
    return int(_totals(run)["discarded"])


def set_aside(run: Run) -> Value:
    """Copies that went to the dead-letter queue of a subscription."""
    return int(_totals(run)["dead_lettered"])


def tries(run: Run) -> Value:
    """Tries to deliver, successful or not."""
    return int(_totals(run)["copies"] + _totals(run)["failed"])


def gave_up_at(run: Run) -> Value:
    """When SNS stopped trying to deliver something (s), or null."""
    return next((seconds(event.at) for event in run.of("discard", "set_aside")), None)


def delivered_at(run: Run) -> Value:
    """When the first copy reached an endpoint (s), or null."""
    return next((seconds(event.at) for event in run.of("deliver")), None)


def programs(run: Run) -> Value:
    """Programs that somebody has to write and run beside the services themselves."""
    return int(run.counts["programs"])


def publish_calls(run: Run) -> Value:
    """Calls that the publisher made to tell everybody."""
    return run.counts["publish_calls"]


def used_default(run: Run) -> Value:
    """Copies with the default text."""
    return sum(not {"carries", "json"} & set(event.detail) for event in _formatted(run))


def own_words(run: Run) -> Value:
    """Copies with the text of their protocol."""
    return sum("carries" in event.detail for event in _formatted(run))


def duplicates(run: Run) -> Value:
    """Deliveries of a queue beyond the first of each message; copies in other queues are messages of their own."""
    got = [event.detail["message_id"] for event in run.of("receive_message")]
    return len(got) - len(set(got))


def reordered(run: Run) -> Value:
    """Works on something after a later message of the same group (`groups` are dealt in turn), over all readers."""
    place = {name: number for number, name in enumerate(_published(run))}
    groups, newest, late = int(run.params.get("groups", 1)), dict[tuple[str, int], int](), 0
    for event in run.of("work"):
        number = place[str(event.subject)]
        key = (event.actor, number % groups)
        late += number < newest.get(key, -1)
        newest[key] = max(number, newest.get(key, -1))
    return late


def enveloped(run: Run) -> Value:
    """Messages in queues whose body is the JSON envelope."""
    sqs: Any = run.services.get("sqs")
    queues = sqs.queues.values() if sqs else ()
    return sum(1 for queue in queues for _, _, message in queue.stored if message.body.startswith('{"Type"'))


def unconfirmed(run: Run) -> Value:
    """Subscriptions that wait for their confirmation at the end."""
    return sum(not one.confirmed for one in _subscriptions(run))


def missed(run: Run) -> Value:
    """What was published and reached no service."""
    return len(set(_published(run)) - {subject for _, subject in _worked(run)})


def wanted(run: Run) -> Value:
    """Pushed messages that are what the service wants."""
    return run.counts["wanted"]


def unwanted(run: Run) -> Value:
    """Pushed messages that the service has no use for."""
    return run.counts["unwanted"]


def refused(run: Run) -> Value:
    """Calls that SNS refused."""
    return run.counts["refused"]


def push_latency(run: Run) -> Value:
    """Mean time from publishing to the work of who is pushed to (s), or null."""
    return _latency(run, "push")


def pull_latency(run: Run) -> Value:
    """Mean time from publishing to the work of who asks a queue (s), or null."""
    return _latency(run, "pull")


def push_at_once(run: Run) -> Value:
    """The most that who is pushed to worked on at one time."""
    return _at_once(run, "push")


def pull_at_once(run: Run) -> Value:
    """The most that who asks worked on at one time."""
    return _at_once(run, "pull")


def latest(run: Run) -> Value:
    """Longest time from publishing to a service's work (s), or null."""
    sent = _published(run)
    waits = [event.at - sent[str(event.subject)] for event in run.of("work") if str(event.subject) in sent]
    return seconds(max(waits)) if waits else None


def at_once(run: Run) -> Value:
    """The most that one service worked on at one time."""
    return max((_at_once(run, actor) for actor in {event.actor for event in run.of("work")}), default=0)


def _latency(run: Run, actor: str) -> Value:
    sent = _published(run)
    waits = [event.at - sent[str(event.subject)] for event in _of(run, actor) if event.action == "work"]
    return round(sum(waits) / len(waits) / 1000, 6) if waits else None


def _at_once(run: Run, actor: str) -> int:
    busy = most = 0
    for event in sorted(_of(run, actor), key=lambda event: (event.at, event.action == "work")):
        busy += 1 if event.action == "work" else -1
        most = max(most, busy)
    return most


def _of(run: Run, actor: str) -> list[Event]:
    """What one actor, or the copies of one, began and ended."""
    return [e for e in run.of("work", "done") if e.actor == actor or e.actor.startswith(f"{actor}-")]


def _formatted(run: Run) -> list[Event]:
    topics = {topic.title for topic in _topics(run)}
    return [e for e in run.of("deliver", "send_message") if e.actor in topics]


def _topics(run: Run) -> list[Any]:
    sns: Any = run.services["sns"]
    return list(sns.topics.values())


def _subscriptions(run: Run) -> list[Any]:
    sns: Any = run.services["sns"]
    return list(sns.subscriptions.values())
