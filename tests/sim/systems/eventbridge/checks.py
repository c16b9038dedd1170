"""Rules of event buses: matching, targets, retries, dead-letter queues, archives, schedules."""

from __future__ import annotations

import json
from typing import Any

from tests.sim.checks import Model, code
from tests.sim.systems.eventbridge.region import ARN, SQS_ARN, Region

HOUR, DAY = 3_600, 86_400
INVALID = "ValidationException"
MISSING = "ResourceNotFoundException"


def matched(model: Model, pattern: dict[str, Any], **event: Any) -> bool:
    region = Region(model)
    region.bridge.link("b", "web", pattern=pattern)
    region.put(**event)
    return region.at("deliver") == [0]


# Patterns


def a_pattern_compares_values(model: Model) -> None:
    for rule, value, wanted in (
        (["DE"], "DE", True),
        (["DE", "FR"], "FR", True),
        (["DE"], "de", False),
        ([{"prefix": "D"}], "DE", True),
        ([{"prefix": "E"}], "DE", False),
        ([{"anything-but": "DE"}], "FR", True),
        ([{"anything-but": ["DE", "FR"]}], "FR", False),
        ([{"numeric": [">=", 100]}], 100, True),
        ([{"numeric": [">", 0, "<", 5]}], 5, False),
        ([{"exists": True}], "x", True),
        ([{"exists": False}], "x", False),
    ):
        assert matched(model, {"detail": {"field": rule}}, field=value) is wanted, rule


def all_keys_of_a_pattern_must_match(model: Model) -> None:
    pattern = {"source": ["shop"], "detail-type": ["placed"], "detail": {"country": ["DE"]}}
    assert matched(model, pattern, country="DE")
    assert not matched(model, pattern, country="FR")
    assert not matched(model, pattern, country="DE", kind="canceled")
    assert not matched(model, pattern, country="DE", source="bank")
    assert matched(model, {"detail": {"coupon": [{"exists": False}]}})


def an_event_that_no_rule_matches_is_ignored(model: Model) -> None:
    region = Region(model)
    region.bridge.link("b", "web", pattern={"source": ["bank"]})
    assert "EventId" in region.put()
    assert (region.bridge.unmatched, region.total("started"), region.at("deliver")) == (1, 0, [])
    region.put(source="bank")
    assert region.bridge.unmatched == 1


def a_pattern_is_checked(model: Model) -> None:
    put = Region(model).bridge.put_rule
    for text, answer in (
        ("nonsense", "InvalidEventPatternException"),
        ("[]", "InvalidEventPatternException"),
        ('["shop"]', "InvalidEventPatternException"),
        ('{"source": "shop"}', "InvalidEventPatternException"),
        ('{"source": []}', "InvalidEventPatternException"),
        ('{"source": [{"sounds-like": "shop"}]}', "InvalidEventPatternException"),
        ('{"detail": {"a": [{"sounds-like": "b"}]}}', "InvalidEventPatternException"),
        (json.dumps({"source": ["x" * 2_032]}), "ok"),
        (json.dumps({"source": ["x" * 2_033]}), "InvalidEventPatternException"),
    ):
        assert code(put, Name="r", EventBusName="b", EventPattern=text) == answer, text[:40]


# Targets


def every_target_of_every_matching_rule_gets_an_event(model: Model) -> None:
    region = Region(model)
    region.bridge.link("b", "web", rule="one")
    region.bridge.link("b", "q", rule="one")
    region.bridge.link("b", "f", rule="two")
    region.put()
    region.to(5)
    assert (region.total("delivered"), len(region.bodies("q")), region.at("done")) == (3, 1, [1])


def a_target_gets_the_whole_event(model: Model) -> None:
    region = Region(model)
    region.bridge.link("b", "q")
    region.to(5)
    event_id = region.put("o1", total=7)["EventId"]
    (body,) = region.bodies("q")
    event = json.loads(body)
    assert (event["id"], event["source"], event["detail-type"]) == (event_id, "shop", "placed")
    assert (event["detail"], event["time"]) == ({"id": "o1", "total": 7}, "5")


def an_input_transformer_changes_what_a_target_gets(model: Model) -> None:
    region = Region(model)
    region.bridge.link(
        "b", "q", template="Order <id>: <total> <none>.", paths={"id": "$.detail.id", "total": "$.detail.total"}
    )
    region.put("o1", total=7)
    assert region.bodies("q") == ["Order o1: 7 ."]


def a_rule_has_five_targets(model: Model) -> None:
    region = Region(model)
    targets = [{"Id": str(number), "Arn": f"{SQS_ARN}q"} for number in range(6)]
    region.api.put_rule(Name="r", EventBusName="b", EventPattern='{"source": ["shop"]}')
    put = region.bridge.put_targets
    assert code(put, Rule="r", EventBusName="b", Targets=targets) == "LimitExceededException"
    assert code(put, Rule="r", EventBusName="b", Targets=targets[:5]) == "ok"
    assert code(put, Rule="r", EventBusName="b", Targets=targets[:1]) == "ok"
    assert code(put, Rule="r", EventBusName="b", Targets=targets[5:]) == "LimitExceededException"


def a_disabled_rule_matches_nothing(model: Model) -> None:
    region = Region(model)
    region.bridge.link("b", "web", rule="r")
    region.api.disable_rule(Name="r", EventBusName="b")
    region.put()
    region.api.enable_rule(Name="r", EventBusName="b")
    region.put("later")
    assert [name for _, name in region.said("deliver")] == ["later"]


def a_replaced_rule_keeps_its_targets(model: Model) -> None:
    region = Region(model)
    region.bridge.link("b", "web", rule="r", pattern={"source": ["bank"]})
    region.api.put_rule(Name="r", EventBusName="b", EventPattern='{"source": ["shop"]}')
    region.put()
    assert region.at("deliver") == [0]


def buses_are_apart(model: Model) -> None:
    region = Region(model, archive=True)
    region.bridge.provision("other")
    region.bridge.link("b", "web")
    region.put(bus="other")
    assert (region.at("deliver"), region.put(bus="none")["ErrorCode"]) == ([], MISSING)
    assert region.bridge.archives["b-archive"].events == []


def entries_are_accepted_one_by_one(model: Model) -> None:
    region = Region(model)
    good = {"EventBusName": "b", "Source": "shop", "DetailType": "placed", "Detail": "{}"}
    bad = ({**good, "Detail": "no JSON"}, {**good, "Detail": "[]"}, {**good, "Source": ""})
    answer = region.api.put_events(Entries=[good, *bad])
    assert answer["FailedEntryCount"] == 3
    assert [each.get("ErrorCode", "ok") for each in answer["Entries"]] == [
        "ok",
        "MalformedDetail",
        "InvalidArgument",
        "InvalidArgument",
    ]
    put = region.bridge.put_events
    assert [code(put, Entries=[good] * number) for number in (0, 10, 11)] == [INVALID, "ok", INVALID]
    large = {**good, "Detail": json.dumps({"text": "x" * 600_000})}
    assert (code(put, Entries=[large]), code(put, Entries=[large, large])) == ("ok", INVALID)


# Retries and dead-letter queues


def waits_double_until_the_target_responds(model: Model) -> None:
    region = Region(model)
    region.bridge.link("b", "web", down_for=100)
    region.put()
    region.to(HOUR)
    assert region.at("retry") == [0, 1, 3, 7, 15, 31, 63]
    assert (region.at("deliver"), region.total("attempts")) == ([127], 7)


def the_longest_wait_is_bounded_and_retries_end_after_a_day(model: Model) -> None:
    region = Region(model)
    region.bridge.link("b", "web", down_for=2 * DAY)
    region.put()
    region.to(2 * DAY)
    waits = [later - at for at, later in zip(region.at("retry"), region.at("retry")[1:], strict=False)]
    assert (max(waits), region.at("drop"), region.total("dropped")) == (512, [DAY], 1)


def waits_have_jitter(model: Model) -> None:
    region = Region(model, pick=lambda what, options, weights=None: options[-1])
    region.bridge.link("b", "web", down_for=10)
    region.put()
    region.to(HOUR)
    assert (region.at("retry"), region.at("deliver")) == ([0, 1.5, 4.5], [10.5])


def the_number_of_retries_can_be_lowered(model: Model) -> None:
    for retries, gave_up in ((0, 0), (1, 1), (3, 7)):
        region = Region(model)
        region.bridge.link("b", "web", retries=retries, down_for=DAY)
        region.put()
        region.to(HOUR)
        assert (region.at("drop"), region.total("attempts")) == ([gave_up], retries + 1)


def the_maximum_age_ends_retries(model: Model) -> None:
    region = Region(model)
    region.bridge.link("b", "web", max_age=100, down_for=100)
    region.put()
    region.to(HOUR)
    assert (region.at("drop"), region.at("deliver")) == ([100], [])


def a_dead_letter_queue_keeps_what_is_given_up(model: Model) -> None:
    region = Region(model)
    region.bridge.link("b", "web", retries=0, down_for=DAY, dead="dead")
    region.put("o1")
    assert (region.total("kept"), region.total("dropped"), region.at("drop")) == (1, 0, [])
    assert json.loads(region.bodies("dead")[0])["detail"] == {"id": "o1"}
    (message,) = region.sqs.receive_message(QueueUrl="dead", MessageAttributeNames=["All"])["Messages"]
    assert message["MessageAttributes"]["RULE_ARN"]["StringValue"] == f"{ARN}rule/b/to-web"


def a_dead_letter_queue_that_is_gone_keeps_nothing(model: Model) -> None:
    region = Region(model)
    region.bridge.link("b", "web", retries=0, down_for=DAY, dead="dead")
    region.sqs.delete_queue(QueueUrl="dead")
    region.put()
    assert (region.total("kept"), region.total("dropped")) == (0, 1)


def a_target_that_is_gone_is_not_retried(model: Model) -> None:
    for target, options in (("web", {"exists": False}), ("q", {})):
        region = Region(model)
        region.bridge.link("b", target, dead="dead", **options)
        if target == "q":
            region.sqs.delete_queue(QueueUrl="q")
        region.put()
        assert (region.at("set_aside"), region.at("retry"), region.total("attempts")) == ([0], [], 1)


def an_error_of_the_function_is_not_retried_by_the_bus(model: Model) -> None:
    region = Region(model, f={"fails_first": 9})
    region.bridge.link("b", "f", dead="dead")
    region.put()
    region.to(HOUR)
    assert (region.total("delivered"), region.total("attempts"), region.bodies("dead")) == (1, 0, [])
    assert (region.at("work"), region.at("discard")) == ([0, 61, 182], [183])


def targets_fail_apart(model: Model) -> None:
    region = Region(model)
    region.bridge.link("b", "web", rule="r", down_for=5)
    region.bridge.link("b", "q", rule="r")
    region.put()
    assert len(region.bodies("q")) == 1
    region.to(60)
    assert (len(region.bodies("q")), region.at("deliver")) == (1, [7])


def an_outage_ends_on_time(model: Model) -> None:
    region = Region(model)
    region.bridge.link("b", "web", down_at=10, down_for=20, retries=0)
    for at in (9, 10, 29, 30):
        region.to(at)
        region.put(f"at-{at}")
    assert [name for _, name in region.said("drop")] == ["at-10", "at-29"]


def no_delivery_vanishes(model: Model) -> None:
    region = Region(model)
    region.bridge.link("b", "web", down_for=300, max_age=120, dead="dead")
    region.bridge.link("b", "f")
    for name in "abc":
        region.put(name)
    for at in range(0, 600, 50):
        region.to(at)
        assert region.bridge.unaccounted() == 0
    assert (region.total("kept"), region.total("delivered")) == (3, 3)


def policies_have_bounds(model: Model) -> None:
    for policy, answer in (
        ({"MaximumRetryAttempts": 186}, INVALID),
        ({"MaximumRetryAttempts": 185}, "ok"),
        ({"MaximumEventAgeInSeconds": 59}, INVALID),
        ({"MaximumEventAgeInSeconds": 60}, "ok"),
        ({"MaximumEventAgeInSeconds": 86_400}, "ok"),
        ({"MaximumEventAgeInSeconds": 86_401}, INVALID),
    ):
        region = Region(model)
        region.bridge.put_rule(Name="r", EventBusName="b", EventPattern='{"source": ["shop"]}')
        targets = [{"Id": "1", "Arn": f"{SQS_ARN}q", "RetryPolicy": policy}]
        assert code(region.bridge.put_targets, Rule="r", EventBusName="b", Targets=targets) == answer
    fifo = [{"Id": "1", "Arn": f"{SQS_ARN}q", "DeadLetterConfig": {"Arn": f"{SQS_ARN}dead.fifo"}}]
    assert code(region.bridge.put_targets, Rule="r", EventBusName="b", Targets=fifo) == INVALID
    assert code(region.bridge.put_targets, Rule="none", EventBusName="b", Targets=[]) == MISSING


# Archives


def a_replay_sends_archived_events_again(model: Model) -> None:
    region = Region(model, archive=True)
    region.bridge.link("b", "web")
    for at in (0, 10):
        region.to(at)
        region.put(f"at-{at}")
    region.to(100)
    region.replay()
    region.to(200)
    assert region.said("deliver") == [(0, "at-0"), (10, "at-10"), (100, "at-0"), (100, "at-10")]
    (archive,) = region.bridge.archives.values()
    assert len(archive.events) == 2


def a_replayed_event_says_so(model: Model) -> None:
    region = Region(model, archive=True)
    region.put()
    region.bridge.link("b", "q")
    region.replay("fix")
    region.to(10)
    assert json.loads(region.bodies("q")[0])["replay-name"] == "fix"


def a_replay_reaches_chosen_rules_only(model: Model) -> None:
    region = Region(model, archive=True)
    region.bridge.link("b", "web", rule="one")
    region.bridge.link("b", "q", rule="two")
    region.put()
    region.replay(rules=("two",))
    region.to(10)
    assert (region.at("deliver"), len(region.bodies("q"))) == ([0], 2)


def a_replay_has_a_time_range(model: Model) -> None:
    region = Region(model, archive=True)
    for at in (9, 10, 19, 20):
        region.to(at)
        region.put(f"at-{at}")
    region.bridge.link("b", "web")
    region.replay(start=10, end=20)
    region.to(60)
    assert [name for _, name in region.said("deliver")] == ["at-10", "at-19"]


def a_replay_goes_minute_by_minute(model: Model) -> None:
    region = Region(model, archive=True)
    for at in (0, 59, 60, 130):
        region.to(at)
        region.put(f"at-{at}")
    region.bridge.link("b", "web")
    region.to(200)
    region.replay()
    region.to(300)
    assert region.said("deliver") == [(200, "at-0"), (200, "at-59"), (201, "at-60"), (202, "at-130")]


def an_archive_can_have_a_retention_and_a_pattern(model: Model) -> None:
    region = Region(model, archive=True, archive_days=1)
    region.put("old")
    region.to(2 * HOUR)
    region.put("new")
    region.bridge.link("b", "web")
    region.to(DAY + 1)
    region.replay()
    region.to(DAY + 1_500)
    assert [name for _, name in region.said("deliver")] == ["new"]
    region.api.create_archive(ArchiveName="a", EventSourceArn=f"{ARN}event-bus/b", EventPattern='{"source": ["bank"]}')
    region.put()
    assert region.bridge.archives["a"].events == []
    region.put(source="bank")
    assert len(region.bridge.archives["a"].events) == 1


def replays_are_checked(model: Model) -> None:
    region = Region(model, archive=True)
    assert code(region.replay, start=5, end=5) == INVALID
    assert (code(region.replay), code(region.replay)) == ("ok", "ResourceAlreadyExistsException")
    given = {"ReplayName": "x", "EventStartTime": 0, "EventEndTime": 1}
    start = region.bridge.start_replay
    bus, archive = f"{ARN}event-bus/b", f"{ARN}archive/b-archive"
    assert code(start, **given, EventSourceArn=f"{ARN}archive/none", Destination={"Arn": bus}) == MISSING
    assert code(start, **given, EventSourceArn=archive, Destination={"Arn": f"{bus}2"}) == INVALID
    again = region.bridge.create_archive
    assert code(again, ArchiveName="b-archive", EventSourceArn=bus) == "ResourceAlreadyExistsException"


# Schedules


def a_rate_runs_again_and_again(model: Model) -> None:
    region = Region(model)
    region.bridge.link("default", "web", schedule="rate(5 minutes)")
    region.to(1_000)
    assert region.at("deliver") == [300, 600, 900]
    assert region.bridge.next_return() is None


def a_daily_schedule_runs_at_its_time(model: Model) -> None:
    region = Region(model)
    region.to(9 * HOUR)
    region.bridge.link("default", "web", schedule="cron(30 8 * * ? *)")
    region.to(3 * DAY)
    assert region.at("deliver") == [DAY + 8.5 * HOUR, 2 * DAY + 8.5 * HOUR]


def a_disabled_schedule_does_not_run(model: Model) -> None:
    region = Region(model)
    region.bridge.link("default", "web", rule="r", schedule="rate(1 hour)")
    region.api.disable_rule(Name="r")
    region.to(DAY)
    region.drain()
    assert (region.at("deliver"), region.bridge.next_change()) == ([], None)


def a_schedule_is_checked(model: Model) -> None:
    put = Region(model).bridge.put_rule
    for text, answer in (
        ("rate(1 minute)", "ok"),
        ("rate(1 minutes)", INVALID),
        ("rate(2 minute)", INVALID),
        ("rate(0 minutes)", INVALID),
        ("rate(2 weeks)", INVALID),
        ("cron(0 23 * * ? *)", "ok"),
        ("cron(0 24 * * ? *)", INVALID),
        ("cron(60 1 * * ? *)", INVALID),
        ("every day", INVALID),
    ):
        assert code(put, Name="r", ScheduleExpression=text) == answer, text
    assert code(put, Name="r", EventBusName="b", ScheduleExpression="rate(1 hour)") == INVALID
    assert code(put, Name="r") == INVALID
