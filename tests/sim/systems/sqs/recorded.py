"""Plays recorded SQS cases. Open choices are made as the recorded implementation made them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, TypeVar

from studykit.sim.engine.service import Parked, ServiceError
from studykit.sim.systems.sqs.model import SQS
from tests.sim.shapes import Validated

FILE = "sqs.json"
T = TypeVar("T")
Step = Mapping[str, Any]
Outcome = Mapping[str, Any]
Played = Iterator[tuple[Step, Outcome]]

COUNTS = (
    "ApproximateNumberOfMessages",
    "ApproximateNumberOfMessagesNotVisible",
    "ApproximateNumberOfMessagesDelayed",
)
LONGEST_WAIT = 20_000


def check(case: Mapping[str, Any], model: Callable[..., Any] = SQS) -> None:
    """Plays a case. Raises AssertionError at the first outcome that differs from the recorded one."""
    player = Player(model)
    for step, outcome in player.play(case["steps"]):
        ours, theirs = (comparable(case["compare"], step, it, player.groups) for it in (outcome, step["outcome"]))
        assert ours == theirs, f"{case['id']} at {step['t']} s: {step['op']} gave {ours}, recorded is {theirs}"


def comparable(mode: str, step: Step, outcome: Outcome, groups: Mapping[str, str]) -> Any:
    """Returns the part of an outcome that must agree. Order matters only within a FIFO group; with `soft`, only the number of messages matters."""
    if "err" in outcome:
        return outcome["err"].removesuffix("Exception")
    messages = outcome["ok"]
    if step["op"] != "receive_message" or mode == "exact":
        return outcome
    if mode == "multiset-soft" and step.get("choice"):
        return len(messages)
    if mode == "per_group_order":
        messages = sorted(messages, key=lambda message: groups[message[0]])
    else:
        messages = sorted(messages)
    return {**outcome, "ok": messages}


class Player:
    """One case on one model: the clock, the receipt handles returned so far, and the waiting polls."""

    def __init__(self, model: Callable[..., Any]) -> None:
        self.now = 0
        self.sqs = Validated("sqs", model(lambda: self.now, self.pick))
        self.handles: dict[str, list[str]] = defaultdict(list)
        self.groups: dict[str, str] = {}
        self.served: list[str] = []
        self.waiting: list[tuple[Step, int, Parked]] = []

    def pick(self, what: str, options: Sequence[T], weights: Sequence[float] | None = None) -> T:
        """Picks the group that the recorded receive served next, and the first option of every other choice."""
        return next((option for group in self.served for option in options if option == group), options[0])

    def play(self, steps: Sequence[Step]) -> Played:
        """Yields every step with its outcome. A long poll yields when it returns."""
        for raw in sorted(steps, key=lambda step: step["t"]):
            at = round(raw["t"] * 1000)
            yield from self.let_pass(at)
            self.now = at
            step = self.resolved(raw)
            yield from self.answer(step, at, partial(self.call, step["op"], **step["params"]))
            yield from self.ask_again()
        yield from self.let_pass(self.now + LONGEST_WAIT)

    def let_pass(self, until: int) -> Played:
        """Lets time pass. Waiting polls look again at every change and at their end."""
        while self.waiting and self.now < until:
            ends = [poll.until for _, _, poll in self.waiting]
            moment = min([*ends, self.sqs.next_change() or until, until])
            assert moment > self.now, "a change was announced and did not come"
            self.now = moment
            yield from self.ask_again()

    def ask_again(self) -> Played:
        waiting, self.waiting = self.waiting, []
        for step, since, poll in waiting:
            yield from self.answer(step, since, poll.again)

    def answer(self, step: Step, since: int, call: Callable[[], Any]) -> Played:
        """Yields the outcome of a call as the format writes it, or nothing while it waits."""
        recorded = step["outcome"].get("ok") if step["op"] == "receive_message" else None
        self.served = [self.groups.get(body, "") for body, _ in recorded or ()]
        try:
            response = call()
        except ServiceError as error:
            yield step, {"err": error.code}
            return
        if isinstance(response, Parked):
            self.waiting.append((step, since, response))
        elif step["op"] == "receive_message":
            yield step, self.received(step, since, response)
        elif step["op"] == "get_queue_attributes":
            yield step, {"ok": [int(response["Attributes"][name]) for name in COUNTS]}
        else:
            yield step, {"ok": "accepted" if step["op"] == "send_message" else True}

    def call(self, operation: str, **request: Any) -> Any:
        if operation == "create_queue" and request["QueueName"].endswith(".fifo"):
            request["Attributes"] = {**request["Attributes"], "FifoQueue": "true"}
        if operation == "receive_message":
            request["MessageSystemAttributeNames"] = ["ApproximateReceiveCount"]
        if operation == "send_message":
            self.groups[request["MessageBody"]] = request.get("MessageGroupId", "")
        return getattr(self.sqs, operation)(**request)

    def received(self, step: Step, since: int, response: Mapping[str, Any]) -> Outcome:
        messages = response.get("Messages", [])
        for message in messages:
            self.handles[message["Body"]].append(message["ReceiptHandle"])
        shown = [[message["Body"], int(message["Attributes"]["ApproximateReceiveCount"])] for message in messages]
        waited = {"waited_seconds": round((self.now - since) / 1000)}
        return {"ok": shown, **(waited if "waited_seconds" in step["outcome"] else {})}

    def resolved(self, value: Any) -> Any:
        """Returns a step with its handles and repeated texts filled in."""
        match value:
            case {"$handle": [body, number]}:
                known = self.handles[body]
                return known[number - 1] if number <= len(known) else "nobody's"
            case {"$repeat": [text, times]}:
                return text * times
            case dict():
                return {name: self.resolved(inner) for name, inner in value.items()}
            case list():
                return [self.resolved(inner) for inner in value]
        return value
