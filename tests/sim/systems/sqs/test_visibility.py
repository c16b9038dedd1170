"""SQS: how long a message is hidden, what an old receipt handle can do, when a message expires or is dead-lettered."""

from __future__ import annotations

import pytest

from tests.sim.systems.sqs.world import DAY, HOUR, World, other, refused


@pytest.fixture
def world() -> World:
    return World()


def test_a_received_message_is_visible_again_at_exactly_its_timeout(world: World) -> None:
    world.queue().send()
    assert world.bodies() == ["a"]
    assert world.at(29.999).bodies() == []
    assert world.at(30).bodies() == ["a"]


def test_a_message_becomes_visible_again_without_any_call(world: World) -> None:
    world.queue().send()
    world.receive()
    assert world.counts() == (0, 1, 0)
    assert world.at(30).counts() == (1, 0, 0)


def test_the_timeout_of_a_receive_applies_to_that_receive_only(world: World) -> None:
    world.queue(VisibilityTimeout=5).send()
    world.receive(VisibilityTimeout=60)
    assert world.at(59.999).bodies() == []
    assert world.at(60).bodies() == ["a"]
    assert world.at(65).bodies() == ["a"]


def test_one_receive_with_timeout_zero_returns_no_message_twice(world: World) -> None:
    world.queue().send()
    assert world.bodies(10, VisibilityTimeout=0) == ["a"]
    assert world.bodies() == ["a"]


def test_a_changed_timeout_counts_from_the_call_not_from_the_receive(world: World) -> None:
    world.queue().send()
    handle = world.take()
    world.at(20).change(handle, 30)
    assert world.at(49.999).bodies() == []
    assert world.at(50).bodies() == ["a"]


def test_a_timeout_changed_to_zero_releases_the_message_at_once(world: World) -> None:
    world.queue().send()
    world.change(world.take(), 0)
    assert world.bodies() == ["a"]


def test_a_changed_timeout_is_not_kept_for_the_next_receive(world: World) -> None:
    world.queue().send()
    world.change(world.take(), 5)
    assert world.at(5).bodies() == ["a"]
    assert world.at(34.999).bodies() == []


def test_extensions_end_twelve_hours_after_the_receive(world: World) -> None:
    world.queue().send()
    world.at(3 * DAY)
    handle = world.take(VisibilityTimeout=12 * HOUR)
    world.at(3 * DAY + HOUR).change(handle, 11 * HOUR)
    with refused("InvalidParameterValue"):
        world.change(handle, 11 * HOUR + 1)


def test_a_redelivery_restarts_the_twelve_hours(world: World) -> None:
    world.queue().send()
    world.take(VisibilityTimeout=12 * HOUR)
    handle = world.at(12 * HOUR).take()
    world.change(handle, 12 * HOUR)
    assert world.at(24 * HOUR - 1).counts() == (0, 1, 0)


def test_a_change_after_the_timeout_has_no_effect(world: World) -> None:
    world.queue().send()
    handle = world.take()
    world.at(30).change(handle, 600)
    assert world.bodies() == ["a"]


def test_a_change_with_an_older_handle_has_no_effect(world: World) -> None:
    world.queue().send()
    old = world.take()
    world.at(30).take()
    world.change(old, 600)
    assert world.at(60).bodies() == ["a"]


def test_aws_can_reject_a_change_after_the_timeout(world: World) -> None:
    stern = world.with_pick(other("late_change")).queue()
    stern.send()
    handle = stern.take()
    with refused("MessageNotInflight"):
        stern.at(30).change(handle, 600)


def test_a_change_of_a_deleted_message_is_rejected(world: World) -> None:
    world.queue().send()
    handle = world.take()
    world.delete(handle)
    with refused("InvalidParameterValue"):
        world.change(handle, 60)


def test_every_receive_returns_a_new_handle(world: World) -> None:
    world.queue().send()
    assert len({world.at(30 * k).take() for k in range(3)}) == 3


def test_a_message_keeps_its_id_and_counts_its_receives(world: World) -> None:
    identity = world.queue().send()
    world.receive()
    (again,) = world.at(30).receive()
    assert again["MessageId"] == identity
    assert again["Attributes"]["ApproximateReceiveCount"] == "2"
    assert again["Attributes"]["ApproximateFirstReceiveTimestamp"] == "0"


def test_a_delete_ends_a_message_for_good(world: World) -> None:
    world.queue().send()
    world.delete(world.take())
    assert world.at(30).bodies() == []
    assert world.counts() == (0, 0, 0)


def test_a_delete_can_be_repeated(world: World) -> None:
    world.queue().send()
    handle = world.take()
    world.delete(handle)
    world.delete(handle)
    assert world.model.totals("q")["deleted"] == 1


def test_an_invalid_handle_is_rejected(world: World) -> None:
    world.queue()
    with refused("ReceiptHandleIsInvalid"):
        world.delete("nobody's")


def test_a_handle_of_another_queue_is_rejected(world: World) -> None:
    world.queue().queue("p").send()
    handle = world.take()
    with refused("ReceiptHandleIsInvalid"):
        world.delete(handle, queue="p")


def test_on_a_standard_queue_the_latest_handle_deletes_even_after_its_timeout(world: World) -> None:
    world.queue(late_delete="ignored").send()
    handle = world.take()
    world.at(31).delete(handle)
    assert world.bodies() == []


def test_a_delete_with_an_old_handle_works_while_another_consumer_holds_the_message(world: World) -> None:
    world.queue().send()
    old = world.take()
    world.at(30).receive()
    world.delete(old)
    assert world.counts() == (0, 0, 0)


def test_a_delete_with_an_old_handle_can_be_ignored_so_that_a_third_delivery_follows(world: World) -> None:
    world.queue(late_delete="ignored").send()
    old = world.take()
    world.at(30).receive()
    world.delete(old)
    assert world.at(60).receive()[0]["Attributes"]["ApproximateReceiveCount"] == "3"


def test_a_message_expires_at_exactly_its_retention(world: World) -> None:
    world.queue(MessageRetentionPeriod=60).send()
    assert world.at(59.999).bodies(VisibilityTimeout=0) == ["a"]
    assert world.at(60).bodies() == []
    assert world.counts() == (0, 0, 0)


def test_a_message_in_flight_expires_too(world: World) -> None:
    world.queue(MessageRetentionPeriod=60).send()
    world.receive(VisibilityTimeout=100)
    assert world.at(60).counts() == (0, 0, 0)


def test_a_shorter_retention_applies_to_existing_messages(world: World) -> None:
    world.queue().send()
    world.at(61).sqs.set_queue_attributes(QueueUrl="q", Attributes={"MessageRetentionPeriod": "60"})
    assert world.counts() == (0, 0, 0)


def test_a_message_is_dead_lettered_by_the_next_receive_not_by_time(world: World) -> None:
    world.queue("d").queue().send()
    world.model.link("q", "d", 1)
    world.receive()
    assert (world.at(DAY).counts(), world.counts("d")) == ((1, 0, 0), (0, 0, 0))
    assert world.bodies() == []
    assert (world.counts(), world.counts("d")) == ((0, 0, 0), (1, 0, 0))


def test_a_receive_continues_after_the_message_that_it_dead_letters(world: World) -> None:
    world.queue("d").queue().send("poison")
    world.model.link("q", "d", 1)
    world.receive()
    world.at(30).send("healthy")
    assert world.bodies() == ["healthy"]


def test_a_dead_letter_keeps_its_id_its_count_and_on_a_standard_queue_its_age(world: World) -> None:
    identity = world.queue("d", MessageRetentionPeriod=100).queue().send()
    world.model.link("q", "d", 1)
    world.receive()
    world.at(60).receive()
    (message,) = world.receive(queue="d", VisibilityTimeout=0)
    assert (message["MessageId"], message["Attributes"]["ApproximateReceiveCount"]) == (identity, "2")
    assert message["Attributes"]["SentTimestamp"] == "0"
    assert world.at(100).counts("d") == (0, 0, 0)


def test_a_dead_letter_of_a_fifo_queue_restarts_its_retention(world: World) -> None:
    world.queue("d", fifo=True, MessageRetentionPeriod=100).queue(fifo=True).send(group="G", token="1")
    world.model.link("q", "d", 1)
    world.receive()
    world.at(60).receive()
    assert world.at(159.999).counts("d") == (1, 0, 0)
    assert world.at(160).counts("d") == (0, 0, 0)


def test_a_message_is_received_as_often_as_the_policy_allows(world: World) -> None:
    world.queue("d").queue().send()
    world.model.link("q", "d", 3)
    assert [len(world.at(30 * k).receive()) for k in range(5)] == [1, 1, 1, 0, 0]


def test_an_empty_redrive_policy_ends_dead_lettering(world: World) -> None:
    world.queue("d").queue().send()
    world.model.link("q", "d", 1)
    world.receive()
    world.sqs.set_queue_attributes(QueueUrl="q", Attributes={"RedrivePolicy": ""})
    assert world.at(30).bodies() == ["a"]
