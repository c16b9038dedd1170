"""Problems are shown to people, programs and pull requests."""

from __future__ import annotations

from pathlib import Path

import pytest

from studykit.errors import Problem, Span
from studykit.library.report import as_github, as_json, as_text

PROBLEMS = [
    Problem("key", "the key 'b' is not one of the options", Span("t.yaml", 2, 6, 1), "there is a"),
    Problem("robot", "50 % of 4: too many", None, "", "warning"),
]


def test_text_shows_the_line_with_a_caret_under_the_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("t.yaml").write_text("a: 1\nkey: b\n")
    assert as_text(PROBLEMS).splitlines()[2:] == [
        "error[key]: the key 'b' is not one of the options",
        "  --> t.yaml:2:6",
        "  |",
        "2 | key: b",
        "  |      ^ there is a",
    ]


def test_json_has_the_documented_keys() -> None:
    assert as_json(PROBLEMS)[1] == {
        "code": "key",
        "level": "error",
        "message": "the key 'b' is not one of the options",
        "path": "t.yaml",
        "line": 2,
        "column": 6,
        "hint": "there is a",
    }


def test_annotations_are_escaped_for_github() -> None:
    assert as_github(PROBLEMS).splitlines() == [
        "::warning title=robot::50 %25 of 4: too many",
        "::error file=t.yaml,line=2,col=6,title=key::the key 'b' is not one of the options; there is a",
    ]
