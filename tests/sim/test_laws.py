"""Laws are broken by what they forbid, and by nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from studykit.sim.laws import LAWS
from studykit.sim.measures import Run
from studykit.sim.trace import Event

SENT = {"queue": "q", "state": "visible", "message_id": "1", "group": "g", "deduplication_id": "x"}
HELD = {"queue": "q", "state": "hidden", "until": 30, "message_id": "1"}
GONE = {"queue": "q", "state": "gone", "message_id": "1"}


def event(at: int, action: str, subject: str = "m", actor: str = "a", **detail: Any) -> Event:
    return Event(at * 1000, actor, action, subject, detail)


BREACHES = {
    "V": [event(1, "receive_message", **HELD), event(5, "receive_message", actor="b", **HELD)],
    "L": [event(1, "send_message", **SENT), event(2, "expired", **GONE), event(3, "expired", **GONE)],
    "O": [
        event(1, "send_message", "m1", **SENT),
        event(1, "send_message", "m2", **SENT),
        event(2, "receive_message", "m1", **HELD),
        event(3, "receive_message", "m2", **HELD),
    ],
    "D": [event(1, "send_message", **SENT), event(300, "send_message", **SENT)],
    "T": [event(2, "send_message"), event(1, "send_message")],
}
OBSERVANCES = {
    "V": [event(1, "receive_message", **HELD), event(30, "receive_message", actor="b", **{**HELD, "until": 60})],
    "L": [event(1, "send_message", **SENT), event(2, "expired", **GONE)],
    "O": [
        event(1, "send_message", "m1", **SENT),
        event(1, "send_message", "m2", **SENT),
        event(2, "receive_message", "m1", **HELD),
        event(2, "receive_message", "m2", **HELD),
    ],
    "D": [event(1, "send_message", **SENT), event(301, "send_message", **SENT)],
    "T": [event(1, "send_message"), event(1, "send_message")],
}


def judged(letter: str, events: list[Event]) -> list[int]:
    return [broken.event for broken in LAWS[letter]().judge(Run(tuple(events), {}, {}, {}, 0))]


@pytest.mark.parametrize("letter", BREACHES)
def test_a_law_names_the_event_that_breaks_it(letter: str) -> None:
    assert judged(letter, BREACHES[letter]) == [len(BREACHES[letter]) - 1]


@pytest.mark.parametrize("letter", OBSERVANCES)
def test_a_law_is_content_with_what_it_allows(letter: str) -> None:
    assert judged(letter, OBSERVANCES[letter]) == []
