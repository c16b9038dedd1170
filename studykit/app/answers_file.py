"""A file of answers, JSON or YAML: ids of items and cards, each with names of options or a rating."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from studykit.app.study import Study
from studykit.errors import Exit, UsageError, file_error, unknown


def known_answers(study: Study, path: Path) -> dict[str, Any]:
    """Returns the answers of a file by id. Raises UsageError for an id that is neither a card nor an item."""
    given = read(path)
    known = {*study.library.card_ids(), *study.library.item_ids()}
    for name in given:
        if name not in known:
            raise unknown("card or item", name, known)
    return given


def warn_of_gaps(study: Study, missing: int, asked: int, what: str, path: Path) -> int:
    """Warns of what a file leaves out, and returns the exit code: 1 if anything is missing.

    `what`: what is missing, such as `questions have no answer`.
    """
    if not missing:
        return int(Exit.DONE)
    study.notices.warn(f"{missing} of {asked} {what} in {path}")
    return int(Exit.FAILED)


def read(path: Path) -> dict[str, Any]:
    """Returns the mapping of a file: a value is a text, a list of texts, or None for no answer.

    Raises UsageError, in one line, for a file that cannot be read or holds something else.
    """
    try:
        raw = path.read_bytes()
    except OSError as failed:
        raise file_error(f"the answers {path}", "read", failed) from None
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
    """Reads YAML as packs are read: every scalar is a text, so that `no` is the name of an option and not false."""
    from studykit.library.index import to_data
    from studykit.library.yaml_reader import parse

    node, problems = parse(raw, str(path))
    if problems:
        first = problems[0]
        place = f"{first.span.line}:{first.span.column}: " if first.span else ""
        raise UsageError(f"the answers {path} cannot be read: {place}{first.message}")
    return {} if node is None else _texts(to_data(node))


def _texts(value: Any) -> Any:
    """Returns a node's plain value, in which a quoted text is `{"": text}`; empty and null values become None."""
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
    """Returns a scalar of JSON as YAML would write it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
