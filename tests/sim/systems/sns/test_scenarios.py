"""Scenarios of SNS: fan-out, filters, retries, late subscribers."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studykit.sim.play import play
from tests.sim.stories import measures, scenario


@settings(max_examples=20)
@given(subscribers=st.integers(0, 20), orders=st.integers(1, 20), down_for=st.integers(0, 300_000))
def test_with_queues_behind_a_topic_every_service_gets_every_order(
    subscribers: int, orders: int, down_for: int
) -> None:
    found = measures("sns-fanout", subscribers=subscribers, orders=orders, down_for=down_for)
    assert (found["copies"], found["lost"], found["programs"]) == (subscribers * orders, 0, 0)
    assert found["publish_calls"] == orders


@settings(max_examples=20)
@given(down_for=st.integers(0, 200), retries=st.integers(0, 12))
def test_a_service_without_a_queue_misses_messages_while_it_is_down(down_for: int, retries: int) -> None:
    found = measures("sns-fanout", via_sqs=False, down_for=down_for, http_retries=retries)
    missed = down_for > 1 + 20 * retries
    assert (found["copies"], found["lost"]) == ((2, 1) if missed else (3, 0))


def test_one_shared_queue_delivers_each_order_to_only_one_service() -> None:
    assert measures("sns-fanout", entry="queue", orders=6, subscribers=3)["copies"] == 6
    found = measures("sns-fanout", entry="copier", subscribers=4)
    assert (found["copies"], found["programs"]) == (4, 1)
    assert measures("sns-fanout", entry="each", subscribers=5)["publish_calls"] == 5


def test_a_queue_without_a_policy_for_the_topic_gets_nothing() -> None:
    found = measures("sns-fanout", admitted=False)
    assert (found["copies"], found["lost"], found["tries"]) == (0, 3, 3)


@settings(max_examples=20)
@given(
    protocols=st.lists(st.sampled_from(["email", "sms", "sqs", "http", "push", "lambda"]), unique=True),
    texts=st.lists(st.sampled_from(["email", "sms", "sqs", "http"]), unique=True),
)
def test_a_protocol_gets_its_own_message_or_the_default(protocols: list[str], texts: list[str]) -> None:
    found = measures("sns-formats", protocols=protocols, texts=texts)
    own = len(set(protocols) & set(texts))
    assert (found["copies"], found["own_words"], found["used_default"]) == (len(protocols), own, len(protocols) - own)


def test_without_a_default_message_nothing_is_delivered() -> None:
    found = measures("sns-formats", default_text=False)
    assert (found["copies"], found["error"]) == (0, "InvalidParameter")


@settings(max_examples=20)
@given(gap=st.integers(1, 60), every=st.integers(1, 60))
def test_push_delivers_at_once_and_polling_within_one_gap(gap: int, every: int) -> None:
    found = measures("sns-push-pull", poll_gap=gap, every=every, processing=0)
    assert found["push_latency"] == 0
    assert 0 <= found["pull_latency"] <= gap


def test_a_burst_is_pushed_at_once_and_pulled_one_by_one() -> None:
    found = measures("sns-push-pull", messages=50, every=0.1, processing=10)
    assert (found["push_at_once"], found["pull_at_once"]) == (50, 1)


@pytest.mark.parametrize(
    ("policy", "delivered"),
    [
        ("", 6),
        ('{"event": ["refund"]}', 2),
        ('{"event": ["refund", "order"]}', 4),
        ('{"event": ["refund"], "price": [{"numeric": [">=", 100]}]}', 1),
        ('{"$or": [{"event": ["refund"]}, {"price": [{"numeric": [">=", 100]}]}]}', 3),
        ('{"event": [{"anything-but": ["order"]}]}', 4),
        ('{"store": [{"prefix": "paris"}]}', 3),
        ('{"store": [{"suffix": "-1"}]}', 4),
        ('{"event": [{"equals-ignore-case": "VISIT"}]}', 2),
        ('{"colour": [{"exists": false}]}', 6),
    ],
)
@pytest.mark.parametrize("scope", ["MessageAttributes", "MessageBody"])
def test_a_filter_passes_what_its_policy_matches(policy: str, delivered: int, scope: str) -> None:
    found = measures("sns-filter", policy=policy, scope=scope)
    assert (found["delivered"], found["filtered"]) == (delivered, 6 - delivered)


def test_a_filter_on_attributes_sees_no_body() -> None:
    assert measures("sns-filter", attributes=False)["delivered"] == 0
    assert measures("sns-filter", attributes=False, scope="MessageBody")["delivered"] == 2


@settings(max_examples=20)
@given(at=st.integers(0, 130))
def test_a_late_subscriber_misses_earlier_messages_and_a_queue_keeps_them(at: int) -> None:
    before = sum(moment <= at for moment in range(10, 130, 20))
    assert measures("sns-late", subscribes_at=at)["missed"] == before
    assert measures("sns-late", subscribes_at=at, via_sqs=True)["missed"] == 0


@pytest.mark.parametrize(("after", "missed"), [(0, 3), (25, 4), (172_799, 6), (172_800, 6)])
def test_until_it_confirms_a_subscriber_gets_nothing(after: int, missed: int) -> None:
    found = measures("sns-late", confirm_after=after)
    assert (found["missed"], found["refused"]) == (missed, int(after == 172_800))


def test_a_dead_letter_queue_gets_what_the_retries_could_not_deliver() -> None:
    found = measures("sns-retries", dlq=True)
    assert (found["tries"], found["gave_up_at"], found["set_aside"], found["lost"]) == (4, 61, 1, 0)
    gone = measures("sns-retries", dlq=True, exists=False)
    assert (gone["tries"], gone["gave_up_at"], gone["set_aside"]) == (1, 1, 1)


@pytest.mark.parametrize(("protocol", "lost"), [("https", 1), ("email", 0), ("lambda", 0)])
def test_an_outage_of_an_hour_is_too_long_only_for_webhooks(protocol: str, lost: int) -> None:
    assert measures("sns-retries", protocol=protocol, down_for=3600, watch=7200)["lost"] == lost


@settings(max_examples=20)
@given(readers=st.integers(1, 4), messages=st.integers(1, 20), retry=st.integers(1, 600))
def test_a_fifo_topic_drops_a_repeat_of_the_last_five_minutes(readers: int, messages: int, retry: int) -> None:
    found = measures("sns-order", readers=readers, messages=messages, retry_after=retry)
    again = retry + 0.2 * (messages - 1) >= 300
    assert found["enqueued"] == readers * (messages + again)
    assert measures("sns-order", readers=readers, messages=messages, retry_after=0)["reordered"] == 0


def test_standard_queues_reorder_in_some_run() -> None:
    story = scenario("sns-order")
    runs = [play("sns-order", story, {"fifo": False, "retry_after": 0}, seed) for seed in range(10)]
    assert max(run.measures["reordered"] for run in runs) > 0  # type: ignore[type-var,operator]
