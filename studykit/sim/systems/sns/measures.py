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
    """Returns (actor, subject) of everything that was worked on."""
    return {(event.actor, str(event.subject)) for event in run.of("work")}


def _published(run: Run) -> dict[str, int]:
    """Returns what was published or sent by its author, with the first moment (ms)."""
    found: dict[str, int] = {}
    for event in run.of(*SENDS):
        found.setdefault(str(event.subject), event.at)
    return found


def copies(run: Run) -> Value:
    """Counts copies that were worked on; if no actor works, copies that reached an endpoint."""
    return len(_worked(run)) or int(_totals(run)["copies"])


def delivered(run: Run) -> Value:
    """Counts copies that SNS delivered to an endpoint."""
    return int(_totals(run)["copies"])


def filtered(run: Run) -> Value:
    """Counts copies that a filter policy held back."""
    return int(_totals(run)["filtered"])


def lost(run: Run) -> Value:
    """Counts copies that SNS could not deliver and discarded."""
    return int(_totals(run)["discarded"])


def set_aside(run: Run) -> Value:
    """Counts copies that went to the dead-letter queue of a subscription."""
    return int(_totals(run)["dead_lettered"])


def tries(run: Run) -> Value:
    """Counts tries to deliver, successful or not."""
    return int(_totals(run)["copies"] + _totals(run)["failed"])


def gave_up_at(run: Run) -> Value:
    """Returns when SNS stopped trying to deliver a copy (s), or null."""
    return next((seconds(event.at) for event in run.of("discard", "set_aside")), None)


def delivered_at(run: Run) -> Value:
    """Returns when the first copy reached an endpoint (s), or null."""
    return next((seconds(event.at) for event in run.of("deliver")), None)


def programs(run: Run) -> Value:
    """Counts programs that have to be written and run besides the services."""
    return int(run.counts["programs"])


def publish_calls(run: Run) -> Value:
    """Counts calls that the publisher made."""
    return run.counts["publish_calls"]


def used_default(run: Run) -> Value:
    """Counts copies with the default text."""
    return sum(not {"carries", "json"} & set(event.detail) for event in _formatted(run))


def own_words(run: Run) -> Value:
    """Counts copies with the text of their protocol."""
    return sum("carries" in event.detail for event in _formatted(run))


def duplicates(run: Run) -> Value:
    """Counts deliveries of a queue beyond the first of each message. Other queues have other messages."""
    got = [event.detail["message_id"] for event in run.of("receive_message")]
    return len(got) - len(set(got))


def reordered(run: Run) -> Value:
    """Counts work that started after that on a later message of its group, over all actors (groups take turns)."""
    place = {name: number for number, name in enumerate(_published(run))}
    groups, newest, late = int(run.params.get("groups", 1)), dict[tuple[str, int], int](), 0
    for event in run.of("work"):
        number = place[str(event.subject)]
        key = (event.actor, number % groups)
        late += number < newest.get(key, -1)
        newest[key] = max(number, newest.get(key, -1))
    return late


def enveloped(run: Run) -> Value:
    """Counts messages in queues whose body is the JSON envelope."""
    sqs: Any = run.services.get("sqs")
    queues = sqs.queues.values() if sqs else ()
    return sum(1 for queue in queues for _, _, message in queue.stored if message.body.startswith('{"Type"'))


def unconfirmed(run: Run) -> Value:
    """Counts subscriptions that are not confirmed at the end."""
    return sum(not one.confirmed for one in _subscriptions(run))


def missed(run: Run) -> Value:
    """Counts published messages that no actor worked on."""
    return len(set(_published(run)) - {subject for _, subject in _worked(run)})


def wanted(run: Run) -> Value:
    """Counts pushed messages that the subscriber wants."""
    return run.counts["wanted"]


def unwanted(run: Run) -> Value:
    """Counts pushed messages that the subscriber does not want."""
    return run.counts["unwanted"]


def refused(run: Run) -> Value:
    """Counts calls that SNS refused."""
    return run.counts["refused"]


def push_latency(run: Run) -> Value:
    """Returns the mean time from publishing to the work of the push subscriber (s), or null."""
    return _latency(run, "push")


def pull_latency(run: Run) -> Value:
    """Returns the mean time from publishing to the work of the polling consumer (s), or null."""
    return _latency(run, "pull")


def push_at_once(run: Run) -> Value:
    """Returns the most messages that the push subscriber worked on at the same time."""
    return _at_once(run, "push")


def pull_at_once(run: Run) -> Value:
    """Returns the most messages that the polling consumer worked on at the same time."""
    return _at_once(run, "pull")


def latest(run: Run) -> Value:
    """Returns the longest time from publishing to work (s), or null."""
    sent = _published(run)
    waits = [event.at - sent[str(event.subject)] for event in run.of("work") if str(event.subject) in sent]
    return seconds(max(waits)) if waits else None


def at_once(run: Run) -> Value:
    """Returns the most messages that one actor worked on at the same time."""
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
    """Returns the work that one actor, or all its copies, started and ended."""
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
