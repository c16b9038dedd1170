"""Rules of event source mappings for SQS."""

from __future__ import annotations

import json

import pytest

from tests.sim.checks import Model, code
from tests.sim.systems.lambda_.account import ARN, Account

INVALID = "InvalidParameterValueException"
PARTIAL = ["ReportBatchItemFailures"]


def ten(start: int = 1) -> list[str]:
    return [f"m{number}" for number in range(start, start + 10)]


def a_batch_is_deleted_after_success(model: Model) -> None:
    account = Account(model, timeout=30)
    account.map()
    account.send(*ten())
    account.to(20)
    assert (account.total("invocations"), account.total("done"), account.bodies("q")) == (1, 10, [])
    assert account.at("delete_message") == [10] * 10


def a_batch_has_at_most_its_size(model: Model) -> None:
    account = Account(model, takes=0.1, timeout=30)
    account.map(BatchSize=4)
    account.send(*ten())
    account.to(20)
    assert (account.total("invocations"), account.total("done")) == (3, 10)


def an_error_returns_the_whole_batch(model: Model) -> None:
    account = Account(model, poison="bad", timeout=30)
    account.map()
    account.send("m1", "bad", "m2")
    account.to(59)
    assert ([name for _, name in account.said("work")], account.at("delete_message")) == (["m1", "bad"], [])
    account.to(61)
    assert [name for _, name in account.said("work")] == ["m1", "bad", "m1", "bad"]


def partial_batch_responses_return_what_failed(model: Model) -> None:
    account = Account(model, poison="bad", timeout=30)
    account.map(FunctionResponseTypes=PARTIAL)
    account.send("m1", "bad", "m2")
    account.to(59)
    assert [name for _, name in account.said("done")] == ["m1", "m2"]
    assert (account.bodies("q"), account.total("errors")) == (["bad"], 0)


def after_a_timeout_the_whole_batch_returns_even_with_partial_responses(model: Model) -> None:
    account = Account(model, takes=2, timeout=5)
    account.map(FunctionResponseTypes=PARTIAL)
    account.send("m1", "m2", "m3")
    account.to(10)
    assert (account.at("timed_out"), len(account.bodies("q")), account.total("done")) == ([5], 3, 2)


def a_fifo_function_stops_at_the_first_failure(model: Model) -> None:
    account = Account(model, queue={"fifo": True, "VisibilityTimeout": 60}, poison="bad", timeout=30)
    account.map(queue="q.fifo", FunctionResponseTypes=PARTIAL)
    for number, body in enumerate(("m1", "bad", "m2")):
        account.send(body, queue="q.fifo", MessageGroupId="g", MessageDeduplicationId=str(number))
    account.to(50)
    assert (account.bodies("q.fifo"), account.total("errors")) == (["bad", "m2"], 0)
    assert [name for _, name in account.said("work")] == ["m1", "bad"]


def a_message_that_always_fails_moves_to_the_dead_letter_queue(model: Model) -> None:
    account = Account(model, poison="bad", timeout=30)
    account.sqs.link("q", "dead", max_receives=2)
    account.map()
    account.send("bad")
    account.to(300)
    assert (account.at("work"), account.at("dead_lettered"), account.bodies("dead")) == ([0, 60], [120], ["bad"])


def a_window_gathers_messages(model: Model) -> None:
    account = Account(model, takes=0.1)
    account.map(MaximumBatchingWindowInSeconds=5)
    for at in range(4):
        account.to(at)
        account.send(f"m{at}")
    account.to(4.999)
    assert account.total("invocations") == 0
    account.to(20)
    assert (account.total("invocations"), account.at("work")[0]) == (1, 5)


def a_full_batch_does_not_wait_for_its_window(model: Model) -> None:
    account = Account(model, takes=0.1)
    account.map(MaximumBatchingWindowInSeconds=30, BatchSize=10)
    account.send(*ten(), "m11")
    account.to(1)
    assert (account.total("invocations"), account.total("done")) == (1, 10)
    account.to(32)
    assert (account.total("invocations"), account.total("done")) == (2, 11)


def a_large_batch_is_received_in_several_calls(model: Model) -> None:
    account = Account(model, takes=0.1, timeout=30)
    account.map(BatchSize=25, MaximumBatchingWindowInSeconds=1)
    account.send(*(f"m{number}" for number in range(30)))
    account.to(0)
    assert (account.total("invocations"), len(account.at("receive_message"))) == (1, 30)


def at_first_five_batches_run_at_once_and_five_more_each_second(model: Model) -> None:
    account = Account(model, takes=60, timeout=60)
    account.map(BatchSize=1)
    account.send(*(f"m{number}" for number in range(40)))
    for at, running in ((0.5, 5), (1, 10), (2, 15), (5.5, 30)):
        account.to(at)
        assert account.functions.gauges()["concurrency"] == running


def after_a_quiet_time_a_mapping_starts_with_five_again(model: Model) -> None:
    account = Account(model, takes=3, timeout=60)
    account.map(BatchSize=1)
    account.send(*(f"m{number}" for number in range(30)))
    account.to(100)
    account.send(*(f"n{number}" for number in range(30)))
    account.to(100.5)
    assert account.functions.gauges()["concurrency"] == 5


def the_maximum_concurrency_is_never_exceeded(model: Model) -> None:
    account = Account(model, takes=2, timeout=60)
    account.map(BatchSize=1, ScalingConfig={"MaximumConcurrency": 3})
    account.send(*(f"m{number}" for number in range(30)))
    account.to(100)
    assert (account.functions.functions["f"].peak, account.total("done"), account.total("throttles")) == (3, 30, 0)


def a_throttled_batch_is_tried_again_until_its_visibility_timeout_is_over(model: Model) -> None:
    account = Account(model, takes=30, timeout=60)
    account.api.put_function_concurrency(FunctionName="f", ReservedConcurrentExecutions=1)
    account.map(BatchSize=1)
    account.send("m1", "m2")
    account.to(40)
    assert account.at("throttled") == [0, 1, 3, 7, 15, 25]
    assert account.at("work") == [0, 35]
    blocked = Account(model, takes=50, timeout=60)
    blocked.api.put_function_concurrency(FunctionName="f", ReservedConcurrentExecutions=0)
    blocked.map(BatchSize=1, ScalingConfig={"MaximumConcurrency": 2})
    blocked.send("m1", "m2")
    blocked.to(59)
    assert blocked.at("drop") == []
    blocked.to(60)
    assert (blocked.at("drop"), blocked.at("receive_message")) == ([60, 60], [0, 0, 60, 60])


def the_longest_wait_of_a_throttled_batch_is_bounded(model: Model) -> None:
    account = Account(model, queue={"VisibilityTimeout": 100})
    account.api.put_function_concurrency(FunctionName="f", ReservedConcurrentExecutions=0)
    account.map()
    account.send("m1")
    account.to(99)
    assert account.at("throttled") == [0, 1, 3, 7, 15, *range(25, 100, 10)]


def unwanted_messages_are_deleted_without_an_invocation(model: Model) -> None:
    account = Account(model)
    pattern = {"Pattern": json.dumps({"body": {"kind": ["paid"]}})}
    account.map(FilterCriteria={"Filters": [pattern]})
    account.send('{"kind": "paid"}', '{"kind": "open"}', "no JSON")
    account.to(10)
    assert (account.total("done"), account.bodies("q")) == (1, [])
    (source,) = account.functions.sources.values()
    assert source.filtered == 2


def a_batch_of_unwanted_messages_frees_its_place(model: Model) -> None:
    account = Account(model)
    account.map(BatchSize=1, FilterCriteria={"Filters": [{"Pattern": '{"body": {"kind": ["paid"]}}'}]})
    account.send(*(f'{{"kind": "open", "number": {number}}}' for number in range(20)), '{"kind": "paid"}')
    account.to(0.5)
    assert (account.total("invocations"), account.bodies("q")) == (1, ['{"kind": "paid"}'])


def a_visibility_timeout_below_the_function_timeout_is_refused(model: Model) -> None:
    for timeout, answer in ((61, INVALID), (60, "ok")):
        account = Account(model, timeout=timeout)
        create = account.functions.create_event_source_mapping
        assert code(create, EventSourceArn=f"{ARN}q", FunctionName="f") == answer


def a_mapping_has_bounds(model: Model) -> None:
    for options, answer in (
        ({"BatchSize": 0}, INVALID),
        ({"BatchSize": 11}, INVALID),
        ({"BatchSize": 11, "MaximumBatchingWindowInSeconds": 1}, "ok"),
        ({"BatchSize": 10_001, "MaximumBatchingWindowInSeconds": 1}, INVALID),
        ({"MaximumBatchingWindowInSeconds": 300}, "ok"),
        ({"MaximumBatchingWindowInSeconds": 301}, INVALID),
        ({"ScalingConfig": {"MaximumConcurrency": 1}}, INVALID),
        ({"ScalingConfig": {"MaximumConcurrency": 2}}, "ok"),
        ({"ScalingConfig": {"MaximumConcurrency": 1_001}}, INVALID),
        ({"FilterCriteria": {"Filters": [{"Pattern": '{"data": {}}'}]}}, INVALID),
    ):
        create = Account(model).functions.create_event_source_mapping
        assert code(create, EventSourceArn=f"{ARN}q", FunctionName="f", **options) == answer, options


def a_fifo_batch_has_at_most_ten(model: Model) -> None:
    account = Account(model, queue={"fifo": True})
    options = {"BatchSize": 11, "MaximumBatchingWindowInSeconds": 1}
    create = account.functions.create_event_source_mapping
    assert code(create, EventSourceArn=f"{ARN}q.fifo", FunctionName="f", **options) == INVALID


def what_the_queue_does_by_itself_comes_first(model: Model) -> None:
    account = Account(model, poison="bad", timeout=30)
    account.map()
    account.send("bad")
    account.to(60)
    actions = [change.action for change in account.changes if change.at == 60_000]
    assert actions == ["visible_again", "receive_message", "work"]


def an_unknown_queue_is_refused(model: Model) -> None:
    with pytest.raises(Exception, match="QueueDoesNotExist"):
        Account(model).map(queue="nowhere")
