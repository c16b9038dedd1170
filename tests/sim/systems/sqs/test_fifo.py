"""SQS FIFO: groups, deduplication, throttling."""

from __future__ import annotations

from hashlib import sha256

import pytest

from tests.sim.systems.sqs.world import World, other, refused

HIGH_THROUGHPUT = {"DeduplicationScope": "messageGroup", "FifoThroughputLimit": "perMessageGroupId"}


@pytest.fixture
def world() -> World:
    return World()


def test_a_group_waits_while_its_first_message_is_in_flight(world: World) -> None:
    world.queue(fifo=True).send("g1", "G", "1")
    world.send("g2", "G", "2")
    world.send("h1", "H", "3")
    assert [world.bodies(), world.bodies(), world.bodies()] == [["g1"], ["h1"], []]


def test_a_receive_takes_a_group_in_order_before_the_next(world: World) -> None:
    world.queue(fifo=True)
    for token, (body, group) in enumerate([("g1", "G"), ("h1", "H"), ("g2", "G"), ("g3", "G")]):
        world.send(body, group, str(token))
    assert world.bodies(10) == ["g1", "g2", "g3", "h1"]


def test_which_group_a_receive_serves_first_is_open(world: World) -> None:
    loose = world.with_pick(other("group")).queue(fifo=True)
    loose.send("g1", "G", "1")
    loose.send("h1", "H", "2")
    assert loose.bodies() == ["h1"]


def test_after_a_delete_the_next_message_of_the_group_follows(world: World) -> None:
    world.queue(fifo=True).send("a", "G", "1")
    world.send("b", "G", "2")
    world.delete(world.take())
    assert world.bodies() == ["b"]


def test_a_group_is_served_up_to_its_first_hidden_message(world: World) -> None:
    world.queue(fifo=True)
    for token in "123":
        world.send(token, "G", token)
    handles = [message["ReceiptHandle"] for message in world.receive(10)]
    world.change(handles[1], 60)
    assert world.at(30).bodies(10) == ["1"]
    assert world.at(60).bodies(10) == ["1", "2", "3"]


def test_a_released_message_comes_before_the_rest_of_its_group(world: World) -> None:
    world.queue(fifo=True).send("a", "G", "1")
    world.send("b", "G", "2")
    world.change(world.take(), 0)
    assert world.bodies(10) == ["a", "b"]


def test_a_dead_letter_unblocks_its_group(world: World) -> None:
    world.queue("d", fifo=True).queue(fifo=True).send("poison", "G", "1")
    world.send("next", "G", "2")
    world.model.link("q", "d", 1)
    world.receive()
    assert world.at(30).bodies() == ["next"]


def test_an_expired_handle_deletes_nothing(world: World) -> None:
    world.queue(fifo=True).send("a", "G", "1")
    handle = world.take()
    with refused("InvalidParameterValue"):
        world.at(30).delete(handle)
    assert world.bodies() == ["a"]


def test_an_older_handle_deletes_nothing(world: World) -> None:
    world.queue(fifo=True).send("a", "G", "1")
    old = world.take()
    world.at(30).take()
    with refused("InvalidParameterValue"):
        world.delete(old)


def test_a_deduplication_id_is_remembered_for_exactly_five_minutes(world: World) -> None:
    original = world.queue(fifo=True).send("a", "G", "1")
    assert world.at(299.999).send("b", "G", "1") == original
    assert world.at(300).send("c", "G", "1") != original
    assert world.model.totals("q")["sent"] == 2


def test_a_duplicate_send_does_not_restart_the_five_minutes(world: World) -> None:
    original = world.queue(fifo=True).send("a", "G", "1")
    world.at(200).send("a", "G", "1")
    assert world.at(300).send("a", "G", "1") != original


def test_the_id_of_a_deleted_message_is_remembered(world: World) -> None:
    original = world.queue(fifo=True).send("a", "G", "1")
    world.delete(world.take())
    assert world.send("a", "G", "1") == original
    assert world.counts() == (0, 0, 0)


def test_deduplication_ids_apply_per_queue_or_per_group_as_the_scope_says(world: World) -> None:
    world.queue(fifo=True).queue("by-group", fifo=True, DeduplicationScope="messageGroup")
    for name in ("q", "by-group"):
        world.send("a", "G", "1", name)
        world.send("a", "H", "1", name)
        world.send("a", "H", "1", name)
    assert (world.counts("q"), world.counts("by-group")) == ((1, 0, 0), (2, 0, 0))


def test_content_is_deduplicated_by_the_hash_of_the_body_and_an_id_overrides_it(world: World) -> None:
    original = world.queue(fifo=True, ContentBasedDeduplication=True).send("a", "G")
    assert world.send("a", "G") == original
    assert world.send("a", "G", "1") != original
    assert world.send("b", "G", sha256(b"a").hexdigest()) == original


def test_a_purge_forgets_ids(world: World) -> None:
    original = world.queue(fifo=True).send("a", "G", "1")
    world.sqs.purge_queue(QueueUrl="q")
    assert world.send("a", "G", "1") != original


def test_a_fifo_send_needs_a_group(world: World) -> None:
    with refused("MissingParameter"):
        world.queue(fifo=True).send("a")


def test_a_fifo_send_needs_an_id_or_content_based_deduplication(world: World) -> None:
    with refused("InvalidParameterValue"):
        world.queue(fifo=True).send("a", "G")


def test_a_fifo_message_cannot_have_its_own_delay(world: World) -> None:
    with refused("InvalidParameterValue"):
        world.queue(fifo=True).send("a", "G", "1", DelaySeconds=2)


def test_a_new_delay_applies_to_existing_fifo_messages(world: World) -> None:
    world.queue(fifo=True, DelaySeconds=10).send("a", "G", "1")
    world.sqs.set_queue_attributes(QueueUrl="q", Attributes={"DelaySeconds": "60"})
    assert world.at(59.999).bodies() == []
    assert world.at(60).bodies() == ["a"]


def test_a_new_delay_does_not_affect_received_messages(world: World) -> None:
    world.queue(fifo=True).send("a", "G", "1")
    world.change(world.take(), 0)
    world.sqs.set_queue_attributes(QueueUrl="q", Attributes={"DelaySeconds": "60"})
    assert world.bodies() == ["a"]


@pytest.mark.parametrize("name", ["", "a b", "ü", "a" * 129])
def test_groups_and_ids_are_letters_digits_and_punctuation(world: World, name: str) -> None:
    world.queue(fifo=True)
    with refused("InvalidParameterValue"):
        world.sqs.send_message(QueueUrl="q", MessageBody="a", MessageGroupId=name, MessageDeduplicationId="1")
    with refused("InvalidParameterValue"):
        world.sqs.send_message(QueueUrl="q", MessageBody="a", MessageGroupId="G", MessageDeduplicationId=name)


def test_a_standard_queue_rejects_a_deduplication_id(world: World) -> None:
    world.queue()
    with refused("InvalidParameterValue"):
        world.sqs.send_message(QueueUrl="q", MessageBody="a", MessageDeduplicationId="1")


def test_sequence_numbers_grow(world: World) -> None:
    world.queue(fifo=True)
    numbers = [
        world.sqs.send_message(QueueUrl="q", MessageBody="a", MessageGroupId="G", MessageDeduplicationId=token)
        for token in ("1", "2", "1")
    ]
    first, second, again = (int(answer["SequenceNumber"]) for answer in numbers)
    assert first == again < second


def test_the_301st_send_within_a_second_is_throttled(world: World) -> None:
    world.queue(fifo=True)
    for token in range(300):
        world.send("a", "G", f"a{token}")
    with refused("RequestThrottled"):
        world.at(0.999).send("a", "G", "b")
    world.at(1).send("a", "G", "c")
    assert world.model.totals("q")["sent"] == 301


def test_a_batch_is_one_call(world: World) -> None:
    world.queue(fifo=True)
    for call in range(300):
        entries = [fifo_entry(str(call * 10 + k)) for k in range(10)]
        world.sqs.send_message_batch(QueueUrl="q", Entries=entries)
    assert world.counts() == (3000, 0, 0)
    with refused("RequestThrottled"):
        world.sqs.send_message_batch(QueueUrl="q", Entries=[fifo_entry("x")])


def test_each_action_has_its_own_quota(world: World) -> None:
    world.queue(fifo=True)
    for token in range(300):
        world.send("a", "G", str(token))
        world.delete(world.take())
    with refused("RequestThrottled"):
        world.receive()
    with refused("RequestThrottled"):
        world.delete("any")


def test_in_high_throughput_mode_each_group_has_its_own_quota(world: World) -> None:
    world.queue(fifo=True, **HIGH_THROUGHPUT)
    for token in range(300):
        world.send("a", "G", str(token))
        world.send("a", "H", str(token))
    with refused("RequestThrottled"):
        world.send("a", "G", "x")
    assert world.counts() == (600, 0, 0)


def test_in_high_throughput_mode_more_than_300_receives_a_second_are_allowed(world: World) -> None:
    world.queue(fifo=True, high_throughput=True)
    assert [world.bodies() for _ in range(301)] == [[]] * 301


def test_a_standard_queue_is_not_throttled(world: World) -> None:
    world.queue()
    for _ in range(400):
        world.send()
    assert world.counts() == (400, 0, 0)


def fifo_entry(token: str) -> dict[str, str]:
    return {"Id": token, "MessageBody": "a", "MessageGroupId": "G", "MessageDeduplicationId": token}
