"""The bucket and the function next to Elastic Transcoder: events, filters, listings, errors."""

from __future__ import annotations

from typing import Any

import pytest

from studykit.sim.engine.service import ServiceError
from studykit.sim.systems.lambda_.model import Lambda
from studykit.sim.systems.s3.model import S3


def buckets(**options: Any) -> tuple[S3, Lambda]:
    s3, functions = S3(lambda: 0, lambda what, choices, weights=None: choices[-1]), Lambda(lambda: 0)
    s3.neighbors["lambda"] = functions
    s3.provision("films")
    functions.provision("submit", played=True)
    s3.link("films", "submit", **options)
    return s3, functions


@pytest.mark.parametrize(
    ("options", "heard"),
    [({}, 3), ({"prefix": "in/"}, 2), ({"suffix": ".mp4"}, 2), ({"prefix": "in/", "suffix": ".mp4"}, 1)],
)
def test_a_bucket_notifies_a_function_about_keys_that_match_its_filters(options: dict[str, str], heard: int) -> None:
    s3, functions = buckets(**options)
    for key in ("in/a.mp4", "in/a.srt", "out/a.mp4"):
        s3.put_object(Bucket="films", Key=key)
    assert functions.available("submit") == heard
    assert [change.action for change in s3.drain_changes()] == ["notify"] * heard


def test_an_event_is_delivered_at_least_once() -> None:
    assert [_heard(again) for again in (0, 0.5)] == [1, 2]


def _heard(again: float) -> int:
    s3, functions = buckets(again=again)
    s3.put_object(Bucket="films", Key="a.mp4")
    return functions.available("submit")


def test_a_bucket_lists_what_it_holds_under_a_prefix() -> None:
    s3, _ = buckets()
    for key in ("b", "in/a", "in/c"):
        s3.put_object(Bucket="films", Key=key, ContentLength=len(key))
    assert s3.list_objects_v2(Bucket="films", Prefix="in/") == {
        "Contents": [{"Key": "in/a", "Size": 4}, {"Key": "in/c", "Size": 4}],
        "KeyCount": 2,
    }


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        ({"FunctionName": "nobody", "Payload": "{}"}, "ResourceNotFoundException"),
        ({"FunctionName": "submit", "Payload": "{}", "InvocationType": "DryRun"}, "InvalidParameterValueException"),
    ],
)
def test_invoking_a_missing_function_or_with_a_wrong_type_fails(request_: dict[str, str], code: str) -> None:
    with pytest.raises(ServiceError, match=code):
        buckets()[1].invoke(**request_)
