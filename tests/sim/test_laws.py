"""A law is broken by what it forbids and by nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from studykit.sim import registry
from studykit.sim.engine.run import Run
from studykit.sim.engine.trace import Broken, Event
from studykit.sim.systems.kinesis.model import Kinesis
from studykit.sim.systems.sqs.model import SQS

SENT: dict[str, Any] = {"target": "q", "state": "visible", "message_id": "1", "group": "g", "deduplication_id": "x"}
HELD: dict[str, Any] = {"target": "q", "state": "hidden", "until": 30, "message_id": "1"}
GONE = {"target": "q", "state": "gone", "message_id": "1"}


def event(at: int, action: str, subject: str = "m", actor: str = "a", **detail: Any) -> Event:
    return Event(at * 1000, actor, action, subject, detail)


BREACHES = {
    "V": [event(1, "receive_message", **HELD), event(5, "receive_message", actor="b", **HELD)],
    "L": [event(1, "send_message", **SENT), event(2, "expired", **GONE), event(3, "expired", **GONE)],
    "O": [
        event(1, "send_message", "m1", **SENT),
        event(1, "send_message", "m2", **{**SENT, "message_id": "2"}),
        event(2, "receive_message", "m1", **HELD),
        event(3, "receive_message", "m2", **{**HELD, "message_id": "2"}),
    ],
    "D": [event(1, "send_message", **SENT), event(300, "send_message", **SENT)],
    "R": [event(1, "put_record", "r1", target="s"), event(2, "get_records", "r2", target="s")],
    "T": [event(2, "send_message"), event(1, "send_message")],
    "C": [
        event(0, "put_function_concurrency", "f", target="f", reserved=1),
        event(1, "work", "e1", target="f"),
        event(2, "work", "e2", target="f"),
    ],
}
OBSERVANCES = {
    "V": [event(1, "receive_message", **HELD), event(30, "receive_message", actor="b", **{**HELD, "until": 60})],
    "L": [event(1, "send_message", **SENT), event(2, "expired", **GONE)],
    "O": [
        event(1, "send_message", "m1", **SENT),
        event(1, "send_message", "m2", **{**SENT, "message_id": "2"}),
        event(2, "receive_message", "m1", **HELD),
        event(2, "receive_message", "m2", **{**HELD, "message_id": "2"}),
    ],
    "D": [event(1, "send_message", **SENT), event(301, "send_message", **SENT)],
    "R": [event(1, "put_record", "r", target="s"), *[event(at, "get_records", "r", target="s") for at in (2, 3)]],
    "T": [event(1, "send_message"), event(1, "send_message")],
    "C": [
        event(0, "put_function_concurrency", "f", target="f", reserved=1),
        event(1, "work", "e1", target="f"),
        event(2, "done", "e1", target="f"),
        event(2, "work", "e2", target="f"),
    ],
}


def judge(letter: str, run: Run) -> list[Broken]:
    return [broken for law in registry.laws(letter) for broken in law.judge(run)]


def judged(letter: str, events: list[Event]) -> list[int]:
    return [broken.event for broken in judge(letter, Run(tuple(events), {}, {}, {}, 0))]


@pytest.mark.parametrize("letter", BREACHES)
def test_a_law_names_the_event_that_breaks_it(letter: str) -> None:
    assert judged(letter, BREACHES[letter]) == [len(BREACHES[letter]) - 1]


@pytest.mark.parametrize("letter", OBSERVANCES)
def test_a_law_accepts_what_it_allows(letter: str) -> None:
    assert judged(letter, OBSERVANCES[letter]) == []


def test_an_open_choice_does_not_excuse_delivering_a_message_twice() -> None:
    events = [
        event(at, "receive_message", actor=actor, choice=["server"], **HELD) for at, actor in ((1, "a"), (5, "b"))
    ]
    assert judged("V", events) == [1]


def test_a_duplicate_left_by_a_missed_receive_can_be_received() -> None:
    copied: dict[str, Any] = {"target": "q", "state": "visible", "message_id": "1", "duplicate": True}
    assert judged("V", [event(1, "receive_message", **copied), event(2, "receive_message", actor="b", **HELD)]) == []


def test_a_released_message_can_be_received_by_another_consumer() -> None:
    back = event(5, "change_message_visibility", target="q", state="visible", message_id="1")
    assert judged("V", [event(1, "receive_message", **HELD), back, event(6, "receive_message", **HELD)]) == []


def test_an_extension_holds_a_message_longer() -> None:
    longer = event(5, "change_message_visibility", **{**HELD, "until": 60})
    assert judged("V", [event(1, "receive_message", **HELD), longer, event(40, "receive_message", **HELD)]) == [2]


def test_a_vanished_message_is_reported_at_the_end() -> None:
    model = SQS(lambda: 0)
    model.provision("q")
    model.send_message(QueueUrl="q", MessageBody="m")
    model.queues["q"].totals["sent"] = 2
    found = list(judge("L", Run((event(0, "send_message", **SENT),), {"sqs": model}, {}, {}, 0)))
    assert [broken.says for broken in found] == ["q should hold 2 messages and holds 1"]


def test_messages_with_the_same_body_are_different_messages() -> None:
    assert judged("V", [event(at, "receive_message", **{**HELD, "message_id": str(at)}) for at in (1, 2)]) == []


def stream(spoil: Callable[[Kinesis], object]) -> Run:
    model = Kinesis(lambda: 0)
    model.provision("s", shards=3)
    model.split_shard(StreamName="s", ShardToSplit="shardId-000000000001", NewStartingHashKey=str(2**127))
    model.put_record(StreamName="s", Data="r", PartitionKey="k")
    spoil(model)
    return Run((event(0, "put_record", "r", target="s"),), {"kinesis": model}, {}, {}, 0)


def shard(model: Kinesis, number: int) -> Any:
    return model.streams["s"].shards[number]


@pytest.mark.parametrize(
    ("letter", "spoil", "says"),
    [
        ("H", lambda model: setattr(shard(model, 0), "start", 1), "the open shards of s leave a gap at 1"),
        ("H", lambda model: setattr(shard(model, 1), "closed", None), "the open shards of s overlap at 1"),
        ("H", lambda model: setattr(shard(model, 2), "closed", 0), "the open shards of s end at "),
        ("R", lambda model: [each.records.clear() for each in model.streams["s"].shards], "s should keep 1 records"),
    ],
)
def test_a_corrupted_stream_breaks_its_law(letter: str, spoil: Callable[[Kinesis], object], says: str) -> None:
    found = [broken.says for broken in judge(letter, stream(spoil))]
    assert len(found) == 1
    assert found[0].startswith(says)


@pytest.mark.parametrize("letter", ["H", "R"])
def test_a_stream_that_was_split_and_read_keeps_its_laws(letter: str) -> None:
    assert list(judge(letter, stream(lambda model: None))) == []
