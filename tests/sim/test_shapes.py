"""The oracle of API shapes rejects what AWS would not accept or return."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sim.shapes import check_input, check_output

MESSAGE = {"MessageId": "1", "ReceiptHandle": "r", "MD5OfBody": "0", "Body": "a"}


def test_a_documented_response_matches() -> None:
    check_output("sqs", "receive_message", {"Messages": [{**MESSAGE, "Attributes": {"SentTimestamp": "0"}}]})


@pytest.mark.parametrize(
    "answer",
    [
        {"Message": [MESSAGE]},
        {"Messages": [{**MESSAGE, "Colour": "red"}]},
        {"Messages": [{**MESSAGE, "Body": 1}]},
        {"Messages": [{**MESSAGE, "Attributes": {"Colour": "red"}}]},
    ],
)
def test_an_undocumented_response_does_not_match(answer: dict[str, Any]) -> None:
    with pytest.raises(AssertionError):
        check_output("sqs", "receive_message", answer)


def test_a_response_must_have_all_required_members() -> None:
    with pytest.raises(AssertionError, match="Failed"):
        check_output("sqs", "send_message_batch", {"Successful": []})


def test_a_request_is_checked_as_boto3_does() -> None:
    check_input("sqs", "get_queue_url", {"QueueName": "q"})
    with pytest.raises(AssertionError, match="QueueName"):
        check_input("sqs", "get_queue_url", {})
