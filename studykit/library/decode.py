"""Nodes into dataclasses, driven by their type hints. All problems are gathered; nothing stops at the first.

One closure for each type is built once and then only called, which is what makes ten thousand items read in about
a second.
"""

from __future__ import annotations

import types
from collections.abc import Iterable
from collections.abc import Mapping as MappingType
from dataclasses import MISSING, dataclass, fields, is_dataclass
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from studykit.errors import Problem, nearest
from studykit.items import KINDS
from studykit.library.model import ByFact, Observe, Proof, Repair
from studykit.library.scalars import BAD, SIMPLE, Decoder, Reader, anything, shown
from studykit.library.yaml_reader import PLAIN_NULL, Mapping, Node, Scalar, Sequence
from studykit.sim.engine.condition import Condition

PROOFS: dict[str, type] = {"claims": Observe, "changes": Repair, "facts": ByFact}
"""The key by which each form of a proof is known."""


@dataclass(frozen=True, slots=True)
class Key:
    """How a dataclass's field is written: its key, its decoder, whether it must be there."""

    name: str
    key: str
    decode: Decoder
    required: bool


def decode(wanted: Any, node: Node, name: str) -> tuple[Any, list[Problem]]:
    """A node as a value of the wanted type, or None, with everything that is wrong."""
    reader = Reader(name, [])
    value = decoder(wanted)(node, reader)
    return (None if value is BAD else value), reader.problems


@cache
def decoder(wanted: Any) -> Decoder:
    """The closure that decodes one type."""
    if wanted in SIMPLE:
        return SIMPLE[wanted]
    if wanted == Proof:
        return _proof
    origin, arguments = get_origin(wanted), get_args(wanted)
    if origin in (types.UnionType, Union):
        return _optional(decoder(next(a for a in arguments if a is not type(None))))
    if origin is Literal:
        return _literal(arguments)
    if origin is tuple:
        return _tuple(decoder(arguments[0]))
    if origin is MappingType:
        return _mapping(decoder(arguments[1]))
    if wanted is Condition:
        return _condition
    if is_dataclass(wanted):
        return _dataclass(wanted)
    raise TypeError(f"no decoder for {wanted}")


def keys_of(wanted: Any) -> list[Key]:
    """The fields of a dataclass as they are written."""
    hints = get_type_hints(wanted)
    return [
        Key(
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
    known = {key.key: key for key in keys_of(wanted)}
    required = [key.key for key in known.values() if key.required]
    what = wanted.__name__.lower()

    def run(node: Node, reader: Reader) -> Any:
        if not isinstance(node, Mapping):
            reader.wrong("type", f"{shown(node)} stands where the mapping of {a(what)} should", node)
            return BAD
        before = len(reader.problems)
        values: dict[str, Any] = {}
        taken: Iterable[str] = ()
        if flattened is not None:
            values[flattened.name], taken = _flattened(node, reader, flattened.metadata["flatten"])
        for name, (at, inner) in node.items.items():
            key = known.get(name)
            if key is None:
                if name not in taken:
                    _unknown_key(reader, at, what, [*known, *taken])
                continue
            values[key.name] = key.decode(inner, reader)
        for name in required:
            if name not in node.items:
                reader.wrong("missing", f"this {what} has no {name!r}", node, f"add {name}:")
        return wanted(**values) if len(reader.problems) == before else BAD

    return run


def _flattened(node: Mapping, reader: Reader, by: str) -> tuple[Any, Iterable[str]]:
    """The part of an item whose class depends on its kind; its keys stand beside the item's own."""
    if by not in node.items:
        reader.wrong("missing", f"this item has no {by!r}", node, f"add {by}: with one of {', '.join(KINDS)}")
        return BAD, {by, *(key.key for kind in KINDS.values() for key in keys_of(kind))}
    at = node.items[by][1]
    kind = at.text if isinstance(at, Scalar) else ""
    if kind not in KINDS:
        near = nearest(kind, KINDS)
        hint = f"did you mean {near!r}?" if near else f"one of {', '.join(KINDS)}"
        reader.wrong("value", f"{shown(at)} is no kind of question", at, hint)
        return BAD, {by, *(key.key for known in KINDS.values() for key in keys_of(known))}
    known = {key.key: key for key in _question_keys(kind)}
    before = len(reader.problems)
    values = {key.name: key.decode(node.items[name][1], reader) for name, key in known.items() if name in node.items}
    for name, key in known.items():
        if key.required and name not in node.items:
            reader.wrong("missing", f"this {kind} item has no {name!r}", node, f"add {name}:")
    made = KINDS[kind](**values) if len(reader.problems) == before else BAD
    return made, {by, *known}


@cache
def _question_keys(kind: str) -> list[Key]:
    return keys_of(KINDS[kind])


def _unknown_key(reader: Reader, at: Scalar, what: str, known: list[str]) -> None:
    near = nearest(at.text, known)
    hint = f"did you mean {near!r}?" if near else f"it has {', '.join(sorted(known))}"
    reader.wrong("key", f"{a(what)} has no key {at.text!r}", at, hint)


def a(what: str) -> str:
    """A word with its article."""
    return f"an {what}" if what[0] in "aeiou" else f"a {what}"


def _optional(inner: Decoder) -> Decoder:
    def run(node: Node, reader: Reader) -> Any:
        empty = isinstance(node, Scalar) and node.plain and node.text in PLAIN_NULL
        return None if empty else inner(node, reader)

    return run


def _literal(allowed: tuple[Any, ...]) -> Decoder:
    by_text = {str(value): value for value in allowed}
    listed = ", ".join(by_text)

    def run(node: Node, reader: Reader) -> Any:
        if isinstance(node, Scalar) and node.text in by_text:
            return by_text[node.text]
        near = nearest(node.text, by_text) if isinstance(node, Scalar) else None
        hint = f"did you mean {near!r}?" if near else f"one of {listed}"
        reader.wrong("value", f"{shown(node)} is none of {listed}", node, hint)
        return BAD

    return run


def _tuple(inner: Decoder) -> Decoder:
    def run(node: Node, reader: Reader) -> Any:
        if isinstance(node, Sequence):
            return tuple(inner(item, reader) for item in node.items)
        reader.wrong("type", f"{shown(node)} stands where a list should", node, "write it as [one, two]")
        return BAD

    return run


def _mapping(inner: Decoder) -> Decoder:
    def run(node: Node, reader: Reader) -> Any:
        if isinstance(node, Mapping):
            return {name: inner(value, reader) for name, (_, value) in node.items.items()}
        reader.wrong("type", f"{shown(node)} stands where a mapping should", node)
        return BAD

    return run


def _condition(node: Node, reader: Reader) -> Any:
    if isinstance(node, Mapping):
        return _bounds()(node, reader)
    value = anything(node, reader)
    return Condition(never=True) if value is None else Condition(is_=value)


@cache
def _bounds() -> Decoder:
    return _dataclass(Condition)


def _proof(node: Node, reader: Reader) -> Any:
    if isinstance(node, Mapping):
        for key, form in PROOFS.items():
            if key in node.items:
                return decoder(form)(node, reader)
    reader.wrong("missing", "this proof has neither claims (observe), nor changes (repair), nor facts", node)
    return BAD
