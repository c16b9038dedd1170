"""Faults of SNS."""

from __future__ import annotations

from studykit.sim.systems.sns.model import SNS
from tests.sim.checks import checks_of
from tests.sim.faults import (
    Fault,
    always,
    becomes,
    compare,
    drop,
    item,
    literal,
    never,
    reads,
    result,
    returns,
    rewrite,
    use,
)
from tests.sim.systems.sns import checks, recorded
from tests.sim.traces import played_by
from tests.sim.trees import Code

MODEL = SNS
CHECKS = checks_of(checks)
SUSPECTS = (*played_by(recorded), *CHECKS)

FAULTS = (
    # Subscriptions
    Fault(
        "mail-needs-no-confirmation",
        "CONFIRMED_AT_ONCE",
        becomes(("application", "email", "firehose", "lambda", "sms", "sqs")),
    ),
    Fault("token-a-moment-longer", "ControlPlane.confirm_subscription", compare("<", "<=")),
    Fault("any-token", "ControlPlane.confirm_subscription", drop("token")),
    Fault("pending-is-listed-with-its-arn", "ControlPlane.list_subscriptions_by_topic", always("confirmed")),
    Fault("subscribed-twice-delivered-twice", "ControlPlane.subscribe", never("protocol")),
    Fault(
        "unsubscribing-does-nothing",
        "ControlPlane.unsubscribe",
        result("pop", Code("self.subscriptions.get(SubscriptionArn)")),
    ),
    Fault("any-endpoint", "check_endpoint", never("startswith")),
    Fault("fifo-topic-calls-webhooks", "check_endpoint", never("Invalid protocol type: ")),
    Fault("fifo-queue-at-a-standard-topic", "check_endpoint", never("endswith")),
    Fault("raw-mail", "Subscription.set", never("RawMessageDelivery")),
    # Sizes and batches
    Fault("attributes-weigh-nothing", "SNS.publish", item("MessageAttributes", {})),
    Fault("a-byte-more", "SNS.publish", rewrite("T.most_bytes", "T.most_bytes + 1")),
    Fault("large-messages-for-webhooks", "check_endpoint", never("most_bytes")),
    Fault("a-hundred-and-one-of-large", "MOST_SUBSCRIPTIONS_OF_LARGE", becomes(101)),
    Fault("batch-of-any-size", "SNS.publish_batch", never("most_bytes")),
    # Texts
    Fault("default-for-every-protocol", "PublishedMessage.text", returns(Code("self.texts['default']"))),
    Fault("no-default-needed", "read", drop("get", "isinstance")),
    Fault(
        "numbers-as-texts",
        "read",
        rewrite("K in ('default', *PROTOCOLS) and isinstance(T, str)", "K in ('default', *PROTOCOLS)"),
    ),
    Fault("always-raw", "body", reads("raw", True)),
    Fault("never-raw", "body", drop("raw")),
    # Retries and dead letters
    Fault("two-retries-of-webhooks", "WEB", becomes(((2, 20000, 20000, False),))),
    Fault("function-waits-at-first", "AWS_MANAGED", rewrite("(3, 0, 0, False)", "(3, 20, 20, False)")),
    Fault("waits-do-not-grow", "AWS_MANAGED", rewrite("(10, 1000, 20000, True)", "(10, 1000, 1000, True)")),
    Fault("mail-for-a-day", "CUSTOMER_MANAGED", literal(38, 138)),
    Fault("policy-of-two-hours", "LONGEST", becomes(7200000)),
    Fault("any-number-of-retries", "read", drop("MOST_RETRIES", "numRetries")),
    Fault("policy-for-functions", "Subscription.set", never("protocol", "DeliveryPolicy")),
    Fault("phases-in-one", "wait", rewrite("S -= N", "S -= N + 1")),
    Fault("deleted-is-tried-again", "Deliveries._try", drop("code")),
    Fault("nothing-is-dead-lettered", "Deliveries._give_up", reads("dead_letters", "")),
    Fault("dead-letters-of-any-kind", "Subscription.set", drop("fifo")),
    # FIFO
    Fault("id-for-ten-minutes", "DEDUPLICATION", becomes(600000)),
    Fault("id-a-moment-longer", "Topic.first", compare(">=", ">")),
    Fault("id-in-the-topic-always", "Topic.first", rewrite("M.group or '' if G else ''", "''")),
    Fault("id-in-the-group-always", "Topic.first", rewrite("M.group or '' if G else ''", "M.group or ''")),
    Fault("content-does-not-count", "Topic.deduplication_id", never("get")),
    Fault("group-not-required", "SNS.publish", drop("MessageGroupId", None)),
    Fault("overtaking-in-a-group", "Deliveries._try", result("_ahead", None)),
    # Filters
    Fault("keys-joined-by-or", "_accepts", use("any", "all")),
    Fault("bound-included", "COMPARE", compare("<", "<=")),
    Fault("case-insensitive", "_equal", rewrite("R == V", "str(R).lower() == str(V).lower()")),
    Fault("anything-but-is-all", "_matches", always("_equal")),
    Fault("absence-does-not-pass", "_key_accepts", never("exists")),
    Fault("prefix-anywhere", "_matches", rewrite("V.startswith(str(O))", "str(O) in V")),
    Fault("any-network", "_inside", returns(Code("bool(ip_address(value))"), "ip_address")),
    Fault("six-keys", "MOST_KEYS", becomes(6)),
    Fault("more-combinations", "MOST_COMBINATIONS", becomes(155)),
    Fault("nested-attributes", "read", never("MessageAttributes")),
    Fault("body-not-filtered", "Subscription.wants", never("_scope")),
)
