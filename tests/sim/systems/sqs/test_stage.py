"""SQS: what it reports to a run about calls and about changes over time."""

from __future__ import annotations

import pytest

from studykit.sim.engine.service import CallStory, ServiceChange
from tests.sim.systems.sqs.world import DAY, World, refused


@pytest.fixture
def world() -> World:
    return World()


def test_the_life_of_a_message_is_reported_call_by_call(world: World) -> None:
    world.queue("orders", DelaySeconds=5).send(queue="orders")
    assert world.told() == [("a", {"target": "orders", "state": "delayed", "until": 5})]
    handle = world.at(5).take(queue="orders")
    assert world.told() == [("a", {"target": "orders", "state": "hidden", "until": 35, "receive_count": 1})]
    world.change(handle, 60, queue="orders")
    assert world.told() == [("a", {"target": "orders", "state": "hidden", "until": 65})]
    world.delete(handle, queue="orders")
    assert world.told() == [("a", {"target": "orders", "state": "gone"})]


def test_a_fifo_queue_is_reported_by_its_plain_name_with_groups(world: World) -> None:
    world.queue("f", fifo=True).send("a", "G", "1", "f")
    assert world.told() == [("a", {"target": "f", "state": "visible", "group": "G"})]
    world.send("b", "G", "1", "f")
    assert world.told() == [("b", {"target": "f", "deduplicated": True, "group": "G"})]


def test_an_empty_receive_is_reported(world: World) -> None:
    world.queue().receive()
    assert world.told() == [(None, {"target": "q", "empty": True})]


def test_late_handles_are_reported(world: World) -> None:
    world.queue(late_delete="ignored").send()
    old = world.take()
    world.at(30).take()
    world.delete(old)
    assert world.told() == [("a", {"target": "q", "state": "hidden", "until": 60, "late": True, "ignored": True})]
    world.at(60).change(old, 5)
    assert world.told() == [("a", {"target": "q", "state": "visible", "ignored": True})]


def test_a_waiting_poll_is_not_reported_until_it_returns(world: World) -> None:
    poll = world.queue().sqs.receive_message(QueueUrl="q", WaitTimeSeconds=20)
    assert world.model.describe_call("receive_message", {"QueueUrl": "q"}, poll) == []
    world.at(20)
    response = poll.again()
    assert world.model.describe_call("receive_message", {"QueueUrl": "q"}, response) == [
        CallStory(None, {"target": "q", "empty": True})
    ]


def test_a_rejected_call_is_reported_with_its_request(world: World) -> None:
    world.queue("f", fifo=True)
    with refused("MissingParameter"):
        world.send(queue="f")
    request = {"QueueUrl": "https://sqs.us-east-1.amazonaws.com/123456789012/f.fifo", "MessageBody": "a"}
    assert world.model.describe_call("send_message", request, None) == [CallStory("a", {"target": "f"})]
    world.send("b", "G", "1", "f")
    handle = world.take(queue="f")
    with refused("InvalidParameterValue"):
        world.at(30).delete(handle, queue="f")
    request = {"QueueUrl": "f", "ReceiptHandle": handle}
    assert world.model.describe_call("delete_message", request, None) == [CallStory("b", {"target": "f"})]


def test_spontaneous_changes_are_reported_once_in_order_with_their_times(world: World) -> None:
    world.queue(MessageRetentionPeriod=60).send("late", DelaySeconds=10)
    world.send("seen")
    world.receive()
    world.at(DAY)
    assert world.changes() == [
        (10_000, "visible", "late"),
        (30_000, "visible_again", "seen"),
        (60_000, "expired", "late"),
        (60_000, "expired", "seen"),
    ]
    assert world.changes() == []


def test_at_the_same_instant_an_expiry_comes_before_a_return(world: World) -> None:
    world.queue(MessageRetentionPeriod=60).send()
    world.receive(VisibilityTimeout=60)
    world.at(60)
    assert world.changes() == [(60_000, "expired", "a")]


def test_a_dead_letter_leaves_one_queue_and_arrives_in_another(world: World) -> None:
    identity = world.queue("d").queue(VisibilityTimeout=0).send()
    world.model.link("q", "d", 1)
    world.receive()
    world.receive()
    left = {"target": "q", "state": "gone", "to": "d", "receive_count": 1, "message_id": identity}
    arrived = {"target": "d", "state": "visible", "message_id": identity}
    assert world.model.drain_changes() == [
        ServiceChange(0, "dead_lettered", "a", left, "q"),
        ServiceChange(0, "arrived", "a", arrived, "d"),
    ]


def test_the_next_change_is_the_earliest_of_all_queues(world: World) -> None:
    world.queue(MessageRetentionPeriod=60).queue("p", VisibilityTimeout=7)
    assert world.model.next_change() is None
    world.send()
    assert world.model.next_change() == 60_000
    world.send(queue="p")
    world.receive(queue="p")
    assert world.model.next_change() == 7_000
    assert world.at(7).model.next_change() == 60_000


def test_a_return_and_an_expiry_are_different_changes(world: World) -> None:
    world.queue().send()
    assert world.model.next_return() is None
    world.receive()
    assert world.model.next_return() == world.model.next_change() == 30_000


def test_a_queue_reports_its_depth_and_its_available_messages(world: World) -> None:
    world.queue("f", fifo=True).queue("p").send("a", "G", "1", "f")
    world.send("b", "G", "2", "f")
    assert (world.model.available("f"), world.model.available("p")) == (1, 0)
    world.receive(queue="f")
    assert world.model.available("f") == 0
    assert world.model.gauges() == {"depth": 1, "in_flight": 1, "p.depth": 0, "p.in_flight": 0}


def test_the_effective_deduplication_id_is_reported_with_its_scope(world: World) -> None:
    world.queue("f", fifo=True).queue("g", fifo=True, DeduplicationScope="messageGroup")
    ids = []
    for queue in "fg":
        world.send("a", "G", "1", queue)
        ids += [told.detail["deduplication_id"] for told in world.model.describe_call("send_message", {}, None)]
    assert ids == ["1", "G/1"]


def test_a_purge_reports_every_message(world: World) -> None:
    world.queue().send()
    world.send("b")
    world.sqs.purge_queue(QueueUrl="q")
    assert world.told() == [("a", {"target": "q", "state": "gone"}), ("b", {"target": "q", "state": "gone"})]


def test_totals_balance(world: World) -> None:
    world.queue("d").queue(VisibilityTimeout=0, MessageRetentionPeriod=60)
    world.model.link("q", "d", 1)
    world.send("dead")
    world.receive()
    world.receive()
    world.send("deleted")
    world.delete(world.take(VisibilityTimeout=30))
    world.send("expired")
    world.at(60).send("there")
    totals = {"sent": 4, "moved_in": 0, "deleted": 1, "expired": 1, "dead_lettered": 1, "delivered": 2}
    assert world.model.totals("q") == totals
    assert world.model.totals("d")["moved_in"] == 1


def test_a_scenario_can_change_the_type_of_a_queue(world: World) -> None:
    world.queue(fifo=False, ContentBasedDeduplication=True)
    assert world.sqs.get_queue_attributes(QueueUrl="q", AttributeNames=["ContentBasedDeduplication"]) == {}


def test_reading_counts_does_not_clear_the_story(world: World) -> None:
    world.queue().send()
    world.counts()
    assert isinstance(world.model.next_change(), int)
    assert len(world.told()) == 1
