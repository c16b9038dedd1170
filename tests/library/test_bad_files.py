"""Every file in `bad` is rejected in the words of the text next to it, and by the schema if a schema can see the fault."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from studykit.library.library import load
from studykit.library.report import as_text
from studykit.library.schema import pack_schema, topic_schema

HERE = Path(__file__).parent
BAD = sorted((HERE / "bad").glob("*.yaml"))
SCHEMAS = {True: Draft202012Validator(pack_schema()), False: Draft202012Validator(topic_schema())}


class EditorLoader(yaml.SafeLoader):
    """Reads YAML as an editor does that checks it against a schema: dates stay text."""


EditorLoader.yaml_implicit_resolvers = {
    key: [pair for pair in pairs if pair[0] != "tag:yaml.org,2002:timestamp"]
    for key, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def problems_of(path: Path, folder: Path) -> str:
    """Returns the problems of a pack with this bad file."""
    shutil.copytree(HERE / "good", folder / "pack")
    is_head = path.stem.startswith("pack-")
    shutil.copy(path, folder / "pack" / ("pack.yaml" if is_head else "bad.yaml"))
    library = load([folder / "pack"])
    assert library.packs == {}
    return as_text(library.problems) + "\n"


def schema_sees(path: Path) -> bool:
    """True if the schema rejects the file as an editor reads it; False if it is not YAML."""
    try:
        value: Any = yaml.load(path.read_bytes(), EditorLoader)
    except yaml.YAMLError:
        return False
    return value is not None and not SCHEMAS[path.stem.startswith("pack-")].is_valid(value)


def test_there_are_at_least_sixty_bad_files() -> None:
    assert len(BAD) >= 60


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_a_bad_file_is_rejected_in_these_words(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    monkeypatch.chdir(tmp_path)
    text = problems_of(path, tmp_path)
    golden = path.with_suffix(".txt")
    golden.write_text(text, encoding="utf-8") if request.config.getoption("--update") else None
    assert text == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_the_schema_rejects_it_too_or_the_file_says_why_not(path: Path) -> None:
    said = path.read_bytes().partition(b"\n")[0].decode()
    assert said == "# schema: refuses" if schema_sees(path) else said.startswith("# schema: cannot see: ")


def test_bytes_that_are_not_utf_8_are_rejected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bad.yaml").write_bytes(b"title: caf\xe9\n")
    assert "error[encoding]: byte 0xe9 is not UTF-8" in problems_of(tmp_path / "bad.yaml", tmp_path)


def test_a_file_that_is_too_large_is_rejected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bad.yaml").write_text("note: " + "x" * 1_100_000, encoding="utf-8")
    assert "error[size]: the file has 1,100,006 bytes; at most 1,048,576" in problems_of(
        tmp_path / "bad.yaml", tmp_path
    )


def test_the_good_files_have_no_problem(tmp_path: Path) -> None:
    library = load([HERE / "good"])
    assert library.problems == ()
    assert SCHEMAS[True].is_valid(yaml.load((HERE / "good" / "pack.yaml").read_bytes(), EditorLoader))
