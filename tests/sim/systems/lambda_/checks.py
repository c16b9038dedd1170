"""Rules of Lambda functions: asynchronous events, synchronous calls, concurrency."""

from __future__ import annotations

import json
from typing import Any

from studykit.sim.engine.service import Parked
from tests.sim.checks import Model, code
from tests.sim.systems.lambda_.account import Account

THROTTLED = "TooManyRequestsException"
INVALID = "InvalidParameterValueException"


# Asynchronous events


def a_function_error_is_retried_after_one_and_two_minutes(model: Model) -> None:
    account = Account(model, fails_first=9)
    account.event()
    account.to(600)
    assert account.at("work") == [0, 61, 182]
    assert account.said("discard") == [(183, "e")]
    assert (account.total("invocations"), account.total("errors"), account.total("lost")) == (3, 3, 1)
    assert account.functions.unaccounted() == 0


def the_number_of_retries_can_be_lowered(model: Model) -> None:
    for retries, tries in ((0, [0]), (1, [0, 61])):
        account = Account(model, fails_first=9)
        account.configure(MaximumRetryAttempts=retries)
        account.event()
        account.to(600)
        assert account.at("work") == tries


def an_event_that_succeeds_is_not_tried_again(model: Model) -> None:
    account = Account(model, fails_first=1)
    account.event()
    account.to(600)
    assert (account.at("work"), account.at("done"), account.at("discard")) == ([0, 61], [62], [])
    assert account.total("finished") == 1


def a_timeout_is_a_function_error(model: Model) -> None:
    account = Account(model, takes=10, timeout=4)
    account.configure(MaximumRetryAttempts=0)
    account.event()
    account.to(60)
    assert (account.at("timed_out"), account.at("done"), account.at("discard")) == ([4], [], [4])
    assert (account.total("timeouts"), account.total("billed")) == (1, 4_000)


def work_that_takes_exactly_the_timeout_is_done(model: Model) -> None:
    account = Account(model, takes=4, timeout=4)
    account.event()
    account.to(60)
    assert account.at("done") == [4]


def rejections_are_retried_with_growing_waits_up_to_five_minutes(model: Model) -> None:
    account = Account(model, unavailable_for=3_000)
    account.event()
    account.to(3_600)
    tries = [0.0, 1, 3, 7, 15, 31, 63, 127, 255, 511, *range(811, 3_000, 300)]
    assert account.at("rejected") == tries
    assert account.at("work") == [tries[-1] + 300]


def throttled_events_wait_and_lose_no_retries(model: Model) -> None:
    account = Account(model, takes=100, timeout=200, fails_first=2)
    account.api.put_function_concurrency(FunctionName="f", ReservedConcurrentExecutions=1)
    account.event("a")
    account.event("b")
    account.to(3_600)
    assert {name for _, name in account.said("throttled")} == {"a", "b"}
    assert sorted(name for _, name in account.said("done")) == ["a", "b"]
    assert account.total("throttles") == len(account.at("throttled"))


def an_event_is_discarded_at_its_maximum_age(model: Model) -> None:
    account = Account(model, unavailable_for=9_000)
    account.configure(MaximumEventAgeInSeconds=600)
    account.event()
    account.to(3_600)
    assert (account.at("discard"), account.total("lost"), account.total("invocations")) == ([600], 1, 0)


def the_maximum_age_ends_retries_after_errors_too(model: Model) -> None:
    account = Account(model, fails_first=9)
    account.configure(MaximumEventAgeInSeconds=120)
    account.event()
    account.to(3_600)
    assert (account.at("work"), account.at("discard")) == ([0, 61], [120])


def by_default_an_event_is_kept_for_six_hours(model: Model) -> None:
    account = Account(model, unavailable_for=86_400)
    account.event()
    account.to(86_400)
    assert account.at("discard") == [21_600]


def a_destination_gets_a_record_and_a_dead_letter_queue_the_event(model: Model) -> None:
    for on, explained in (("failure", 1), ("dead-letters", 0)):
        account = Account(model, poison="bad")
        account.functions.link("f", "dead", on=on)
        account.event("bad")
        account.to(600)
        (body,) = account.bodies("dead")
        event = json.loads(body)
        assert (account.total("kept"), account.total("explained"), account.total("lost")) == (1, explained, 0)
        assert (event["requestPayload"] if explained else event) == {"id": "bad"}
        assert not explained or event["requestContext"]["condition"] == "RetriesExhausted"
        assert not explained or event["requestContext"]["approximateInvokeCount"] == 3


def an_old_event_is_recorded_as_too_old(model: Model) -> None:
    account = Account(model, unavailable_for=9_000)
    account.functions.link("f", "dead", on="failure")
    account.configure(MaximumEventAgeInSeconds=60)
    account.event()
    account.to(600)
    assert json.loads(account.bodies("dead")[0])["requestContext"]["condition"] == "EventAgeExceeded"


def a_success_goes_to_its_own_destination(model: Model) -> None:
    account = Account(model)
    account.functions.provision("next")
    account.functions.link("f", "next", on="success")
    account.event()
    account.to(60)
    assert (account.total("finished"), account.total("finished", "next")) == (1, 1)
    failing = Account(model, fails_first=9)
    failing.functions.link("f", "dead", on="success")
    failing.event()
    failing.to(600)
    assert failing.bodies("dead") == []


def a_destination_that_is_gone_keeps_nothing(model: Model) -> None:
    account = Account(model, fails_first=9)
    account.functions.link("f", "dead", on="failure")
    account.sqs.delete_queue(QueueUrl="dead")
    account.event()
    account.to(600)
    assert (account.total("kept"), account.total("lost"), account.total("undelivered")) == (0, 1, 1)


def a_reserved_concurrency_of_zero_discards_events_at_once(model: Model) -> None:
    account = Account(model)
    account.functions.link("f", "dead", on="failure")
    account.api.put_function_concurrency(FunctionName="f", ReservedConcurrentExecutions=0)
    account.event()
    account.to(1)
    assert (account.at("discard"), account.at("throttled"), account.total("kept")) == ([0], [], 1)


def the_internal_queue_can_deliver_an_event_twice(model: Model) -> None:
    account = Account(model, pick=lambda what, options, weights=None: options[-1], duplicate=0.5)
    account.event()
    account.to(60)
    assert (account.at("done"), account.total("copied"), account.functions.unaccounted()) == ([1, 1], 1, 0)
    once = Account(model, pick=lambda what, options, weights=None: options[-1])
    once.event()
    once.to(60)
    assert once.at("done") == [1]


def no_event_vanishes(model: Model) -> None:
    account = Account(model, fails_first=2, unavailable_at=5, unavailable_for=100)
    for name in "abc":
        account.event(name)
    for at in range(0, 700, 50):
        account.to(at)
        assert account.functions.unaccounted() == 0
    assert account.total("finished") == 3


def a_failed_dependency_fails_the_work_that_starts_meanwhile(model: Model) -> None:
    account = Account(model, down_at=10, down_for=20)
    for at in (9, 10, 29, 30):
        account.to(at)
        account.event(f"at-{at}")
    account.to(50)
    assert [name for _, name in account.said("failed")] == ["at-10", "at-29"]


# Synchronous calls


def a_caller_waits_for_the_response(model: Model) -> None:
    account = Account(model, takes=2)
    waits = account.call()
    assert (type(waits), waits.until) == (Parked, 2_000)
    answer = account.response(waits)
    assert (answer["StatusCode"], "FunctionError" in answer, account.at("done")) == (200, False, [2])


def lambda_does_not_retry_for_a_caller_that_waits(model: Model) -> None:
    account = Account(model, fails_first=1)
    answer = account.response(account.call())
    account.to(600)
    assert (answer["FunctionError"], account.at("work")) == ("Unhandled", [0])


def a_caller_gets_429_without_concurrency(model: Model) -> None:
    account = Account(model)
    account.api.put_function_concurrency(FunctionName="f", ReservedConcurrentExecutions=1)
    assert account.calls(2) == ["ok", THROTTLED]
    account.to(1)
    assert account.calls(1) == ["ok"]


def a_caller_gets_500_while_lambda_is_unavailable(model: Model) -> None:
    account = Account(model, unavailable_at=5, unavailable_for=10)
    for at, answer in ((4, "ok"), (5, "ServiceException"), (14, "ServiceException"), (15, "ok")):
        account.to(at)
        assert account.calls(1) == [answer]


def payloads_have_a_size(model: Model) -> None:
    account = Account(model)
    for kind, most in (("Event", 1_048_576), ("RequestResponse", 6_291_456)):
        for size, answer in ((most, "ok"), (most + 1, "RequestTooLargeException")):
            payload = f'"{"x" * (size - 2)}"'
            assert code(account.functions.invoke, FunctionName="f", InvocationType=kind, Payload=payload) == answer


def an_unknown_function_is_not_found(model: Model) -> None:
    assert code(Account(model).functions.invoke, FunctionName="g", Payload="{}") == "ResourceNotFoundException"


# Concurrency


def an_account_runs_a_thousand_invocations_at_once(model: Model) -> None:
    account = Account(model, takes=900, timeout=900)
    account.functions.provision("g", takes=900, timeout=900)
    assert account.calls(600).count("ok") == 600
    assert account.calls(600, "g").count("ok") == 400
    account.to(900)
    assert account.calls(1, "g") == ["ok"]


def reserved_concurrency_is_a_guarantee_and_a_limit(model: Model) -> None:
    account = Account(model, takes=900, timeout=900)
    account.functions.provision("g", takes=900, timeout=900)
    account.api.put_function_concurrency(FunctionName="f", ReservedConcurrentExecutions=300)
    assert account.calls(200).count("ok") == 200
    assert account.calls(800, "g").count("ok") == 700
    assert account.calls(101).count("ok") == 100


def a_hundred_must_stay_unreserved(model: Model) -> None:
    account = Account(model)
    account.functions.provision("g")
    put = account.functions.put_function_concurrency
    assert code(put, FunctionName="f", ReservedConcurrentExecutions=901) == INVALID
    assert code(put, FunctionName="f", ReservedConcurrentExecutions=900) == "ok"
    assert code(put, FunctionName="g", ReservedConcurrentExecutions=1) == INVALID
    assert code(put, FunctionName="f", ReservedConcurrentExecutions=899) == "ok"
    assert code(put, FunctionName="g", ReservedConcurrentExecutions=1) == "ok"


def a_function_scales_by_a_thousand_environments_in_ten_seconds(model: Model) -> None:
    account = Account(model, takes=900, timeout=900, account_concurrency=5_000)
    assert account.calls(1_001).count("ok") == 1_000
    account.to(1)
    assert account.calls(150).count("ok") == 100
    account.to(60)
    assert account.calls(1_500).count("ok") == 1_000


def the_first_invocation_of_an_environment_is_a_cold_start(model: Model) -> None:
    account = Account(model, takes=2, cold_start=3, keep_warm=60)
    for at, end in ((0, 5), (10, 12), (71.999, 73.999), (133.999, 138.999)):
        account.to(at)
        assert account.call().until == round(end * 1_000)
        account.to(end)
    assert account.total("cold_starts") == 2


def two_at_once_need_two_environments(model: Model) -> None:
    account = Account(model, takes=2, cold_start=3)
    account.calls(2)
    account.to(10)
    account.calls(3)
    assert account.total("cold_starts") == 3


def the_time_of_a_cold_start_does_not_count_for_the_timeout_and_is_billed(model: Model) -> None:
    account = Account(model, takes=2, cold_start=3, timeout=2)
    assert "FunctionError" not in account.response(account.call())
    assert account.total("billed") == 5_000


def provisioned(account: Account, number: int, qualifier: str = "live") -> Any:
    put = account.functions.put_provisioned_concurrency_config
    return code(put, FunctionName="f", Qualifier=qualifier, ProvisionedConcurrentExecutions=number)


def provisioned_concurrency_has_no_cold_start_and_spills_over(model: Model) -> None:
    account = Account(model, takes=2, cold_start=3)
    assert provisioned(account, 2) == "ok"
    assert [account.call().until for _ in range(3)] == [2_000, 2_000, 5_000]
    assert account.total("cold_starts") == 1
    account.to(10)
    assert [account.call().until for _ in range(3)] == [12_000, 12_000, 12_000]


def provisioned_concurrency_takes_from_the_limit_while_idle(model: Model) -> None:
    account = Account(model, takes=900, timeout=900)
    account.functions.provision("g", takes=900, timeout=900)
    assert provisioned(account, 400) == "ok"
    assert account.calls(700, "g").count("ok") == 600
    assert account.calls(500).count("ok") == 400


def provisioned_concurrency_fits_into_reserved_concurrency(model: Model) -> None:
    account = Account(model, takes=900, timeout=900)
    account.api.put_function_concurrency(FunctionName="f", ReservedConcurrentExecutions=10)
    assert (provisioned(account, 11), provisioned(account, 10)) == (INVALID, "ok")
    assert account.calls(11).count("ok") == 10
    put = account.functions.put_function_concurrency
    assert code(put, FunctionName="f", ReservedConcurrentExecutions=9) == INVALID


def provisioned_concurrency_needs_an_alias_and_leaves_a_hundred(model: Model) -> None:
    account = Account(model)
    assert provisioned(account, 1, "$LATEST") == INVALID
    assert (provisioned(account, 901), provisioned(account, 900), provisioned(account, 0)) == (INVALID, "ok", INVALID)


def the_peak_is_the_most_that_ran_at_once(model: Model) -> None:
    account = Account(model, takes=2)
    account.calls(3)
    account.to(5)
    account.calls(2)
    assert (account.functions.functions["f"].peak, account.functions.gauges()["concurrency"]) == (3, 2)


def settings_have_bounds(model: Model) -> None:
    for given, answer in (
        ({"MaximumRetryAttempts": 3}, INVALID),
        ({"MaximumRetryAttempts": 2}, "ok"),
        ({"MaximumEventAgeInSeconds": 59}, INVALID),
        ({"MaximumEventAgeInSeconds": 60}, "ok"),
        ({"MaximumEventAgeInSeconds": 21_601}, INVALID),
    ):
        assert code(Account(model).functions.put_function_event_invoke_config, FunctionName="f", **given) == answer
    for timeout, answer in ((0, INVALID), (1, "ok"), (1_800, "ok"), (1_801, INVALID)):
        assert code(Account(model).functions.provision, "g", timeout=timeout) == answer
