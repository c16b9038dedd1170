"""SQS: invalid requests, and limits at their exact values."""

from __future__ import annotations

import json
from typing import Any

import pytest

from studykit.sim.systems.sqs.control import ARN
from tests.sim.systems.sqs.world import World, refused

MIB = 1_048_576


@pytest.fixture
def world() -> World:
    return World()


def entries(number: int, **more: Any) -> list[dict[str, Any]]:
    return [{"Id": str(k), "MessageBody": "a", **more} for k in range(number)]


def redrive(world: World, policy: Any) -> None:
    world.sqs.set_queue_attributes(QueueUrl="q", Attributes={"RedrivePolicy": json.dumps(policy)})


def test_a_message_has_at_most_one_mebibyte(world: World) -> None:
    world.queue().send("a" * MIB)
    with refused("InvalidParameterValue"):
        world.send("a" * (MIB + 1))


def test_a_queue_can_have_a_lower_limit_and_it_counts_bytes(world: World) -> None:
    world.queue(MaximumMessageSize=1024).send("a" * 1024)
    with refused("InvalidParameterValue"):
        world.send("é" * 513)


def test_message_size_includes_attribute_names_and_types(world: World) -> None:
    kind = {"kind": {"DataType": "String", "StringValue": "x"}}
    world.queue(MaximumMessageSize=1024).send("a" * (1024 - 11), MessageAttributes=kind)
    with refused("InvalidParameterValue"):
        world.send("a" * (1024 - 10), MessageAttributes=kind)


def test_attributes_are_returned_on_request(world: World) -> None:
    kinds = {name: {"DataType": "String", "StringValue": "x"} for name in ("a.one", "a.two", "b")}
    world.queue().send(MessageAttributes=kinds)
    asked = [("b",), ("a.*",), ("All",), ("no",), ()]
    found = [world.receive(VisibilityTimeout=0, MessageAttributeNames=names)[0] for names in asked]
    assert [list(message.get("MessageAttributes", {})) for message in found] == [
        ["b"],
        ["a.one", "a.two"],
        ["a.one", "a.two", "b"],
        [],
        [],
    ]


@pytest.mark.parametrize("body", ["\0", "a\ufffe", "\x1b[0m"])
def test_a_body_has_no_control_characters(world: World, body: str) -> None:
    with refused("InvalidMessageContents"):
        world.queue().send(body)


def test_a_body_can_have_line_breaks_tabs_and_any_script(world: World) -> None:
    world.queue().send("a\tb\r\nпривет 🐢")
    assert world.bodies() == ["a\tb\r\nпривет 🐢"]


def test_a_body_is_not_empty(world: World) -> None:
    with refused("MissingParameter"):
        world.queue().send("")


@pytest.mark.parametrize("delay", [-1, 901])
def test_a_delay_is_at_most_fifteen_minutes(world: World, delay: int) -> None:
    world.queue().send(DelaySeconds=900)
    with refused("InvalidParameterValue"):
        world.send(DelaySeconds=delay)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MaxNumberOfMessages", 0),
        ("MaxNumberOfMessages", 11),
        ("VisibilityTimeout", -1),
        ("VisibilityTimeout", 43_201),
        ("WaitTimeSeconds", 21),
    ],
)
def test_receive_parameters_have_limits(world: World, name: str, value: int) -> None:
    with refused("InvalidParameterValue"):
        world.queue().sqs.receive_message(QueueUrl="q", **{name: value})


def test_a_changed_timeout_is_at_most_twelve_hours(world: World) -> None:
    world.queue().send()
    handle = world.take()
    with refused("InvalidParameterValue"):
        world.change(handle, 43_201)
    world.change(handle, 43_200)


@pytest.mark.parametrize(
    ("name", "last"),
    [
        ("DelaySeconds", (0, 900)),
        ("MaximumMessageSize", (1_024, MIB)),
        ("MessageRetentionPeriod", (60, 1_209_600)),
        ("ReceiveMessageWaitTimeSeconds", (0, 20)),
        ("VisibilityTimeout", (0, 43_200)),
    ],
)
def test_queue_attributes_have_limits(world: World, name: str, last: tuple[int, int]) -> None:
    world.queue("least", **{name: last[0]}).queue("most", **{name: last[1]})
    for value in (last[0] - 1, last[1] + 1, "many"):
        with refused("InvalidAttributeValue"):
            world.queue("q", **{name: value})


def test_a_new_queue_has_the_documented_attributes(world: World) -> None:
    world.queue()
    known = world.sqs.get_queue_attributes(QueueUrl="q", AttributeNames=["All"])["Attributes"]
    assert known == {
        "ApproximateNumberOfMessages": "0",
        "ApproximateNumberOfMessagesDelayed": "0",
        "ApproximateNumberOfMessagesNotVisible": "0",
        "CreatedTimestamp": "0",
        "DelaySeconds": "0",
        "LastModifiedTimestamp": "0",
        "MaximumMessageSize": "1048576",
        "MessageRetentionPeriod": "345600",
        "QueueArn": f"{ARN}q",
        "ReceiveMessageWaitTimeSeconds": "0",
        "VisibilityTimeout": "30",
    }


def test_only_requested_attributes_are_returned(world: World) -> None:
    world.queue()
    names = ["VisibilityTimeout"]
    assert world.sqs.get_queue_attributes(QueueUrl="q", AttributeNames=names) == {"Attributes": {names[0]: "30"}}
    assert world.sqs.get_queue_attributes(QueueUrl="q") == {}


def test_unknown_attributes_are_rejected(world: World) -> None:
    world.queue()
    with refused("InvalidAttributeName"):
        world.model.get_queue_attributes(QueueUrl="q", AttributeNames=["Colour"])
    with refused("InvalidAttributeName"):
        world.model.set_queue_attributes(QueueUrl="q", Attributes={"Colour": "red"})


def test_a_queue_never_changes_its_type(world: World) -> None:
    world.queue().queue("f", fifo=True)
    with refused("InvalidAttributeName"):
        world.sqs.set_queue_attributes(QueueUrl="q", Attributes={"FifoQueue": "true"})
    with refused("InvalidAttributeValue"):
        world.sqs.set_queue_attributes(QueueUrl="f", Attributes={"FifoQueue": "false"})


def test_throughput_per_group_needs_deduplication_per_group(world: World) -> None:
    with refused("InvalidAttributeValue"):
        world.queue(fifo=True, FifoThroughputLimit="perMessageGroupId")


def test_an_enumerated_attribute_accepts_only_documented_values(world: World) -> None:
    with refused("InvalidAttributeValue"):
        world.queue(fifo=True, DeduplicationScope="planet")


def test_attributes_without_effect_are_stored(world: World) -> None:
    world.queue(SqsManagedSseEnabled=True, KmsDataKeyReusePeriodSeconds=300.0)
    known = world.sqs.get_queue_attributes(QueueUrl="q", AttributeNames=["All"])["Attributes"]
    assert (known["SqsManagedSseEnabled"], known["KmsDataKeyReusePeriodSeconds"]) == ("true", "300")


@pytest.mark.parametrize("name", ["", "a b", "a" * 81, "q.fifo"])
def test_a_queue_name_has_only_letters_digits_and_hyphens(world: World, name: str) -> None:
    with refused("InvalidParameterValue"):
        world.sqs.create_queue(QueueName=name)


def test_the_name_of_a_fifo_queue_ends_in_fifo(world: World) -> None:
    with refused("InvalidParameterValue"):
        world.sqs.create_queue(QueueName="q", Attributes={"FifoQueue": "true"})


def test_a_queue_is_created_once_unless_its_attributes_differ(world: World) -> None:
    world.queue(DelaySeconds=5)
    again = world.sqs.create_queue(QueueName="q", Attributes={"DelaySeconds": "5"})
    assert again == world.sqs.get_queue_url(QueueName="q")
    with refused("QueueNameExists"):
        world.sqs.create_queue(QueueName="q", Attributes={"DelaySeconds": "6"})


def test_the_name_of_a_deleted_queue_is_available_after_a_minute(world: World) -> None:
    world.queue().sqs.delete_queue(QueueUrl="q")
    with refused("QueueDoesNotExist"):
        world.send()
    with refused("QueueDeletedRecently"):
        world.at(59.999).sqs.create_queue(QueueName="q")
    world.at(60).queue().send()


def test_a_purge_includes_messages_in_flight_and_is_allowed_once_a_minute(world: World) -> None:
    world.queue().send()
    world.send("b")
    world.receive()
    world.sqs.purge_queue(QueueUrl="q")
    assert (world.counts(), world.model.totals("q")["deleted"]) == ((0, 0, 0), 2)
    with refused("PurgeQueueInProgress"):
        world.at(59.999).sqs.purge_queue(QueueUrl="q")
    world.at(60).sqs.purge_queue(QueueUrl="q")


def test_queues_are_listed_by_prefix(world: World) -> None:
    world.queue("shop").queue("shop-mail").queue("other", fifo=True)
    listed = world.sqs.list_queues(QueueNamePrefix="shop")["QueueUrls"]
    assert [url.rpartition("/")[2] for url in listed] == ["shop", "shop-mail"]
    assert world.sqs.list_queues(QueueNamePrefix="x") == {}


def test_a_queue_is_found_by_url_and_by_name(world: World) -> None:
    world.queue("f", fifo=True)
    url = world.sqs.get_queue_url(QueueName="f.fifo")["QueueUrl"]
    for name in ("f", "f.fifo", url):
        world.send(name, "G", f"t{len(name)}", queue=name)
    assert world.counts("f") == (3, 0, 0)


def test_a_dead_letter_queue_is_another_of_the_same_type(world: World) -> None:
    world.queue().queue("d").queue("f", fifo=True)
    for target in ("q", "f.fifo", "nowhere"):
        with refused("InvalidParameterValue"):
            redrive(world, {"deadLetterTargetArn": f"{ARN}{target}"})


def test_a_policy_allows_one_to_a_thousand_receives(world: World) -> None:
    world.queue().queue("d")
    for allowed in (1, 1000):
        redrive(world, {"deadLetterTargetArn": f"{ARN}d", "maxReceiveCount": allowed})
    for wrong in (0, 1001, "many"):
        with refused("InvalidParameterValue"):
            redrive(world, {"deadLetterTargetArn": f"{ARN}d", "maxReceiveCount": wrong})


def test_a_policy_names_a_target(world: World) -> None:
    world.queue()
    wrong: list[Any] = [{"maxReceiveCount": 3}, [], "no policy"]
    for policy in wrong:
        with refused("InvalidParameterValue"):
            redrive(world, policy)


def test_a_policy_without_a_number_allows_ten_receives(world: World) -> None:
    policy = json.dumps({"deadLetterTargetArn": f"{ARN}d"})
    world.queue("d").queue(RedrivePolicy=policy, VisibilityTimeout=0).send()
    assert [len(world.bodies()) for _ in range(11)] == [1] * 10 + [0]


@pytest.mark.parametrize(
    ("code", "batch"),
    [
        ("EmptyBatchRequest", []),
        ("TooManyEntriesInBatchRequest", entries(11)),
        ("BatchEntryIdsNotDistinct", entries(1) * 2),
        ("InvalidBatchEntryId", [{"Id": "a:b", "MessageBody": "a"}]),
        ("BatchRequestTooLong", [*entries(1), {"Id": "big", "MessageBody": "a" * MIB}]),
    ],
)
def test_an_invalid_batch_is_rejected_as_a_whole(world: World, code: str, batch: list[dict[str, Any]]) -> None:
    world.queue()
    with refused(code):
        world.sqs.send_message_batch(QueueUrl="q", Entries=batch)
    assert world.counts() == (0, 0, 0)


def test_ten_entries_are_sent_in_order(world: World) -> None:
    world.queue().sqs.send_message_batch(
        QueueUrl="q", Entries=[{"Id": str(k), "MessageBody": str(k)} for k in range(10)]
    )
    assert world.bodies(10) == [*"0123456789"]


def test_entries_of_a_batch_succeed_and_fail_one_by_one(world: World) -> None:
    batch = [*entries(1), {"Id": "late", "MessageBody": "b", "DelaySeconds": 901}]
    answer = world.queue().sqs.send_message_batch(QueueUrl="q", Entries=batch)
    assert [entry["Id"] for entry in answer["Successful"]] == ["0"]
    assert [(entry["Id"], entry["Code"]) for entry in answer["Failed"]] == [("late", "InvalidParameterValue")]


def test_a_fifo_batch_without_a_group_is_rejected_as_a_whole(world: World) -> None:
    world.queue(fifo=True, ContentBasedDeduplication=True)
    with refused("InvalidParameterValue"):
        world.sqs.send_message_batch(
            QueueUrl="q", Entries=[*entries(1, MessageGroupId="G"), {"Id": "x", "MessageBody": "b"}]
        )
    assert world.counts() == (0, 0, 0)


def test_batches_accept_receipt_handles(world: World) -> None:
    world.queue().send()
    world.send("b")
    first, second = (message["ReceiptHandle"] for message in world.receive(2))
    changes = [{"Id": "1", "ReceiptHandle": first, "VisibilityTimeout": 0}, {"Id": "2", "ReceiptHandle": second}]
    changed = world.sqs.change_message_visibility_batch(QueueUrl="q", Entries=changes)
    assert [entry["Code"] for entry in changed["Failed"]] == ["MissingParameter"]
    assert world.counts() == (1, 1, 0)
    deletions = [{"Id": "1", "ReceiptHandle": first}, {"Id": "2", "ReceiptHandle": "made-up"}]
    deleted = world.sqs.delete_message_batch(QueueUrl="q", Entries=deletions)
    assert [entry["Code"] for entry in deleted["Failed"]] == ["ReceiptHandleIsInvalid"]
    assert world.counts() == (0, 1, 0)
