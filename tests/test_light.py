"""The light commands import few modules and no dependency, and print the same as the whole program.

The others, up to their first line, import nothing that only later steps need.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.shipped import copy_index

PROBE = """
import sys, io, runpy
sys.argv = ["studykit", *sys.argv[1:]]
try:
    runpy.run_module("studykit", run_name="__main__")
except SystemExit as ended:
    assert not ended.code, ended.code
print("\\n".join(sys.modules), file=sys.stderr)
for name, module in [*sys.modules.items()]:
    for made in vars(module).values() if name.startswith("studykit") else ():
        if isinstance(made, type) and made.__module__ == name and "__dataclass_fields__" in vars(made):
            print(f"dataclass:{name}.{made.__qualname__}", file=sys.stderr)
"""
CONTENT = ("studykit.items.", "studykit.library.", "studykit.sim.engine.")
"""Where the classes of a pack's content are; whoever reads a card or a question needs them all."""
PLAN, EXAM = {"planning.days", "planning.projection"}, {"items", "library.model", "sittings.exam_form"}
FIRST_LINES: tuple[tuple[list[str], int, int, set[str]], ...] = (
    (["topics"], 37, 1, {"store.journal", "sittings", "planning", *EXAM}),
    ([], 65, 2, {"store.exam_sittings", *PLAN, *EXAM}),
    (["drill", "--plain", "--limit", "1"], 82, 3, {"sim.engine.trace", *PLAN}),
    (["quiz", "--plain", "-n", "1"], 90, 8, {"sim.engine.trace", *PLAN}),
    (["exam", "--plain"], 78, 10, {"sim.engine.trace", *PLAN}),
    ([], 72, 5, {*PLAN, *EXAM}),
    (["explain", "sqs-visibility", "--plain"], 150, 10, {"library.check", "sittings", "planning"}),
    (["explain", "sqs-visibility", "--plain"], 90, 3, {"sim.play", "library.check", "sittings", "planning"}),
)
"""Commands, in this order in one home: the most modules of ours, the most dataclasses besides those of content, and
modules that are not imported. The exam is left open, and the second `explain` has its replay from the index.

A frozen dataclass takes half a millisecond to create, ten times as long as a named tuple.
"""
DEPENDENCIES = {"click", "typer", "rich", "yaml", "simpy", "prompt_toolkit", "questionary", "platformdirs"}


def probe(home: Path, *words: str) -> tuple[str, set[str]]:
    """Returns the output of a command, and the modules that it imported."""
    done = subprocess.run(
        [sys.executable, "-c", PROBE, *words],
        env={**os.environ, "STUDYKIT_HOME": str(home), "TERM": "dumb"},
        stdin=subprocess.DEVNULL,
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
    copy_index(folder)
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


def test_a_command_imports_only_what_its_first_line_needs(tmp_path: Path) -> None:
    copy_index(tmp_path)
    for words, most, most_dataclasses, absent in FIRST_LINES:
        _, found = probe(tmp_path, *words)
        ours = {name for name in found if name.startswith("studykit")}
        made = [name for name in found if name.startswith("dataclass:")]
        made = [name for name in made if not name.removeprefix("dataclass:").startswith(CONTENT)]
        assert ours & {f"studykit.{name}" for name in absent} == set(), words
        assert len(ours) <= most, words
        assert len(made) <= most_dataclasses, words
