"""The JSON Schema files are current, and the shipped topics are valid."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from studykit.library.schema import dumps, pack_schema, topic_schema
from tests.library.test_bad_files import EditorLoader

ROOT = Path(__file__).parents[2]
TOPICS = sorted(path for path in (ROOT / "content").rglob("*.yaml") if path.name != "pack.yaml")
TOPIC = Draft202012Validator(topic_schema())


@pytest.mark.parametrize(("name", "make"), [("topic", topic_schema), ("pack", pack_schema)], ids=["topic", "pack"])
def test_the_schema_files_are_current(name: str, make: object, request: pytest.FixtureRequest) -> None:
    path = ROOT / "schema" / f"{name}.schema.json"
    text = dumps(topic_schema() if make is topic_schema else pack_schema())
    path.write_text(text, encoding="utf-8") if request.config.getoption("--update") else None
    assert path.read_text(encoding="utf-8") == text
    Draft202012Validator.check_schema(topic_schema())


@pytest.mark.parametrize("path", TOPICS, ids=lambda path: path.stem)
def test_every_shipped_topic_fits_the_schema_that_its_first_line_names(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    name = text.partition("\n")[0].rpartition("=")[2]
    assert (path.parent / name).resolve() == ROOT / "schema" / "topic.schema.json"
    errors = TOPIC.iter_errors(yaml.load(text, EditorLoader))
    assert [error.json_path for error in errors] == []
