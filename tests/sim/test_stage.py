"""The engine: small runs and the traces that they leave."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studykit.sim.engine import world as acting
from studykit.sim.engine.actor import Actor
from studykit.sim.engine.params import BadParam
from studykit.sim.engine.scenario import Scenario, Step
from studykit.sim.engine.trace import Trace
from studykit.sim.play import play

QUEUE = {"q": {"service": "sqs", "VisibilityTimeout": 10}}
PRODUCER = {"role": "producer", "queue": "q", "sends": ["m"], "at": 1}


def run(**parts: Any) -> Trace:
    scenario = Scenario(**{"caption": "", "last": "", "services": QUEUE, **parts})
    return play("test", scenario)


def steps(*acts: tuple[float, str, str, dict[str, Any]]) -> tuple[Step, ...]:
    return tuple(Step(at=at, by=by, do=do, with_={"QueueUrl": "q", **request}) for at, by, do, request in acts)


def log(trace: Trace) -> list[tuple[float, str, str]]:
    return [(event.at / 1000, event.actor, event.action) for event in trace.events]


def test_a_message_becomes_visible_again_without_any_poll() -> None:
    trace = run(
        actors={"p": PRODUCER, "c": {"role": "consumer", "queue": "q", "processing": 99, "first_crashes": True}}
    )
    assert (11, "q", "visible_again") in log(trace)


def test_pending_service_changes_come_before_actor_steps() -> None:
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


def test_a_step_can_use_the_result_of_an_earlier_one() -> None:
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


def test_an_answered_long_poll_does_not_lengthen_the_run() -> None:
    acts = steps(
        (0, "c", "receive_message", {"WaitTimeSeconds": 20}),
        (7, "p", "send_message", {"MessageBody": "m"}),
        (8, "c", "delete_message", {"ReceiptHandle": "receipt-1-1"}),
    )
    assert run(steps=acts).end == 8000


def test_a_dead_letter_move_is_reported_when_it_happens_even_if_the_poll_continues() -> None:
    acts = steps(
        (0, "p", "send_message", {"MessageBody": "m"}),
        (0, "c", "receive_message", {}),
        (1, "c", "receive_message", {"WaitTimeSeconds": 20}),
    )
    services = {**QUEUE, "dead": {"service": "sqs"}}
    trace = run(services=services, links=({"from": "q", "to": "dead", "max_receives": 1},), steps=acts, laws=("T",))
    assert log(trace)[-3:] == [(10, "q", "dead_lettered"), (10, "dead", "arrived"), (21, "c", "receive_message")]
    assert trace.broken == ()


def test_a_service_error_is_an_event_and_not_a_crash() -> None:
    steps = (Step(at=1, by="c", do="delete_message", with_={"QueueUrl": "q", "ReceiptHandle": "nobody's"}),)
    trace = run(steps=steps)
    assert "error" in trace.events[0].detail


def test_a_service_error_that_a_role_cannot_handle_ends_its_actor() -> None:
    trace = run(actors={"p": PRODUCER, "c": {"role": "consumer", "queue": "q", "batch": 11}})
    assert log(trace) == [(1, "p", "send_message"), (1, "c", "receive_message"), (1, "c", "stopped")]


@pytest.mark.parametrize("path", ["$r.Messages.0.ReceiptHandle", "$r.Messages.x", "$r.nothing.0"])
def test_a_missing_part_of_a_result_is_none(path: str) -> None:
    acts = (
        Step(at=0, by="c", do="receive_message", with_={"QueueUrl": "q"}, as_="r"),
        Step(at=1, by="c", do="delete_message", with_={"QueueUrl": "q", "ReceiptHandle": path}),
    )
    assert run(steps=acts).events[-1].detail["error"] == "ReceiptHandleIsInvalid"


def test_steps_come_before_actors_and_in_the_order_of_their_list() -> None:
    acts = steps((1, "z", "send_message", {"MessageBody": "z"}), (1, "a", "send_message", {"MessageBody": "a"}))
    assert [actor for _, actor, _ in log(run(actors={"p": PRODUCER}, steps=acts))] == ["z", "a", "p"]


def test_pollers_at_the_same_instant_run_in_numeric_order() -> None:
    actors = {
        "p": {**PRODUCER, "sends": ["a", "b"]},
        "c": {"role": "consumer", "queue": "q", "count": 2, "processing": 1},
    }
    received = [actor for _, actor, action in log(run(actors=actors)) if action == "receive_message"]
    assert received == ["c-1", "c-2"]


def test_parking_does_not_change_the_order_of_actors() -> None:
    actors = {
        "p": {"role": "producer", "queue": "q", "messages": 3, "every": 2.5, "at": 0.5},
        "c": {"role": "consumer", "queue": "q", "count": 3, "processing": 3},
    }
    received = [(at, actor) for at, actor, action in log(run(actors=actors)) if action == "receive_message"]
    assert received == [(1, "c-1"), (3, "c-2"), (6, "c-1")]


def never_parks(self: Actor, *_: Any) -> Iterator[Any]:
    yield from ()


@settings(max_examples=150)
@given(
    gap=st.sampled_from([0.1, 0.5, 1, 2.5, 7]),
    wait=st.sampled_from([0, 1, 3, 20]),
    workers=st.integers(1, 3),
    messages=st.integers(0, 6),
    every=st.sampled_from([0.7, 3, 4.5, 11]),
    at=st.sampled_from([0, 0.3, 5]),
    processing=st.sampled_from([0.2, 1, 4, 6]),
    timeout=st.sampled_from([2, 5, 30]),
    until=st.sampled_from([17.05, 33.33, 60.05]),
)
def test_a_poller_that_parks_does_what_one_that_polls_does(
    gap: float,
    wait: int,
    workers: int,
    messages: int,
    every: float,
    at: float,
    processing: float,
    timeout: int,
    until: float,
) -> None:
    parts: dict[str, Any] = {
        "services": {"q": {"service": "sqs", "VisibilityTimeout": timeout}},
        "actors": {
            "p": {"role": "producer", "queue": "q", "messages": messages, "every": every, "at": at},
            "c": {
                "role": "consumer",
                "queue": "q",
                "count": workers,
                "processing": processing,
                "gap": gap,
                "wait": wait,
            },
        },
        "measures": dict.fromkeys(("receives", "empty_receives", "requests"), "number"),
        "until": until,
    }
    parked = run(**parts)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Actor, "wait_for_work", never_parks)
        polled = run(**parts)
    assert parked.measures == polled.measures
    assert list(parked.events) == [event for event in polled.events if "empty" not in event.detail]


def test_requests_count_calls_and_not_moments() -> None:
    trace = run(actors={"p": {**PRODUCER, "sends": ["a", "b"]}}, measures={"requests": "number"})
    assert trace.measures["requests"] == 2


def test_a_payload_is_billed_for_each_64_kib() -> None:
    acts = steps((0, "p", "send_message", {"MessageBody": "x" * 65_537}), (1, "c", "receive_message", {}))
    assert run(steps=acts, measures={"requests": "number"}).measures["requests"] == 4


def test_an_idle_poller_counts_its_empty_polls() -> None:
    actors = {"p": {**PRODUCER, "at": 100}, "c": {"role": "consumer", "queue": "q", "gap": 1, "processing": 1}}
    trace = run(actors=actors, measures={"empty_receives": "number", "receives": "number"}, until=100.5)
    assert [trace.measures[name] for name in ("empty_receives", "receives")] == [100, 101]


@pytest.mark.parametrize(("said", "there"), [(True, 1), (False, 0), (["a", "a"], 1), (["a", "b"], 0)])
def test_when_is_a_flag_or_values_that_have_to_be_the_same(said: Any, there: int) -> None:
    trace = run(services={**QUEUE, "r": {"service": "sqs", "when": said}, "s": {"service": "sqs", "unless": said}})
    assert [trace.resources.count(name) for name in "rs"] == [there, 1 - there]


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
        ({"actors": {"c": {"role": "consumer", "queue": "r"}}}, "actor c: no service named 'r'; there is q"),
        (
            {"actors": {"p": {**PRODUCER, "rate": "fast"}}},
            "actor p cannot play with these options: unsupported operand",
        ),
        (
            {"actors": {"p": {**PRODUCER, "count": 1.5}}},
            "the count of p is 1.5; it takes a whole number from 0 to 1000",
        ),
        ({"services": {"q": {"service": "sqs", "VisibilityTimeout": 43201}}}, "service q: InvalidAttributeValue: "),
        ({"services": {"q": {"service": "sqs", "DelaySeconds": "$dely"}}}, "no parameter named 'dely'"),
        ({"links": ({"to": "q"},)}, "a link names its two ends; 'from' is missing"),
        ({"links": ({"from": "q", "to": "r"},)}, "link 1: QueueDoesNotExist: "),
        ({"until": {"days": 3}}, 'until is {"days": 3}; it takes seconds, or hours as {hours: n}'),
        ({"until": float("inf")}, "until is inf; it takes seconds"),
        ({"until": "$hours"}, "no parameter named 'hours'"),
        ({"steps": steps((-1, "a", "send_message", {}))}, "a step of a is at -1; it takes seconds from the start"),
        ({"steps": steps((1, "a", "settle", {}))}, "no operation of sqs named 'settle'"),
        ({"steps": steps((1, "a", "send_message", {"MessageBody": 5}))}, "send_message of sqs cannot be called so: "),
        ({"services": {}, "steps": steps((1, "a", "send_message", {}))}, "no service named ''"),
    ],
)
def test_unknown_names_are_reported_in_one_line(parts: dict[str, Any], says: str) -> None:
    with pytest.raises(BadParam) as told:
        run(**parts)
    assert str(told.value).startswith(says)
    assert "\n" not in str(told.value)


def test_a_run_waits_for_a_redrive_policy() -> None:
    trace = run(
        services={"q": {"service": "sqs", "VisibilityTimeout": 10}, "dead": {"service": "sqs"}},
        links=({"from": "q", "to": "dead", "max_receives": 20},),
        actors={"p": PRODUCER, "c": {"role": "consumer", "queue": "q", "poison": "m"}},
        measures={"deliveries": "number", "dead_lettered": "number"},
    )
    assert [trace.measures[name] for name in ("deliveries", "dead_lettered")] == [20, 1]


def test_no_run_exceeds_the_longest_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(acting, "MOST_EVENTS", 50)
    trace = run(actors={"p": {**PRODUCER, "messages": 10**12}})
    assert len(trace.events) == 51
    assert trace.events[-1].detail == {"says": "the run is too long"}


def test_an_endless_run_is_cut() -> None:
    services = {"q": {"service": "sqs", "VisibilityTimeout": 1, "late_delete": "ignored"}}
    trace = run(
        services=services, actors={"p": PRODUCER, "c": {"role": "consumer", "queue": "q", "count": 2, "processing": 5}}
    )
    assert trace.events[-1].action == "cut"
