"""Filter policies of SNS subscriptions: keys are joined by AND, the values of one key by OR.

Operators and the meaning of arrays: SNS Developer Guide, "Subscription filter policies". A policy looks at the
message's attributes or, with the scope MessageBody, into its JSON body.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from ipaddress import ip_address, ip_network
from typing import Any

from studykit.sim.service import ServiceError

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
"""A policy's limits (SNS Developer Guide, "Filter policy constraints")."""


def read(text: str) -> dict[str, Any]:
    """A policy from its JSON; raises InvalidParameter for what SNS would refuse."""
    try:
        policy = json.loads(text)
    except ValueError:
        raise _refused("failed to parse JSON.") from None
    if not isinstance(policy, dict):
        raise _refused("the policy is no object.")
    combinations = 1
    for key, rules in _leaves(policy):
        if not isinstance(rules, list) or not rules:
            raise _refused(f"the value of {key!r} is no list with an entry.")
        combinations *= len(rules)
        for rule in rules:
            if isinstance(rule, dict) and (len(rule) != 1 or next(iter(rule)) not in OPERATORS):
                raise _refused(f"Unrecognized match type {next(iter(rule), '')!r}; there is {', '.join(OPERATORS)}.")
    if len(policy) > MOST_KEYS or combinations > MOST_COMBINATIONS:
        raise _refused(f"the policy is too complex: {MOST_KEYS} keys and {MOST_COMBINATIONS} combinations at most.")
    return policy


def accepts_attributes(policy: Mapping[str, Any], attributes: Mapping[str, Mapping[str, Any]]) -> bool:
    """Whether a policy lets a message with these attributes (as boto3 writes them) pass."""
    return _accepts(policy, {name: _value(attribute) for name, attribute in attributes.items()})


def accepts_body(policy: Mapping[str, Any], body: str) -> bool:
    """Whether a policy lets a message with this body pass; a body that is no JSON object never does."""
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


def _leaves(policy: Mapping[str, Any]) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    for key, rules in policy.items():
        if key == "$or" and isinstance(rules, list):
            for choice in rules:
                found += _leaves(choice)
        elif isinstance(rules, dict):
            found += _leaves(rules)
        else:
            found.append((key, rules))
    return found


def _refused(reason: str) -> ServiceError:
    return ServiceError("InvalidParameter", f"Invalid parameter: FilterPolicy: {reason}")
