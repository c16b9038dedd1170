"""Measures of runs with queues."""

from __future__ import annotations

from collections import Counter

from studykit.sim.engine.run import Run
from studykit.sim.engine.trace import Event, Value, seconds
from studykit.sim.systems.sqs.tallies import queues

STANDARD_PRICE = 0.40e-6
FIFO_PRICE = 0.50e-6
"""Dollars for one request beyond the first million of a month, us-east-1 (aws.amazon.com/sqs/pricing, November 2026).
"""
CHUNK = 65_536
"""Bytes of payload for one billed request; a larger call is billed as several (aws.amazon.com/sqs/pricing)."""
BILLED = (
    "send_message",
    "send_message_batch",
    "receive_message",
    "delete_message",
    "delete_message_batch",
    "change_message_visibility",
    "change_message_visibility_batch",
)


def _deliveries(run: Run) -> list[Event]:
    return list(run.of("receive_message"))


def deliveries(run: Run) -> Value:
    """Counts deliveries, redeliveries included."""
    return len(_deliveries(run))


def duplicates(run: Run) -> Value:
    """Counts deliveries beyond the first of each message."""
    return len(_deliveries(run)) - len({event.subject for event in _deliveries(run)})


def redelivered_at(run: Run) -> Value:
    """Returns when a message was delivered for the second time (s), or null."""
    seen: set[str | None] = set()
    for event in _deliveries(run):
        if event.subject in seen:
            return seconds(event.at)
        seen.add(event.subject)
    return None


def redelivered_after(run: Run) -> Value:
    """Returns the time from the crash of a worker to the next delivery of its message (s), or null."""
    crash = next(iter(run.of("crash")), None)
    if crash is None:
        return None
    again = (event.at for event in _deliveries(run) if event.subject == crash.subject and event.at > crash.at)
    return next((seconds(at - crash.at) for at in again), None)


def message_ids(run: Run) -> Value:
    """Counts the different message IDs that were delivered."""
    return len({event.detail["message_id"] for event in _deliveries(run)})


def dead_lettered(run: Run) -> Value:
    """Counts messages that were moved to a dead-letter queue."""
    return sum(totals["dead_lettered"] for _, totals, _ in queues(run))


def expired(run: Run) -> Value:
    """Counts messages that expired."""
    return sum(totals["expired"] for _, totals, _ in queues(run))


def delivered(run: Run) -> Value:
    """Counts different messages that were delivered at least once."""
    return len({event.subject for event in _deliveries(run)})


def left(run: Run) -> Value:
    """Counts messages in the first queue at the end: visible, in flight or delayed."""
    return sum(next(counts for _, _, counts in queues(run)))


def extensions(run: Run) -> Value:
    """Counts accepted ChangeMessageVisibility calls."""
    return run.counts["extensions"]


def receives(run: Run) -> Value:
    """Counts ReceiveMessage calls with a response, empty or not. A long poll that is open at the end does not count."""
    return _receives(run)


def empty_receives(run: Run) -> Value:
    """Counts ReceiveMessage calls that returned nothing."""
    return run.counts["parked sqs"] + sum("empty" in event.detail for event in run.events)


def full_receives(run: Run) -> Value:
    """Counts ReceiveMessage calls that returned at least one message."""
    return len({(event.at, event.actor) for event in _deliveries(run)})


def false_empties(run: Run) -> Value:
    """Counts short polls that returned nothing while a message was visible."""
    return sum("missed" in event.detail for event in run.events)


def cost_usd(run: Run) -> Value:
    """Returns the dollars for all requests, refused ones included. The free million of each month is not deducted.

    A run in which all queues are FIFO pays the FIFO price (sources: STANDARD_PRICE, CHUNK).
    """
    price = FIFO_PRICE if _fifo(run) else STANDARD_PRICE
    return round(_requests(run) * price, 6)


def requests(run: Run) -> Value:
    """Counts billed requests: calls to send, receive, delete and extend, one for each 64 KiB of payload."""
    return _requests(run)


def _receives(run: Run) -> int:
    return run.counts["parked sqs"] + run.counts["sqs.receive_message"]


def _requests(run: Run) -> int:
    calls = run.counts["parked sqs"] + sum(run.counts[f"sqs.{operation}"] for operation in BILLED)
    return calls + _more_chunks(run)


def _more_chunks(run: Run) -> int:
    """Counts the chunks beyond the first of each call. Events of one actor, action and moment are one call."""
    payload: Counter[tuple[int, str, str, str | None]] = Counter()
    for event in run.of("send_message", "send_message_batch", "receive_message"):
        alone = event.subject if event.action == "send_message" else None
        payload[event.at, event.actor, event.action, alone] += len(str(event.subject).encode())
    return sum((size - 1) // CHUNK for size in payload.values())


def _fifo(run: Run) -> bool:
    return all(name.endswith(".fifo") for name in getattr(run.services.get("sqs"), "queues", ()))


def mean_delay(run: Run) -> Value:
    """Returns the mean time from a send to the first delivery (s), or null."""
    delays = _delays(run)
    return round(sum(delays) / len(delays) / 1000, 6) if delays else None


def max_delay(run: Run) -> Value:
    """Returns the longest time from a send to the first delivery (s), or null. Without a queue, accepted work starts at
    once."""
    if _works_directly(run):
        return 0
    return seconds(max(_delays(run))) if _delays(run) else None


def _delays(run: Run) -> list[int]:
    sent = _first(run, "send_message", "send_message_batch")
    got = _first(run, "receive_message")
    return [at - sent[body] for body, at in got.items() if body in sent]


def _first(run: Run, *actions: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for event in run.of(*actions):
        found.setdefault(str(event.subject), event.at)
    return found


def reordered(run: Run) -> Value:
    """Counts messages whose work started after that of a later message of their group (or of all, without groups)."""
    group = {str(e.subject): e.detail.get("group") for e in run.of("send_message", "send_message_batch")}
    if run.params.get("groups") and all(name is None for name in group.values()):
        count = int(run.params["groups"])
        group = {body: f"g{place % count + 1}" for place, body in enumerate(group)}
    place = {body: number for number, body in enumerate(group)}
    newest: dict[str | None, int] = {}
    late = 0
    for body in _first(run, "work"):
        late += place[body] < newest.get(group[body], -1)
        newest[group[body]] = max(place[body], newest.get(group[body], -1))
    return late


def out_of_turn(run: Run) -> Value:
    """Counts messages whose work started before that of an earlier message was done."""
    return _out_of_turn(run, 0)


def out_of_turn_in_customer(run: Run) -> Value:
    """Counts messages whose work started before that of an earlier message of the same customer was done."""
    return _out_of_turn(run, 1)


def out_of_turn_in_order(run: Run) -> Value:
    """Counts messages whose work started before that of an earlier message of the same order was done."""
    return _out_of_turn(run, 2)


def _out_of_turn(run: Run, parts: int) -> int:
    """Counts them among messages that share the first `parts` parts of names such as `c1/o2/e3`."""
    unfinished: dict[tuple[str, ...], list[str]] = {}
    for event in run.of("send_message"):
        unfinished.setdefault(_scope(event, parts), []).append(str(event.subject))
    early = 0
    for event in run.of("work", "done"):
        body, waiting = str(event.subject), unfinished.get(_scope(event, parts), [])
        if body not in waiting:
            continue
        if event.action == "work":
            early += body != waiting[0]
        else:
            waiting.remove(body)
    return early


def _scope(event: Event, parts: int) -> tuple[str, ...]:
    return tuple(str(event.subject).split("/")[:parts])


def makespan(run: Run) -> Value:
    """Returns the time from the first send to the end of the last work (s), or null."""
    ends = [event.at for event in run.of("done")]
    starts = [event.at for event in run.of("send_message", "send_message_batch")]
    return seconds(max(ends) - min(starts)) if ends and starts else None


def in_parallel(run: Run) -> Value:
    """Returns the most messages that were worked on at the same time."""
    busy = most = 0
    for event in run.events:
        busy += (event.action == "work") - (event.action in ("done", "failed", "crash"))
        most = max(most, busy)
    return most


def enqueued(run: Run) -> Value:
    """Counts messages that a queue stored and did not drop as duplicates."""
    return sum(totals["sent"] for _, totals, _ in queues(run))


def accepted_per_second(run: Run) -> Value:
    """Returns the accepted messages for each second in which the producer sent."""
    return round(run.counts["accepted"] / max(1, int(run.params.get("seconds", 1))), 6)


def throttled(run: Run) -> Value:
    """Counts messages that were throttled."""
    return run.counts["throttled"]


def rejected(run: Run) -> Value:
    """Counts messages that were refused or found no worker."""
    return run.counts["rejected"]


def accepted(run: Run) -> Value:
    """True if everything that was offered was accepted."""
    return run.counts["accepted"] > 0 and run.counts["rejected"] == 0


def ordered(run: Run) -> Value:
    """True if the queue guarantees order (within a message group)."""
    return _fifo(run)


def s3_puts(run: Run) -> Value:
    """Counts objects written to S3."""
    return sum(1 for _ in run.of("put_object"))


def bytes_in_queue(run: Run) -> Value:
    """Counts the bytes of the message bodies that a queue stored."""
    return sum(len(str(event.subject).encode()) for event in run.of("send_message"))


def peak_depth(run: Run) -> Value:
    """Returns the most messages that waited at the same time."""
    depth = most = 0
    for event in run.events:
        depth += event.action == "send_message" and "error" not in event.detail
        depth -= event.action == "receive_message" and event.subject is not None
        most = max(most, depth)
    return most


def drained_at(run: Run) -> Value:
    """Returns when the last message was done (s), or null while some are left. Without a queue: the accepted ones."""
    if _works_directly(run):
        return max(float(event.detail["until"]) for event in run.of("work"))
    done = Counter(event.subject for event in run.of("done"))
    sent = {event.subject for event in run.of("send_message", "send_message_batch")}
    if not sent or not sent <= set(done):
        return None
    return seconds(max(event.at for event in run.of("done")))


def _works_directly(run: Run) -> bool:
    """True if callers reach the worker without a queue (role `direct`)."""
    return not any(run.of("send_message", "send_message_batch")) and any(run.of("work"))


def healthy_done(run: Run) -> Value:
    """Counts different messages that were done; a poison message never is."""
    return len({event.subject for event in run.of("done")})


def poison_deliveries(run: Run) -> Value:
    """Counts deliveries of the message `poison`."""
    return sum(event.subject == "poison" for event in _deliveries(run))


def poison_left(run: Run) -> Value:
    """Counts messages in the first queue at the end; by then only a message that always fails is left."""
    return left(run)


def first_visible_at(run: Run) -> Value:
    """Returns when a message first became visible (s), or null."""
    for event in run.events:
        if event.action == "visible" or (event.action == "send_message" and event.detail.get("state") == "visible"):
            return seconds(event.at)
    return None


def first_received_at(run: Run) -> Value:
    """Returns when a message was first delivered (s), or null."""
    return next((seconds(event.at) for event in _deliveries(run)), None)
