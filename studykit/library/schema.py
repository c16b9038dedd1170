"""Makes the JSON Schema of the pack format (draft 2020-12) from the dataclasses that decode it.

A scalar is text until a type asks for something else. So a text may look like a number, a flag or a date in YAML.
"""

from __future__ import annotations

import json
import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from studykit.items import KINDS
from studykit.library.decode import PROOFS, field_specs
from studykit.library.model import OneOrMore, Pack, Proof, Topic, format_name
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
    """Returns the schema of a topic file."""
    return _whole(Topic, "A topic of a studykit pack")


def pack_schema() -> dict[str, Any]:
    """Returns the schema of `pack.yaml`."""
    return _whole(Pack, "The head of a studykit pack")


def dumps(schema: dict[str, Any]) -> str:
    """Returns a schema as text, always the same bytes."""
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _whole(wanted: type, title: str) -> dict[str, Any]:
    builder = SchemaBuilder()
    body = builder.object(wanted)
    return {"$schema": DRAFT, "title": title, **body, "$defs": dict(sorted(builder.definitions.items()))}


class SchemaBuilder:
    """Makes schemas of types, with one definition for each dataclass."""

    def __init__(self) -> None:
        self.definitions: dict[str, Any] = {}

    def of(self, wanted: Any) -> Any:
        """Returns the schema of a type."""
        origin, arguments = get_origin(wanted), get_args(wanted)
        if wanted == Proof:
            return {"anyOf": [{**self.of(form), "required": [key]} for key, form in PROOFS.items()]}
        if wanted == OneOrMore:
            return {"anyOf": [TEXT, {"type": "array", "items": TEXT}]}
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
        """Returns a reference to the definition of a dataclass, which it makes when it is first needed."""
        name = format_name(wanted)
        if name not in self.definitions:
            self.definitions[name] = {}
            self.definitions[name] = self.object(wanted)
        return {"$ref": f"#/$defs/{name}"}

    def object(self, wanted: type) -> dict[str, Any]:
        """Returns the schema of a dataclass: an object with its keys and no others."""
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
        """Returns the keys of a dataclass with their schemas, and the required keys."""
        hints = get_type_hints(wanted)
        found: dict[str, Any] = {}
        required = []
        for spec in field_specs(wanted):
            found[spec.key] = self.of(hints[spec.name])
            if spec.required:
                required.append(spec.key)
        return found, required
