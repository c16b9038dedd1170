"""Decodes nodes into dataclasses, as their type hints say. It collects all problems and does not stop at the first.

For each type one closure is built once and then only called. So ten thousand items take about a second.
"""

from __future__ import annotations

import types
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from studykit.errors import Problem, suggestion
from studykit.items import KINDS
from studykit.library.model import ByFact, Observe, OneOrMore, Proof, Repair, Requirements, format_name
from studykit.library.scalars import SIMPLE, UNDECODABLE, DecodeContext, Decoder, anything, shown
from studykit.library.yaml_reader import PLAIN_NULL, MappingNode, Node, ScalarNode, SequenceNode
from studykit.sim.engine.condition import Condition

PROOFS: dict[str, type] = {"claims": Observe, "changes": Repair, "sets": Requirements, "facts": ByFact}
"""The key that only this kind of proof has."""


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """How a field of a dataclass is written: its key, its decoder, and whether it is required."""

    name: str
    key: str
    decode: Decoder
    required: bool


def decode(wanted: Any, node: Node, name: str) -> tuple[Any, list[Problem]]:
    """Returns a node as a value of a type, or None, and all problems. `name`: the path that problems show."""
    context = DecodeContext(name, [])
    value = decoder(wanted)(node, context)
    return (None if value is UNDECODABLE else value), context.problems


@cache
def decoder(wanted: Any) -> Decoder:
    """Returns the closure that decodes a type."""
    if wanted in SIMPLE:
        return SIMPLE[wanted]
    if wanted == Proof:
        return _proof
    if wanted == OneOrMore:
        return _one_or_more
    origin, arguments = get_origin(wanted), get_args(wanted)
    if origin in (types.UnionType, Union):
        return _optional(decoder(next(a for a in arguments if a is not type(None))))
    if origin is Literal:
        return _literal(arguments)
    if origin is tuple:
        return _tuple(decoder(arguments[0]))
    if origin is Mapping:
        return _mapping(decoder(arguments[1]))
    if wanted is Condition:
        return _condition
    if is_dataclass(wanted):
        return _dataclass(wanted)
    raise TypeError(f"no decoder for {wanted}")


def field_specs(wanted: Any) -> list[FieldSpec]:
    """Returns the fields of a dataclass that have a key in the format."""
    hints = get_type_hints(wanted)
    return [
        FieldSpec(
            f.name,
            f.metadata.get("key", f.name.rstrip("_")),
            decoder(hints[f.name]),
            f.default is MISSING and f.default_factory is MISSING,
        )
        for f in fields(wanted)
        if f.metadata.get("key", "") is not None and "flatten" not in f.metadata
    ]


def _dataclass(wanted: Any) -> Decoder:
    flattened = next((f for f in fields(wanted) if "flatten" in f.metadata), None)
    known = {key.key: key for key in field_specs(wanted)}
    required = [key.key for key in known.values() if key.required]
    what = format_name(wanted).lower()

    def run(node: Node, context: DecodeContext) -> Any:
        if not isinstance(node, MappingNode):
            context.report("type", f"{shown(node)} stands where the mapping of {with_article(what)} should", node)
            return UNDECODABLE
        before = len(context.problems)
        values: dict[str, Any] = {}
        taken: Iterable[str] = ()
        if flattened is not None:
            values[flattened.name], taken = _flattened(node, context, flattened.metadata["flatten"])
        for name, (at, inner) in node.items.items():
            key = known.get(name)
            if key is None:
                if name not in taken:
                    _unknown_key(context, at, what, [*known, *taken])
                continue
            values[key.name] = key.decode(inner, context)
        for name in required:
            if name not in node.items:
                context.report("missing", f"this {what} has no {name!r}", node, f"add {name}:")
        return wanted(**values) if len(context.problems) == before else UNDECODABLE

    return run


def _flattened(node: MappingNode, context: DecodeContext, by: str) -> tuple[Any, Iterable[str]]:
    """Decodes the part of an item whose class depends on its kind. Returns it, and the keys that belong to it."""
    if by not in node.items:
        context.report("missing", f"this item has no {by!r}", node, f"add {by}: with one of {', '.join(KINDS)}")
        return UNDECODABLE, {by, *(key.key for kind in KINDS.values() for key in field_specs(kind))}
    at = node.items[by][1]
    kind = at.text if isinstance(at, ScalarNode) else ""
    if kind not in KINDS:
        hint = suggestion(kind, KINDS, f"one of {', '.join(KINDS)}")
        context.report("value", f"{shown(at)} is no kind of question", at, hint)
        return UNDECODABLE, {by, *(key.key for known in KINDS.values() for key in field_specs(known))}
    known = {key.key: key for key in _question_keys(kind)}
    before = len(context.problems)
    values = {key.name: key.decode(node.items[name][1], context) for name, key in known.items() if name in node.items}
    for name, key in known.items():
        if key.required and name not in node.items:
            context.report("missing", f"this {kind} item has no {name!r}", node, f"add {name}:")
    made = KINDS[kind](**values) if len(context.problems) == before else UNDECODABLE
    return made, {by, *known}


@cache
def _question_keys(kind: str) -> list[FieldSpec]:
    return field_specs(KINDS[kind])


def _unknown_key(context: DecodeContext, at: ScalarNode, what: str, known: list[str]) -> None:
    hint = suggestion(at.text, known, f"it has {', '.join(sorted(known))}")
    context.report("key", f"{with_article(what)} has no key {at.text!r}", at, hint)


def with_article(what: str) -> str:
    """Returns a word with its article."""
    return f"an {what}" if what[0] in "aeiou" else f"a {what}"


def _optional(inner: Decoder) -> Decoder:
    def run(node: Node, context: DecodeContext) -> Any:
        empty = isinstance(node, ScalarNode) and node.plain and node.text in PLAIN_NULL
        return None if empty else inner(node, context)

    return run


def _literal(allowed: tuple[Any, ...]) -> Decoder:
    by_text = {str(value): value for value in allowed}
    listed = ", ".join(by_text)

    def run(node: Node, context: DecodeContext) -> Any:
        if isinstance(node, ScalarNode) and node.text in by_text:
            return by_text[node.text]
        hint = suggestion(node.text if isinstance(node, ScalarNode) else "", by_text, f"one of {listed}")
        context.report("value", f"{shown(node)} is none of {listed}", node, hint)
        return UNDECODABLE

    return run


def _tuple(inner: Decoder) -> Decoder:
    def run(node: Node, context: DecodeContext) -> Any:
        if isinstance(node, SequenceNode):
            return tuple(inner(item, context) for item in node.items)
        context.report("type", f"{shown(node)} stands where a list should", node, "write it as [one, two]")
        return UNDECODABLE

    return run


def _one_or_more(node: Node, context: DecodeContext) -> Any:
    if isinstance(node, SequenceNode):
        return _tuple(SIMPLE[str])(node, context)
    name = SIMPLE[str](node, context)
    return name if name is UNDECODABLE else (name,)


def _mapping(inner: Decoder) -> Decoder:
    def run(node: Node, context: DecodeContext) -> Any:
        if isinstance(node, MappingNode):
            return {name: inner(value, context) for name, (_, value) in node.items.items()}
        context.report("type", f"{shown(node)} stands where a mapping should", node)
        return UNDECODABLE

    return run


def _condition(node: Node, context: DecodeContext) -> Any:
    if isinstance(node, MappingNode):
        return _bounds()(node, context)
    value = anything(node, context)
    return Condition(never=True) if value is None else Condition(is_=value)


@cache
def _bounds() -> Decoder:
    return _dataclass(Condition)


def _proof(node: Node, context: DecodeContext) -> Any:
    if isinstance(node, MappingNode):
        for key, form in PROOFS.items():
            if key in node.items:
                return decoder(form)(node, context)
    context.report(
        "missing",
        "this proof has neither claims (observe), nor changes (repair), nor sets (requirements), nor facts",
        node,
    )
    return UNDECODABLE
