"""The light commands import few modules and no dependency, and print the same as the whole program."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

PROBE = """
import sys, io, runpy
sys.argv = ["studykit", *sys.argv[1:]]
try:
    runpy.run_module("studykit", run_name="__main__")
except SystemExit as ended:
    assert not ended.code, ended.code
print("\\n".join(sys.modules), file=sys.stderr)
"""
DEPENDENCIES = {"click", "typer", "rich", "yaml", "simpy", "prompt_toolkit", "questionary", "platformdirs"}


def probe(home: Path, *words: str) -> tuple[str, set[str]]:
    """Returns the output of a command, and the modules that it imported."""
    done = subprocess.run(
        [sys.executable, "-c", PROBE, *words],
        env={**os.environ, "STUDYKIT_HOME": str(home), "TERM": "dumb"},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout, set(done.stderr.split())


def bare() -> set[str]:
    """Returns the modules that Python imports to run the probe alone."""
    code = "import sys, io, runpy; print('\\n'.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home")
    probe(folder, "topics")
    return folder


@pytest.mark.parametrize("words", [["--version"], ["due"], ["due", "--json"]], ids=" ".join)
def test_light_commands_import_few_modules_and_no_dependency(home: Path, words: list[str]) -> None:
    _, modules = probe(home, *words)
    assert {name.partition(".")[0] for name in modules} & DEPENDENCIES == set()
    assert len(modules - bare()) <= 50
    assert {name for name in modules if name.startswith("studykit.")} <= {
        "studykit.library",
        "studykit.library.index_reader",
        "studykit.library.pack_files",
        "studykit.paths",
        "studykit.store",
        "studykit.store.due",
        "studykit.store.event_sql",
        "studykit.store.marks",
    }


def test_the_light_path_prints_the_same_as_the_whole_program(home: Path) -> None:
    light, _ = probe(home, "due", "--json")
    (home / "index.db").unlink()
    slow, modules = probe(home, "due", "--json")
    assert "studykit.library.library" in modules
    assert json.loads(light) == json.loads(slow)
    assert set(json.loads(light)) == {"due", "new", "learning", "overdue", "next_due", "exam_date", "days_left"}


def test_an_empty_home_needs_the_whole_program(tmp_path: Path) -> None:
    shown, modules = probe(tmp_path / "new", "due", "--json")
    assert json.loads(shown)["new"] == 10
    assert "studykit.library.library" in modules
