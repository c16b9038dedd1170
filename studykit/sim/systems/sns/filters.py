"""Filter policies of SNS subscriptions: keys are joined by AND, the values of one key by OR.

Operators and the meaning of arrays: SNS Developer Guide, "Subscription filter policies". A policy is matched against
the message attributes or, with the scope MessageBody, against the JSON body.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from ipaddress import ip_address, ip_network
from typing import Any

from studykit.sim.engine.service import ServiceError

COMPARE: dict[str, Callable[[float, float], bool]] = {
    "=": lambda value, bound: value == bound,
    "<": lambda value, bound: value < bound,
    "<=": lambda value, bound: value <= bound,
    ">": lambda value, bound: value > bound,
    ">=": lambda value, bound: value >= bound,
}
OPERATORS = ("anything-but", "cidr", "equals-ignore-case", "exists", "numeric", "prefix", "suffix")
MOST_KEYS = 5
MOST_COMBINATIONS = 150
LARGEST_NUMBER = 1e9
"""Limits of a policy (SNS Developer Guide, "Filter policy constraints")."""
COMPARED = ("Number", "String", "String.Array")
"""Types of message attributes that a policy is matched against."""


def read(text: str, scope: str = "MessageAttributes") -> dict[str, Any]:
    """Reads a policy from JSON; raises InvalidParameter if SNS would refuse it.

    The numbers of values of all keys are multiplied. A nested key, which only the scope MessageBody allows, also counts
    its level.
    """
    try:
        policy = json.loads(text)
    except ValueError:
        raise _refused("failed to parse JSON.") from None
    if not isinstance(policy, dict):
        raise _refused("the policy is no object.")
    combinations, leaves = 1, list(_leaves(policy))
    for key, rules, level in leaves:
        if level > 1 and scope == "MessageAttributes":
            raise _refused("Filter policy scope MessageAttributes does not support nested filter policy.")
        if not isinstance(rules, list) or not rules:
            raise _refused(f"the value of {key!r} is no list with an entry.")
        combinations *= len(rules) * level
        for rule in rules:
            _check(rule)
    if len({key for key, _, _ in leaves}) > MOST_KEYS or combinations > MOST_COMBINATIONS:
        raise _refused(f"the policy is too complex: {MOST_KEYS} keys and {MOST_COMBINATIONS} combinations at most.")
    return policy


def _check(rule: Any) -> None:
    """Checks that an operator exists and can take its operand."""
    if not isinstance(rule, dict):
        return
    operator, operand = next(iter(rule.items()), ("", None))
    if len(rule) != 1 or operator not in OPERATORS:
        raise _refused(f"Unrecognized match type {operator!r}; there is {', '.join(OPERATORS)}.")
    if operator == "exists" and not isinstance(operand, bool):
        raise _refused("exists match pattern must be either true or false.")
    if operator == "numeric":
        pairs = operand if isinstance(operand, list) and len(operand) in (2, 4) else [""]
        if any(sign not in COMPARE for sign in pairs[::2]) or not all(map(_number, pairs[1::2])):
            raise _refused("numeric takes a sign and a number, once or twice.")
        if any(abs(float(bound)) > LARGEST_NUMBER for bound in pairs[1::2]):
            raise _refused(f"numbers lie between -{LARGEST_NUMBER:.0f} and {LARGEST_NUMBER:.0f}.")
    if operator in ("prefix", "suffix", "equals-ignore-case", "cidr") and not isinstance(operand, str):
        raise _refused(f"{operator} match pattern must be a string.")


def accepts_attributes(policy: Mapping[str, Any], attributes: Mapping[str, Mapping[str, Any]]) -> bool:
    """True if a policy accepts a message with these attributes (as boto3 writes them)."""
    return _accepts(policy, {name: _value(a) for name, a in attributes.items() if a["DataType"] in COMPARED})


def accepts_body(policy: Mapping[str, Any], body: str) -> bool:
    """True if a policy accepts a message with this body; a body that is not a JSON object is never accepted."""
    try:
        content = json.loads(body)
    except ValueError:
        return False
    return isinstance(content, dict) and _accepts(policy, content)


def _accepts(policy: Mapping[str, Any], content: Mapping[str, Any]) -> bool:
    return all(_key_accepts(key, rules, content) for key, rules in policy.items())


def _key_accepts(key: str, rules: Any, content: Mapping[str, Any]) -> bool:
    if key == "$or":
        return any(_accepts(choice, content) for choice in rules)
    if isinstance(rules, dict):
        inner = content.get(key, {})
        branches = inner if isinstance(inner, list) else [inner]
        return any(isinstance(branch, dict) and _accepts(rules, branch) for branch in branches)
    if key not in content:
        return {"exists": False} in rules
    found = content[key]
    values = found if isinstance(found, list) else [found]
    return any(_matches(rule, value) for rule in rules for value in values)


def _matches(rule: Any, value: Any) -> bool:
    if not isinstance(rule, dict):
        return _equal(rule, value)
    (operator, operand), *_ = rule.items()
    if operator == "exists":
        return bool(operand)
    if operator == "numeric":
        pairs = list(zip(operand[::2], operand[1::2], strict=True))
        return _number(value) and all(COMPARE[sign](value, bound) for sign, bound in pairs)
    if operator == "anything-but":
        if isinstance(operand, dict):
            return isinstance(value, str) and not _matches(operand, value)
        unwanted = operand if isinstance(operand, list) else [operand]
        return not any(_equal(entry, value) for entry in unwanted)
    if not isinstance(value, str):
        return False
    if operator == "prefix":
        return value.startswith(str(operand))
    if operator == "suffix":
        return value.endswith(str(operand))
    if operator == "equals-ignore-case":
        return value.casefold() == str(operand).casefold()
    return _inside(value, operand)


def _inside(value: str, network: str) -> bool:
    try:
        return ip_address(value) in ip_network(network, strict=False)
    except ValueError:
        return False


def _equal(rule: Any, value: Any) -> bool:
    same_kind = type(rule) is type(value) or (_number(rule) and _number(value))
    return bool(same_kind and rule == value)


def _number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _value(attribute: Mapping[str, Any]) -> Any:
    kind, text = attribute["DataType"], attribute.get("StringValue", "")
    if kind == "Number":
        return float(text)
    return json.loads(text) if kind == "String.Array" else text


def _leaves(policy: Mapping[str, Any], level: int = 1) -> Iterator[tuple[str, Any, int]]:
    """Yields every key that has rules, with its level."""
    for key, rules in policy.items():
        if key == "$or" and isinstance(rules, list):
            for choice in rules:
                yield from _leaves(choice, level)
        elif isinstance(rules, dict):
            yield from _leaves(rules, level + 1)
        else:
            yield key, rules, level


def _refused(reason: str) -> ServiceError:
    return ServiceError("InvalidParameter", f"Invalid parameter: FilterPolicy: {reason}")
