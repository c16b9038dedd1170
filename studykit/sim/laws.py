"""Laws that hold in every run, judged event by event, so that a replay can show the one that breaks where it breaks.

V: a message is never with two consumers inside its visibility timeout (a standard queue's duplicate pick aside: AWS
gives no guarantee there). L: sent = deleted + expired + dead-lettered + still there. O: inside a FIFO message group
order holds and nobody overtakes a message in flight. D: at most one enqueue for each deduplication id in 300 s. H: the
hash ranges of a stream's open shards tile 0 to 2**128-1. R: reading a stream removes nothing. T: time never goes back.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from studykit.errors import unknown
from studykit.sim.measures import Run
from studykit.sim.params import BadParam
from studykit.sim.trace import Broken, Event, seconds

DEDUPLICATION = 300_000
TOP = 2**128 - 1
"""The highest place of a partition key: MD5 gives 128 bits (Kinesis API model, `HashKeyRange`)."""


def identity(event: Event) -> tuple[str, str]:
    """The queue and the message that an event is about: two messages may have one body, never one id."""
    return str(event.detail.get("queue")), str(event.detail.get("message_id", event.subject))


class Law:
    """One law: fed with events in order, it says what is wrong with the latest."""

    letter = ""

    def see(self, event: Event) -> str | None:
        """Takes note of an event; a text says how it breaks the law."""
        return None

    def end(self, run: Run) -> str | None:
        """Looks at the whole run when it is over."""
        return None

    def judge(self, run: Run) -> Iterator[Broken]:
        """Every breach of a run, with the number of its event."""
        for number, event in enumerate(run.events):
            says = self.see(event)
            if says:
                yield Broken(self.letter, number, says)
        says = self.end(run)
        if says:
            yield Broken(self.letter, max(0, len(run.events) - 1), says)


class Visibility(Law):
    """V."""

    letter = "V"

    def __init__(self) -> None:
        self.held: dict[tuple[str, str], tuple[str, float]] = {}

    def see(self, event: Event) -> str | None:
        key = identity(event)
        if event.detail.get("error") or event.subject is None:
            return None
        if event.action == "receive_message":
            holder, until = self.held.get(key, ("", 0.0))
            self.held[key] = (event.actor, float(event.detail.get("until", 0)))
            if event.at / 1000 < until:
                return f"{event.subject} is with {holder} until {until:g} s, and {event.actor} has it too"
        elif event.action == "change_message_visibility" and key in self.held and "until" in event.detail:
            self.held[key] = (self.held[key][0], float(event.detail["until"]))
        elif event.detail.get("state") in ("gone", "visible"):
            self.held.pop(key, None)
        return None


class Conservation(Law):
    """L."""

    letter = "L"

    def __init__(self) -> None:
        self.there: set[tuple[str, str]] = set()

    def see(self, event: Event) -> str | None:
        key = (str(event.detail.get("queue")), str(event.detail.get("message_id")))
        if event.action.startswith("send_message") or event.action == "arrived":
            self.there.add(key)
        elif event.action in ("expired", "dead_lettered") and key not in self.there:
            return f"{event.subject} left {key[0]} and was not there"
        if event.detail.get("state") == "gone":
            self.there.discard(key)
        return None

    def end(self, run: Run) -> str | None:
        for queue, totals, counts in run.queues():
            left = totals["sent"] + totals["moved_in"] - totals["deleted"] - totals["expired"] - totals["dead_lettered"]
            if left != sum(counts):
                return f"{queue} should hold {left} messages and holds {sum(counts)}"
        for stream, totals, held in run.buffers():
            left = totals["put"] - sum(totals[name] for name in ("delivered", "failed", "dropped", "expired"))
            if left != held:
                return f"{stream} should hold {left} records and holds {held}"
        return None


class GroupOrder(Law):
    """O."""

    letter = "O"

    def __init__(self) -> None:
        self.line: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        self.group_of: dict[tuple[str, str], str] = {}
        self.bodies: dict[str, str] = {}
        self.together: tuple[int, str] = (-1, "")
        self.taken: set[str] = set()

    def see(self, event: Event) -> str | None:
        queue, subject = identity(event)
        if event.detail.get("error") or event.subject is None:
            return None
        if "group" in event.detail and event.action.startswith("send_message") and not event.detail.get("deduplicated"):
            self.group_of[queue, subject] = event.detail["group"]
            self.bodies[subject] = str(event.subject)
            self.line[queue, event.detail["group"]].append(subject)
        group = self.group_of.get((queue, subject))
        if group is None:
            return None
        line = self.line[queue, group]
        if event.action == "receive_message":
            if self.together != (event.at, event.actor):
                self.together, self.taken = (event.at, event.actor), set()
            self.taken.add(subject)
            ahead = (
                [other for other in line[: line.index(subject)] if other not in self.taken] if subject in line else []
            )
            if ahead:
                return f"{event.subject} was handed out before {self.bodies[ahead[0]]} of the same group was gone"
        elif event.detail.get("state") == "gone" and subject in line:
            line.remove(subject)
        return None


class Deduplication(Law):
    """D."""

    letter = "D"

    def __init__(self) -> None:
        self.last: dict[Any, int] = {}

    def see(self, event: Event) -> str | None:
        name = event.detail.get("deduplication_id")
        if name is None or not event.action.startswith("send_message") or event.detail.get("deduplicated"):
            return None
        key = (event.detail.get("queue"), name)
        before = self.last.get(key)
        self.last[key] = event.at
        if before is not None and event.at < before + DEDUPLICATION:
            return f"ID {name} was enqueued at {seconds(before)} s and again at {seconds(event.at)} s"
        return None


class HashRanges(Law):
    """H. A key's hash is one number, so that ranges which tile give every key exactly one open shard."""

    letter = "H"

    def end(self, run: Run) -> str | None:
        for stream, _, ranges, _ in run.streams():
            free = 0
            for start, end in sorted(ranges):
                if start != free:
                    return f"the open shards of {stream} {'overlap' if start < free else 'leave a gap'} at {start}"
                free = end + 1
            if free != TOP + 1:
                return f"the open shards of {stream} end at {free - 1}"
        return None


class Reading(Law):
    """R."""

    letter = "R"

    def __init__(self) -> None:
        self.put: set[tuple[str, str]] = set()

    def see(self, event: Event) -> str | None:
        key = (str(event.detail.get("queue")), str(event.subject))
        if event.detail.get("error") or event.subject is None:
            return None
        if event.action in ("put_record", "put_records"):
            self.put.add(key)
        elif event.action == "get_records" and key not in self.put:
            return f"{event.subject} was read from {key[0]} and nobody had put it there"
        return None

    def end(self, run: Run) -> str | None:
        for stream, totals, _, kept in run.streams():
            left = totals["sent"] - totals["expired"]
            if left != kept:
                return f"{stream} should keep {left} records and keeps {kept}"
        return None


class Time(Law):
    """T."""

    letter = "T"

    def __init__(self) -> None:
        self.at = 0

    def see(self, event: Event) -> str | None:
        late, self.at = event.at < self.at, max(self.at, event.at)
        return f"time went back to {seconds(event.at)} s" if late else None


LAWS: dict[str, type[Law]] = {
    law.letter: law for law in (Visibility, Conservation, GroupOrder, Deduplication, HashRanges, Reading, Time)
}


def law(letter: str) -> Law:
    """A fresh judge of a law; BadParam for a letter that has none."""
    if letter not in LAWS:
        raise BadParam(str(unknown("law", letter, LAWS)))
    return LAWS[letter]()
