"""A file of answers, JSON or YAML: ids of items and cards with the names of options, or ratings."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from studykit.errors import UsageError


def read(path: Path) -> dict[str, Any]:
    """The mapping of a file; a value is a text, a list of texts, or None for no answer. UsageError in one line."""
    try:
        raw = path.read_bytes()
    except OSError as failed:
        raise UsageError(f"the answers {path} cannot be read: {failed.strerror}") from None
    value = _json(raw) if raw.lstrip()[:1] in (b"{", b"[") else None
    if value is None:
        value = _yaml(raw, path)
    if not isinstance(value, dict):
        raise UsageError(f"the answers {path} are no mapping of ids to answers")
    return {str(name): _answer(str(name), given, path) for name, given in value.items()}


def _json(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except ValueError:
        return None


def _yaml(raw: bytes, path: Path) -> Any:
    """YAML as packs are read: every scalar is the text that stands there, so `no` is an option's name and not false."""
    from studykit.library.index import to_data
    from studykit.library.yaml_reader import parse

    node, problems = parse(raw, str(path))
    if problems:
        first = problems[0]
        place = f"{first.span.line}:{first.span.column}: " if first.span else ""
        raise UsageError(f"the answers {path} cannot be read: {place}{first.message}")
    return {} if node is None else _texts(to_data(node))


def _texts(value: Any) -> Any:
    """A node's plain value without the mark of quoted texts; what stands for nothing is None."""
    if isinstance(value, dict):
        return value[""] if set(value) == {""} else {name: _texts(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_texts(inner) for inner in value]
    return None if value in ("", "~", "null") else value


def _answer(name: str, value: Any, path: Path) -> Any:
    if value is None or value == "":
        return None
    if isinstance(value, list) and not any(isinstance(entry, (list, dict)) for entry in value):
        return [_word(entry) for entry in value]
    if isinstance(value, (list, dict)):
        raise UsageError(f"the answers {path}: {name} takes a name or a list of names")
    return _word(value)


def _word(value: Any) -> str:
    """A scalar of JSON as it would be written in YAML."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
