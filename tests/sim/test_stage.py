"""The stage: tiny casts, and what they leave behind."""

from __future__ import annotations

from typing import Any

import pytest

from studykit.sim.params import BadParam
from studykit.sim.scenario import Scenario, Step
from studykit.sim.stage import play
from studykit.sim.trace import Trace

QUEUE = {"q": {"service": "sqs", "VisibilityTimeout": 10}}
PRODUCER = {"role": "producer", "queue": "q", "sends": ["m"], "at": 1}


def run(**parts: Any) -> Trace:
    scenario = Scenario(**{"caption": "", "last": "", "services": QUEUE, **parts})
    return play("test", scenario)


def log(trace: Trace) -> list[tuple[float, str, str]]:
    return [(event.at / 1000, event.actor, event.action) for event in trace.events]


def test_a_message_is_visible_again_even_when_nobody_asks() -> None:
    trace = run(
        actors={"p": PRODUCER, "c": {"role": "consumer", "queue": "q", "processing": 99, "first_crashes": True}}
    )
    assert (11, "q", "visible_again") in log(trace)


def test_what_a_service_had_put_off_comes_before_what_actors_do() -> None:
    steps = (
        Step(at=1, by="p", do="send_message", with_={"QueueUrl": "q", "MessageBody": "m"}),
        Step(at=2, by="c", do="receive_message", with_={"QueueUrl": "q"}),
        Step(at=12, by="d", do="receive_message", with_={"QueueUrl": "q"}),
    )
    assert log(run(steps=steps))[2:] == [
        (12, "q", "visible_again"),
        (12, "d", "receive_message"),
        (22, "q", "visible_again"),
    ]


def test_a_step_may_use_the_result_of_an_earlier_one() -> None:
    steps = (
        Step(at=1, by="p", do="send_message", with_={"QueueUrl": "q", "MessageBody": "m"}),
        Step(at=2, by="c", do="receive_message", with_={"QueueUrl": "q"}, as_="r"),
        Step(
            at=3, by="c", do="delete_message", with_={"QueueUrl": "q", "ReceiptHandle": "$r.Messages.0.ReceiptHandle"}
        ),
    )
    assert log(run(steps=steps))[-1] == (3, "c", "delete_message")


def test_a_long_poll_parks_and_is_answered_when_a_message_comes() -> None:
    steps = (
        Step(at=0, by="c", do="receive_message", with_={"QueueUrl": "q", "WaitTimeSeconds": 20}),
        Step(at=7, by="p", do="send_message", with_={"QueueUrl": "q", "MessageBody": "m"}),
    )
    assert (7, "c", "receive_message") in log(run(steps=steps))


def test_a_refusal_is_an_event_and_no_crash() -> None:
    steps = (Step(at=1, by="c", do="delete_message", with_={"QueueUrl": "q", "ReceiptHandle": "nobody's"}),)
    trace = run(steps=steps)
    assert "error" in trace.events[0].detail


def test_pollers_at_one_instant_go_in_the_order_of_their_numbers() -> None:
    actors = {
        "p": {**PRODUCER, "sends": ["a", "b"]},
        "c": {"role": "consumer", "queue": "q", "count": 2, "processing": 1},
    }
    received = [actor for _, actor, action in log(run(actors=actors)) if action == "receive_message"]
    assert received == ["c-1", "c-2"]


def test_an_idle_poller_counts_its_empty_polls() -> None:
    actors = {"p": {**PRODUCER, "at": 100}, "c": {"role": "consumer", "queue": "q", "gap": 1, "processing": 1}}
    trace = run(actors=actors, measures={"empty_receives": "number", "receives": "number"}, until=100.5)
    assert trace.measures == {"empty_receives": 100, "receives": 101}


def test_count_and_when_decide_how_many_there_are() -> None:
    services = {"q": {"service": "sqs", "count": 2}, "r": {"service": "sqs", "when": False}}
    assert run(services=services).resources == ("q-1", "q-2")


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        ({"actors": {"p": {"role": "produser"}}}, "no role named 'produser'; did you mean 'producer'?"),
        ({"services": {"q": {"service": "sqz"}}}, "no service named 'sqz'; did you mean 'sqs'?"),
        ({"measures": {"deliverys": "number"}}, "no measure named 'deliverys'; did you mean 'deliveries'?"),
        ({"actors": {"p": {"role": "producer", "quue": "q"}}}, "actor p: producer() got an unexpected keyword"),
    ],
)
def test_what_does_not_exist_is_told_in_one_line(parts: dict[str, Any], says: str) -> None:
    with pytest.raises(BadParam) as told:
        run(**parts)
    assert str(told.value).startswith(says)
    assert "\n" not in str(told.value)


def test_a_run_that_would_go_on_for_ever_is_cut() -> None:
    services = {"q": {"service": "sqs", "VisibilityTimeout": 1, "late_delete": "ignored"}}
    trace = run(
        services=services, actors={"p": PRODUCER, "c": {"role": "consumer", "queue": "q", "count": 2, "processing": 5}}
    )
    assert trace.events[-1].action == "cut"
