"""SQS: delays, short and long polls, and the open choices of a standard queue."""

from __future__ import annotations

import pytest

from studykit.sim.engine.service import Parked
from tests.sim.systems.sqs.world import World, once, other, refused


@pytest.fixture
def world() -> World:
    return World()


def test_a_delay_hides_a_message_until_exactly_its_end(world: World) -> None:
    world.queue().send(DelaySeconds=10)
    assert world.at(9.999).counts() == (0, 0, 1)
    assert world.at(10).bodies() == ["a"]


def test_the_delay_of_a_message_overrides_the_delay_of_the_queue(world: World) -> None:
    world.queue(DelaySeconds=50).send("now", DelaySeconds=0)
    world.send("later")
    assert world.bodies(10) == ["now"]
    assert world.at(50).bodies(10) == ["now", "later"]


def test_a_new_delay_does_not_affect_messages_in_a_standard_queue(world: World) -> None:
    world.queue(DelaySeconds=10).send()
    world.sqs.set_queue_attributes(QueueUrl="q", Attributes={"DelaySeconds": "60"})
    assert world.at(10).bodies() == ["a"]


def test_a_short_poll_returns_at_once(world: World) -> None:
    assert world.queue().bodies() == []


def test_a_long_poll_waits_for_a_message_and_no_longer(world: World) -> None:
    poll = world.queue().sqs.receive_message(QueueUrl="q", WaitTimeSeconds=20)
    assert isinstance(poll, Parked)
    assert poll.until == 20_000
    world.at(5).send()
    assert [message["Body"] for message in poll.again()["Messages"]] == ["a"]


def test_a_long_poll_ends_empty_at_exactly_its_wait(world: World) -> None:
    poll = world.queue().sqs.receive_message(QueueUrl="q", WaitTimeSeconds=20)
    assert isinstance(world.at(19.999).sqs.receive_message(QueueUrl="q", WaitTimeSeconds=1), Parked)
    assert isinstance(poll.again(), Parked)
    world.at(20)
    assert poll.again() == {}


def test_the_queue_sets_the_default_wait_and_the_call_can_override_it(world: World) -> None:
    world.queue(ReceiveMessageWaitTimeSeconds=7)
    assert world.sqs.receive_message(QueueUrl="q").until == 7_000
    assert world.sqs.receive_message(QueueUrl="q", WaitTimeSeconds=0) == {}


def test_a_poll_fails_if_its_queue_is_deleted(world: World) -> None:
    poll = world.queue().sqs.receive_message(QueueUrl="q", WaitTimeSeconds=20)
    world.sqs.delete_queue(QueueUrl="q")
    with refused("QueueDoesNotExist"):
        poll.again()


def test_a_short_poll_can_miss_a_message(world: World) -> None:
    world.queue(servers=2, sampled=1).send("on the first server")
    world.send("on the second")
    assert world.bodies(10) == ["on the first server"]
    assert world.bodies(10) == []
    assert world.told() == [(None, {"target": "q", "empty": True, "missed": 1})]


def test_a_long_poll_queries_every_server(world: World) -> None:
    world.queue(servers=4, sampled=1).send("1")
    for body in "234":
        world.send(body)
    assert sorted(world.bodies(10, WaitTimeSeconds=1)) == ["1", "2", "3", "4"]


def test_a_dead_letter_is_stored_on_a_server_of_its_new_queue(world: World) -> None:
    world.queue("d").queue(servers=3, VisibilityTimeout=0)
    world.model.link("q", "d", 1)
    for body in "abc":
        world.send(body)
    assert [world.bodies(10, WaitTimeSeconds=1), world.bodies(10)] == [["a", "b", "c"], []]
    assert world.bodies(10, "d") == ["a", "b", "c"]


def test_a_standard_queue_can_swap_adjacent_messages(world: World) -> None:
    loose = world.with_pick(other("swap")).queue(swap=0.1)
    for body in "abc":
        loose.send(body)
    assert [loose.bodies() for _ in range(3)] == [["b"], ["c"], ["a"]]


def test_a_standard_queue_can_deliver_again_after_a_delete(world: World) -> None:
    loose = world.with_pick(other("duplicate")).queue(duplicate=0.1)
    loose.send()
    loose.delete(loose.take())
    assert loose.told() == [("a", {"target": "q", "state": "visible", "late": True, "ignored": True})]
    assert loose.bodies() == ["a"]


def test_the_delete_of_the_second_delivery_ends_a_duplicate(world: World) -> None:
    loose = world.with_pick(once("duplicate")).queue(duplicate=0.1)
    loose.send()
    loose.take()
    loose.delete(loose.take())
    assert loose.counts() == (0, 0, 0)


def test_a_queue_without_open_choices_makes_no_pick(world: World) -> None:
    sober = world.with_pick(other("nothing is asked", strict=True)).queue()
    sober.send()
    sober.send("b")
    assert sober.bodies(10) == ["a", "b"]


def test_at_its_in_flight_limit_a_standard_queue_rejects_only_short_polls(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("studykit.sim.systems.sqs.model.IN_FLIGHT", 2)
    world.queue()
    for body in "abc":
        world.send(body)
    assert world.bodies(10) == ["a", "b"]
    with refused("OverLimit"):
        world.bodies()
    assert isinstance(world.sqs.receive_message(QueueUrl="q", WaitTimeSeconds=1), Parked)


def test_at_its_in_flight_limit_a_fifo_queue_returns_nothing_without_error(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("studykit.sim.systems.sqs.model.IN_FLIGHT", 1)
    world.queue(fifo=True).send("a", "G", "1")
    world.send("b", "H", "2")
    assert [world.bodies(10), world.bodies(10)] == [["a"], []]
