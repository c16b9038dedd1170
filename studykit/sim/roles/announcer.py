"""Publishes events with words for each protocol, or with attributes that filters look at."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from studykit.sim.acting import Actor
from studykit.sim.roles.publisher import arn
from studykit.sim.service import ServiceError
from studykit.sim.turns import Act


def announcer(
    me: Actor,
    topic: str,
    events: Sequence[Mapping[str, Any]] = (),
    attributes: bool = True,
    words: Mapping[str, str] | None = None,
    own: Sequence[str] = (),
    default: bool = True,
    structured: bool = True,
    at: float = 1,
    every: float = 1,
) -> Act:
    """Publishes `events`, called o1, o2 ..., each with its fields as the JSON body and, if wished, as `attributes`.

    Or one announcement in `words`: by protocol, as far as it is in `own`, and `default` for all others. Where it is not
    `structured`, the JSON is published as a plain text.
    """
    yield from me.until(round(at * 1000))
    if words is not None:
        yield from _announce(me, topic, words, own, default, structured)
    for number, event in enumerate(events, start=1):
        yield from me.until(round((at + (number - 1) * every) * 1000))
        request: dict[str, Any] = {"Message": json.dumps(dict(event)), "Subject": f"o{number}"}
        if attributes:
            request["MessageAttributes"] = {key: _attribute(value) for key, value in event.items()}
        yield from me.call("sns", "publish", TopicArn=arn(me, topic), **request)


def _announce(
    me: Actor, topic: str, words: Mapping[str, str], own: Sequence[str], default: bool, structured: bool
) -> Act:
    chosen = {key: text for key, text in words.items() if key in own or (key == "default" and default)}
    request = {"Message": json.dumps(chosen)}
    request["Subject"] = "o17"
    if structured:
        request["MessageStructure"] = "json"
    try:
        yield from me.call("sns", "publish", TopicArn=arn(me, topic), **request)
    except ServiceError:
        me.count("refused")


def _attribute(value: Any) -> dict[str, str]:
    kind = "Number" if isinstance(value, (int, float)) else "String"
    return {"DataType": kind, "StringValue": str(value)}
