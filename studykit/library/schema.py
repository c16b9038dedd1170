"""The JSON Schema of the pack format (draft 2020-12), made from the same dataclasses that decode it.

Scalars stay text until a type asks, so a text may also be written as what YAML takes for a number, a flag or a date.
"""

from __future__ import annotations

import json
import types
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from studykit.items import KINDS
from studykit.library.decode import PROOFS
from studykit.library.model import Pack, Proof, Topic
from studykit.sim.engine.condition import Condition

DRAFT = "https://json-schema.org/draft/2020-12/schema"
TEXT = {"type": ["string", "number", "boolean", "null"]}
FLAG = {"enum": [True, False, "yes", "no", "true", "false"]}
NUMBER = {"anyOf": [{"type": "number"}, {"type": "string", "pattern": r"^[-+]?[0-9.]+([eE][-+]?[0-9]+)?$"}]}
WHOLE = {"anyOf": [{"type": "integer"}, {"type": "string", "pattern": r"^[-+]?[0-9]+$"}]}
SIMPLE: dict[Any, Any] = {
    str: TEXT,
    int: WHOLE,
    float: NUMBER,
    bool: FLAG,
    date: {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"},
    Any: True,
}


def topic_schema() -> dict[str, Any]:
    """The schema of a topic file."""
    return _whole(Topic, "A topic of a studykit pack")


def pack_schema() -> dict[str, Any]:
    """The schema of `pack.yaml`."""
    return _whole(Pack, "The head of a studykit pack")


def dumps(schema: dict[str, Any]) -> str:
    """A schema as text: the same bytes every time."""
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _whole(wanted: type, title: str) -> dict[str, Any]:
    made = Maker()
    body = made.object(wanted)
    return {"$schema": DRAFT, "title": title, **body, "$defs": dict(sorted(made.definitions.items()))}


class Maker:
    """Makes schemas and keeps one definition for each dataclass."""

    def __init__(self) -> None:
        self.definitions: dict[str, Any] = {}

    def of(self, wanted: Any) -> Any:
        """The schema of a type."""
        origin, arguments = get_origin(wanted), get_args(wanted)
        if wanted == Proof:
            return {"anyOf": [{**self.of(form), "required": [key]} for key, form in PROOFS.items()]}
        if wanted is Condition:
            return {"anyOf": [{**TEXT}, {"type": "array"}, self.named(wanted)]}
        if wanted in SIMPLE:
            return SIMPLE[wanted]
        if origin in (types.UnionType, Union):
            return {"anyOf": [self.of(next(a for a in arguments if a is not type(None))), {"type": "null"}]}
        if origin is Literal:
            return {"enum": [*arguments, *(str(value) for value in arguments if not isinstance(value, str))]}
        if origin is tuple:
            return {"type": "array", "items": self.of(arguments[0])}
        if origin is Mapping:
            return {"type": "object", "additionalProperties": self.of(arguments[1])}
        return self.named(wanted)

    def named(self, wanted: type) -> dict[str, Any]:
        """A reference to a dataclass's definition."""
        name = wanted.__name__
        if name not in self.definitions:
            self.definitions[name] = {}
            self.definitions[name] = self.object(wanted)
        return {"$ref": f"#/$defs/{name}"}

    def object(self, wanted: type) -> dict[str, Any]:
        """A dataclass as an object: its keys and no others, the required ones required."""
        assert is_dataclass(wanted)
        flattened = next((f for f in fields(wanted) if "flatten" in f.metadata), None)
        properties, required = self.properties(wanted)
        shown = {"description": " ".join((wanted.__doc__ or "").split())} if wanted.__doc__ else {}
        if flattened is None:
            return {
                **shown,
                "type": "object",
                "properties": properties,
                "required": required,
                "additionalProperties": False,
            }
        by = flattened.metadata["flatten"]
        forms = []
        for kind, form in KINDS.items():
            own, needed = self.properties(form)
            every = {by: {"const": kind}, **own, **properties}
            forms.append(
                {
                    "type": "object",
                    "properties": every,
                    "required": [by, *needed, *required],
                    "additionalProperties": False,
                }
            )
        return {**shown, "type": "object", "required": [by], "oneOf": forms}

    def properties(self, wanted: type) -> tuple[dict[str, Any], list[str]]:
        """The keys of a dataclass with their schemas, and which must be there."""
        hints = get_type_hints(wanted)
        found: dict[str, Any] = {}
        required = []
        for f in fields(wanted):
            key = f.metadata.get("key", f.name.rstrip("_"))
            if key is None or "flatten" in f.metadata:
                continue
            found[key] = self.of(hints[f.name])
            if f.default is MISSING and f.default_factory is MISSING:
                required.append(key)
        return found, required
