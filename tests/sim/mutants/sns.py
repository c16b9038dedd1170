"""Faults of the SNS model, and the checks that have to catch each of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from tests.sim.adapters import sns as adapter
from tests.sim.services.sns_checks import CHECKS

CLASS = "SNS"
MODULES = (
    "systems.sns.filters",
    "systems.sns.retries",
    "systems.sns.topics",
    "systems.sns.message_formats",
    "systems.sns.delivery",
    "systems.sns.control",
    "systems.sns.model",
)
TRACES = Path(__file__).parents[2] / "traces" / "sns.json"

MUTANTS = (
    # Subscriptions
    ("mail-needs-no-confirmation", '("application", "firehose", "lambda", "sms", "sqs")', '("application", "email", "firehose", "lambda", "sms", "sqs")'),
    ("token-a-moment-longer", "< subscription.asked + TOKEN_LIVES", "<= subscription.asked + TOKEN_LIVES"),
    ("any-token", "if subscription.token == Token and", "if"),
    ("pending-is-listed-with-its-arn", 's.arn if s.confirmed else "PendingConfirmation"', "s.arn"),
    ("twice-subscribed-twice-told", "if (s.protocol, s.endpoint) == (Protocol, Endpoint)), None)", "if False), None)"),
    ("unsubscribing-does-nothing", "self.subscriptions.pop(SubscriptionArn, None)", "self.subscriptions.get(SubscriptionArn)"),
    ("any-endpoint", 'if not (endpoint.startswith(STARTS[protocol]) if protocol in STARTS else "@" in endpoint):', "if False:"),
    ("fifo-topic-calls-web-hooks", 'if topic.fifo and protocol != "sqs":', "if False:"),
    ("fifo-queue-at-a-standard-topic", 'if protocol == "sqs" and endpoint.endswith(".fifo") and not topic.fifo:', "if False:"),
    ("raw-mail", 'name == "RawMessageDelivery"', "False"),
    # Sizes and batches
    ("attributes-weigh-nothing", '"MessageAttributes": attributes}) > topic', '"MessageAttributes": {}}) > topic'),
    ("a-byte-more", "> topic.most_bytes:\n            raise invalid", "> topic.most_bytes + 1:\n            raise invalid"),
    ("large-messages-for-web-hooks", "if topic.most_bytes > USUAL_SIZE and protocol not in LARGE:", "if False:"),
    ("a-hundred-and-one-of-large", "MOST_SUBSCRIPTIONS_OF_LARGE = 100", "MOST_SUBSCRIPTIONS_OF_LARGE = 101"),
    ("batch-of-any-size", "if sum(sizes) > topic.most_bytes:", "if False:"),
    # Texts
    ("default-for-everybody", 'self.texts.get(protocol, self.texts["default"])', 'self.texts["default"]'),
    ("no-default-needed", 'or not isinstance(texts.get("default"), str)', ""),
    ("numbers-as-texts", "and isinstance(text, str)}", "}"),
    ("always-raw", "bare = subscription.raw or", "bare = True or"),
    ("never-raw", "bare = subscription.raw or", "bare ="),
    # Retries and dead letters
    ("two-retries-of-web-hooks", "((3, 20_000, 20_000, False),)", "((2, 20_000, 20_000, False),)"),
    ("function-waits-at-first", "(3, 0, 0, False),", "(3, 20, 20, False),"),
    ("waits-do-not-grow", "(10, 1_000, 20_000, True),", "(10, 1_000, 1_000, True),"),
    ("mail-for-a-day", "(38, 600_000, 600_000, False)", "(138, 600_000, 600_000, False)"),
    ("policy-of-two-hours", "LONGEST = 3_600_000", "LONGEST = 7_200_000"),
    ("any-number-of-retries", 'if not 0 <= wanted["numRetries"] <= MOST_RETRIES or', "if"),
    ("policy-for-functions", 'if name == "DeliveryPolicy" and self.protocol not in ("http", "https"):', "if False:"),
    ("phases-in-one", "step -= number", "step -= number + 1"),
    ("deleted-is-tried-again", "if refused.code in WORTH_A_RETRY and gap is not None:", "if gap is not None:"),
    ("nothing-is-set-aside", "target = subscription.dead_letters", 'target = ""'),
    ("dead-letters-of-any-kind", 'if target.endswith(".fifo") != self.topic.fifo or', "if"),
    # FIFO
    ("id-for-ten-minutes", "DEDUPLICATION = 300_000", "DEDUPLICATION = 600_000"),
    ("id-a-moment-longer", "if now >= at + DEDUPLICATION:", "if now > at + DEDUPLICATION:"),
    ("id-in-the-topic-always", 'message.group or "" if grouped else ""', '""'),
    ("id-in-the-group-always", 'message.group or "" if grouped else ""', 'message.group or ""'),
    ("content-does-not-count", 'self.attributes.get("ContentBasedDeduplication") == "true"', "False"),
    ("group-is-not-needed", "if topic.fifo and (MessageGroupId is None or token is None):", "if topic.fifo and token is None:"),
    ("overtaking-in-a-group", "        ahead = self._ahead(delivery)\n", "        ahead = None\n"),
    # Filters
    ("keys-joined-by-or", "return all(_key_accepts(key", "return any(_key_accepts(key"),
    ("bound-included", '"<": lambda value, bound: value < bound', '"<": lambda value, bound: value <= bound'),
    ("case-does-not-count", "return bool(same_kind and rule == value)", "return bool(same_kind and str(rule).lower() == str(value).lower())"),
    ("anything-but-is-all", "return not any(_equal(entry, value) for entry in unwanted)", "return True"),
    ("absence-does-not-pass", 'return {"exists": False} in rules', "return False"),
    ("prefix-anywhere", "return value.startswith(str(operand))", "return str(operand) in value"),
    ("any-network", "return ip_address(value) in ip_network(network, strict=False)", "return bool(ip_address(value))"),
    ("six-keys", "MOST_KEYS = 5", "MOST_KEYS = 6"),
    ("more-combinations", "MOST_COMBINATIONS = 150", "MOST_COMBINATIONS = 155"),
    ("nested-attributes", 'if level > 1 and scope == "MessageAttributes":', "if False:"),
    ("body-is-not-looked-into", 'if self._scope() == "MessageBody":', "if False:"),
)  # fmt: skip


def suspects(model: Callable[..., Any]) -> Iterator[Callable[[], Any]]:
    """Recorded cases, then rules at their boundaries."""
    for case in json.loads(TRACES.read_text(encoding="utf-8"))["cases"]:
        if not case.get("contested"):
            yield partial(adapter.check, case, model)
    for check in CHECKS:
        yield partial(check, model)
