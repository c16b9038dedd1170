"""Rules of SNS: subscriptions, retries, filters, FIFO topics."""

from __future__ import annotations

import itertools
import json
from typing import Any

from studykit.sim.systems.sqs.model import SQS
from tests.sim.checks import Model, code
from tests.sim.shapes import Validated

DAY = 86_400_000
WRONG = "InvalidParameter"
HOOK = "https://hook"
FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:f"


class Stand:
    """A topic, queues and a clock, called through botocore's shapes."""

    def __init__(self, model: Model, fifo: bool = False, **attributes: str) -> None:
        self.now = 0
        self.queues = SQS(lambda: self.now)
        self.bare: Any = model(lambda: self.now)
        self.bare.neighbors["sqs"] = self.queues
        self.sns: Any = Validated("sns", self.bare)
        self.fifo = fifo
        wanted = {"FifoTopic": "true"} | attributes if fifo else attributes
        self.topic = self.sns.create_topic(Name="t.fifo" if fifo else "t", Attributes=wanted)["TopicArn"]

    def queue(self, name: str, **attributes: str) -> str:
        """Subscribes a new queue of the topic's type. Returns its subscription."""
        return self.subscribe("sqs", self.target(name), RawMessageDelivery="true", **attributes)

    def target(self, name: str) -> str:
        title = f"{name}.fifo" if self.fifo else name
        self.queues.create_queue(QueueName=title, Attributes={"FifoQueue": "true"} if self.fifo else {})
        return f"arn:aws:sqs:us-east-1:123456789012:{title}"

    def subscribe(self, protocol: str, endpoint: str, confirmed: bool = True, **attributes: str) -> str:
        made = self.sns.subscribe(
            TopicArn=self.topic,
            Protocol=protocol,
            Endpoint=endpoint,
            Attributes=attributes,
            ReturnSubscriptionArn=True,
        )["SubscriptionArn"]
        if confirmed and endpoint in self.bare.asked:
            self.sns.confirm_subscription(TopicArn=self.topic, Token=self.bare.asked[endpoint])
        return str(made)

    def publish(self, message: str = "m", **request: Any) -> str:
        return str(self.sns.publish(TopicArn=self.topic, Message=message, **request)["MessageId"])

    def pass_to(self, moment: int) -> None:
        """Lets time pass as in a run: from one planned change to the next."""
        while (due := self.bare.next_change()) is not None and due <= moment:
            self.now = due
            self.bare.drain_changes()
        self.now = moment

    def there(self, name: str) -> list[str]:
        got = self.queues.receive_message(QueueUrl=name, MaxNumberOfMessages=10).get("Messages", [])
        return [message["Body"] for message in got]


def tries_until(model: Model, protocol: str, endpoint: str, end: int, **attributes: str) -> list[int]:
    """Returns the times (ms) at which SNS tries an endpoint that never responds."""
    stand = Stand(model)
    stand.subscribe(protocol, endpoint, **attributes)
    stand.bare.down.add(endpoint.rpartition(":")[2].removeprefix("//"))
    stand.publish()
    moments = [0]
    while (due := stand.bare.next_change()) is not None and due <= end:
        stand.now = due
        stand.bare.drain_changes()
        moments += [due] * (stand.bare.totals["failed"] - len(moments))
    return moments


def each_queue_gets_its_own_copy(model: Model) -> None:
    stand = Stand(model)
    for name in ("a", "b", "c"):
        stand.queue(name)
    stand.publish("hello")
    assert [stand.there(name) for name in ("a", "b", "c")] == [["hello"]] * 3


def a_webhook_gets_nothing_before_it_confirms(model: Model) -> None:
    stand = Stand(model)
    stand.subscribe("https", HOOK, confirmed=False)
    stand.publish("early")
    stand.sns.confirm_subscription(TopicArn=stand.topic, Token=stand.bare.asked[HOOK])
    stand.publish("late")
    assert stand.bare.log == [(HOOK, "late")]


def a_token_is_valid_for_two_days(model: Model) -> None:
    for age, answer in ((2 * DAY - 1, "ok"), (2 * DAY, WRONG)):
        stand = Stand(model)
        stand.subscribe("email", "ann@example.com", confirmed=False)
        stand.now = age
        token = stand.bare.asked["ann@example.com"]
        assert code(stand.sns.confirm_subscription, TopicArn=stand.topic, Token=token[:-1]) == WRONG
        assert code(stand.sns.confirm_subscription, TopicArn=stand.topic, Token=token) == answer


def a_pending_subscription_is_listed_without_its_arn(model: Model) -> None:
    stand = Stand(model)
    stand.subscribe("https", HOOK, confirmed=False)
    shown = stand.sns.list_subscriptions_by_topic(TopicArn=stand.topic)["Subscriptions"]
    assert [one["SubscriptionArn"] for one in shown] == ["PendingConfirmation"]


def a_webhook_is_tried_four_times_in_a_minute(model: Model) -> None:
    assert tries_until(model, "https", HOOK, DAY) == [0, 20_000, 40_000, 60_000]


def a_function_is_tried_at_once_then_slower_and_for_days(model: Model) -> None:
    moments = tries_until(model, "lambda", FUNCTION, 200_000)
    gaps = [after - before for before, after in itertools.pairwise(moments)]
    assert gaps[:5] == [0, 0, 0, 1_000, 1_000]
    assert (gaps[5], gaps[14]) == (1_000, 20_000)
    assert gaps[5:15] == sorted(gaps[5:15])
    assert set(gaps[15:]) == {20_000}


def an_email_is_tried_for_six_hours(model: Model) -> None:
    moments = tries_until(model, "email", "ann@example.com", 2 * DAY)
    assert len(moments) == 51
    assert 6 * 3_600_000 < moments[-1] < 7 * 3_600_000


def a_custom_delivery_policy_has_four_phases(model: Model) -> None:
    wanted = {"numRetries": 6, "numNoDelayRetries": 1, "numMinDelayRetries": 1, "numMaxDelayRetries": 1}
    wanted |= {"minDelayTarget": 5, "maxDelayTarget": 25}
    policy = json.dumps({"healthyRetryPolicy": wanted})
    moments = tries_until(model, "https", HOOK, DAY, DeliveryPolicy=policy)
    assert moments == [0, 0, 5_000, 10_000, 25_000, 50_000, 75_000]


def a_custom_delivery_policy_ends_after_an_hour(model: Model) -> None:
    for retries, delay, answer in ((100, 36, "ok"), (100, 37, WRONG), (101, 1, WRONG), (3, 0, WRONG)):
        wanted = {"numRetries": retries, "minDelayTarget": delay, "maxDelayTarget": delay}
        policy = json.dumps({"healthyRetryPolicy": wanted})
        assert code(Stand(model).subscribe, "https", HOOK, DeliveryPolicy=policy) == answer
        assert code(Stand(model).subscribe, "lambda", FUNCTION, DeliveryPolicy=policy) == WRONG


def an_undelivered_message_is_discarded_or_dead_lettered(model: Model) -> None:
    for redrive in (False, True):
        stand = Stand(model)
        dead = json.dumps({"deadLetterTargetArn": stand.target("dead")})
        stand.subscribe("https", HOOK, RawMessageDelivery="true", **({"RedrivePolicy": dead} if redrive else {}))
        stand.bare.down.add("hook")
        stand.publish("hello")
        stand.pass_to(DAY)
        assert (stand.bare.totals["discarded"], stand.there("dead")) == (0 if redrive else 1, ["hello"] * redrive)


def a_deleted_queue_is_tried_once(model: Model) -> None:
    stand = Stand(model)
    stand.queue("a")
    stand.queues.delete_queue(QueueUrl="a")
    stand.publish()
    assert (stand.bare.totals["discarded"], stand.bare.next_change()) == (1, None)


def an_endpoint_that_recovers_gets_its_message_once(model: Model) -> None:
    stand = Stand(model)
    stand.subscribe("https", HOOK)
    stand.bare.down.add("hook")
    stand.publish("hello")
    stand.pass_to(30_000)
    stand.bare.down.clear()
    stand.pass_to(DAY)
    assert stand.bare.log == [(HOOK, "hello")]


def a_fifo_topic_remembers_an_id_for_five_minutes(model: Model) -> None:
    stand = Stand(model, fifo=True)
    stand.queue("a")
    given = {"MessageGroupId": "g", "MessageDeduplicationId": "x"}
    first = stand.publish("1", **given)
    stand.now = 299_999
    assert stand.publish("2", **given) == first
    stand.now = 300_000
    assert stand.publish("3", **given) != first
    assert stand.bare.totals["published"] == 2


def deduplication_uses_content_and_group_if_configured(model: Model) -> None:
    stand = Stand(model, fifo=True, ContentBasedDeduplication="true", FifoThroughputScope="MessageGroup")
    for body, group in (("1", "g"), ("1", "g"), ("1", "h"), ("2", "g")):
        stand.publish(body, MessageGroupId=group)
    assert stand.bare.totals["published"] == 3
    whole = Stand(model, fifo=True, ContentBasedDeduplication="true")
    for group in ("g", "h"):
        whole.publish("1", MessageGroupId=group)
    assert whole.bare.totals["published"] == 1


def a_fifo_topic_needs_a_group_an_id_and_queue_subscribers(model: Model) -> None:
    stand = Stand(model, fifo=True)
    assert code(stand.publish, "m", MessageGroupId="g") == WRONG
    assert code(stand.publish, "m", MessageDeduplicationId="x") == WRONG
    assert code(stand.subscribe, "https", HOOK) == WRONG
    assert code(Stand(model).publish, "m", MessageDeduplicationId="x") == WRONG


def a_fifo_topic_keeps_the_order_within_a_group(model: Model) -> None:
    stand = Stand(model, fifo=True)
    stand.queue("a")
    stand.bare.down.add("a")
    stand.publish("1", MessageGroupId="g", MessageDeduplicationId="1")
    stand.now = 500
    stand.bare.down.clear()
    stand.publish("2", MessageGroupId="g", MessageDeduplicationId="2")
    stand.pass_to(60_000)
    assert stand.there("a") == ["1", "2"]


def a_dead_letter_queue_has_the_type_of_its_topic(model: Model) -> None:
    standard, fifo = Stand(model), Stand(model, fifo=True)
    for stand, good in ((standard, "d"), (fifo, "d.fifo")):
        for name in ("d", "d.fifo"):
            redrive = json.dumps({"deadLetterTargetArn": f"arn:aws:sqs:us-east-1:123456789012:{name}"})
            answer = "ok" if name == good else WRONG
            assert code(stand.subscribe, "sqs", stand.target(f"q{name[:1]}{answer}"), RedrivePolicy=redrive) == answer


def a_message_has_at_most_256_kib_including_attributes(model: Model) -> None:
    attribute = {"a": {"DataType": "String", "StringValue": "yy"}}
    for size, answer in ((262_144, "ok"), (262_145, WRONG)):
        assert code(Stand(model).publish, "x" * size) == answer
        assert code(Stand(model).publish, "x" * (size - 9), MessageAttributes=attribute) == answer


def a_topic_can_allow_one_mebibyte_for_aws_endpoints(model: Model) -> None:
    stand = Stand(model, MaximumMessageSize="1048576")
    assert code(stand.publish, "x" * 1_048_576) == "ok"
    assert code(stand.subscribe, "https", HOOK) == WRONG
    assert code(Stand, model, MaximumMessageSize="1048577") == WRONG
    answers = [code(stand.subscribe, "lambda", f"{FUNCTION}{number}") for number in range(101)]
    assert answers == ["ok"] * 100 + ["SubscriptionLimitExceeded"]


def a_batch_has_at_most_ten_entries_that_succeed_or_fail_separately(model: Model) -> None:
    stand = Stand(model)
    entries = [{"Id": str(number), "Message": "m"} for number in range(10)]
    entries[3]["Subject"] = "s" * 101
    answer = stand.sns.publish_batch(TopicArn=stand.topic, PublishBatchRequestEntries=entries)
    assert (len(answer["Successful"]), [one["Id"] for one in answer["Failed"]]) == (9, ["3"])
    many = [{"Id": str(number), "Message": "m"} for number in range(11)]
    refused = code(stand.sns.publish_batch, TopicArn=stand.topic, PublishBatchRequestEntries=many)
    assert refused == "TooManyEntriesInBatchRequest"
    large = [{"Id": name, "Message": "x" * 131_073} for name in "ab"]
    assert (
        code(stand.sns.publish_batch, TopicArn=stand.topic, PublishBatchRequestEntries=large) == "BatchRequestTooLong"
    )


def an_invalid_filter_policy_is_rejected_as_in_sns(model: Model) -> None:
    refused = (
        '{"a": "x"}',
        '{"a": []}',
        '{"a": [{"like": "x"}]}',
        '{"a": [{"numeric": ["~", 1]}]}',
        '{"a": [{"exists": "yes"}]}',
        '{"a": {"b": ["x"]}}',
        json.dumps({name: ["x"] for name in "abcdef"}),
        json.dumps({"a": [str(n) for n in range(31)], "b": ["1", "2", "3", "4", "5"]}),
        "no json",
    )
    for policy in refused:
        assert code(Stand(model).queue, "a", FilterPolicy=policy) == WRONG, policy
    nested = {"FilterPolicy": '{"a": {"b": ["x"]}}', "FilterPolicyScope": "MessageBody"}
    assert code(Stand(model).queue, "a", **nested) == "ok"


def an_ip_address_in_the_range_matches(model: Model) -> None:
    stand = Stand(model)
    stand.queue("a", FilterPolicy='{"ip": [{"cidr": "10.0.0.0/24"}]}')
    for address in ("10.0.0.255", "10.0.1.1", "home"):
        stand.publish(address, MessageAttributes={"ip": {"DataType": "String", "StringValue": address}})
    assert stand.there("a") == ["10.0.0.255"]


def a_prefix_matches_only_at_the_beginning(model: Model) -> None:
    stand = Stand(model)
    stand.queue("a", FilterPolicy='{"k": [{"prefix": "or"}]}')
    stand.queue("b", FilterPolicy='{"k": [{"suffix": "er"}]}')
    for kind in ("order", "border", "floor", "ordered"):
        stand.publish(kind, MessageAttributes={"k": {"DataType": "String", "StringValue": kind}})
    assert (stand.there("a"), stand.there("b")) == (["order", "ordered"], ["order", "border"])


def a_protocol_without_its_own_message_gets_the_default(model: Model) -> None:
    stand = Stand(model)
    stand.subscribe("lambda", FUNCTION)
    stand.subscribe("email", "ann@example.com")
    stand.publish('{"default": "D", "email": "E", "pigeon": "P", "lambda": 7}', MessageStructure="json")
    assert [text for _, text in stand.bare.log] == ["D", "E"]
    assert code(stand.publish, '{"email": "E"}', MessageStructure="json") == WRONG


def raw_delivery_is_for_queues_and_webhooks(model: Model) -> None:
    assert code(Stand(model).subscribe, "email", "ann@example.com", RawMessageDelivery="true") == WRONG
    assert code(Stand(model).subscribe, "https", HOOK, RawMessageDelivery="true") == "ok"


def an_endpoint_must_match_its_protocol(model: Model) -> None:
    for protocol, endpoint in (("http", HOOK), ("sqs", FUNCTION), ("email", "ann"), ("pigeon", "x"), ("sms", "555")):
        assert code(Stand(model).subscribe, protocol, endpoint) == WRONG, protocol
