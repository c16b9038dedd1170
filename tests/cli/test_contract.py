"""The promises of the command line: exit codes, one JSON value, errors of one line, a clean end of input."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from studykit.app.environment import Environment, clock
from studykit.cli.main import run as command
from tests.shipped import CONTENT, copy_index

GOOD = Path(__file__).parents[1] / "library" / "good"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


def process(home: Path, *words: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    """Runs a whole process in a pipe, for at most 30 seconds."""
    if not (home / "index.db").exists():
        copy_index(home)
    return subprocess.run(
        [sys.executable, "-m", "studykit", *words],
        env={**os.environ, "STUDYKIT_HOME": str(home), "TERM": "dumb"},
        input=typed,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


def run(home: Path, *words: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    """Runs a command in this process, which ends like a whole one (see the first test)."""
    if not (home / "index.db").exists():
        copy_index(home)
    at = Environment(
        *(io.StringIO(typed), io.StringIO(), io.StringIO()),
        env={"LANG": "C.UTF-8", "TERM": "dumb"},
        now=clock,
        roots=(CONTENT,),
        journal=home / "journal.db",
        index=home / "index.db",
        settings=home / "config.json",
    )
    code = command(list(words), at)
    out, err = (stream.getvalue() for stream in (at.stdout, at.stderr))  # type: ignore[attr-defined] # they are StringIO
    return subprocess.CompletedProcess(words, code, out, err)


@pytest.mark.parametrize(
    "words", [["frobnicate"], ["explain", "sqs-dlq"], ["quiz", "--plain", "--seed", "1"], ["search", "xyzzy"]], ids=str
)
def test_a_whole_process_ends_like_its_command(tmp_path_factory: pytest.TempPathFactory, words: list[str]) -> None:
    whole, inside = (way(tmp_path_factory.mktemp("home"), *words) for way in (process, run))
    assert (whole.returncode, whole.stdout, whole.stderr) == (inside.returncode, inside.stdout, inside.stderr)


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["frobnicate"], 2, "no command named 'frobnicate'"),
        (["explain", "sqs-visibilty"], 2, "did you mean 'sqs-visibility'?"),
        (["simulate", "sqs-visibilty"], 2, "did you mean 'sqs-visibility'?"),
        (["simulate", "sqs-visibility", "--set", "visibility_timout=3"], 2, "did you mean 'visibility_timeout'?"),
        (["simulate", "sqs-visibility", "--set", "visibility_timeout=99999"], 2, "from 0 to 43200 s"),
        (["quiz", "--answers", "nowhere.json"], 2, "nowhere.json"),
        (["check", "nowhere"], 2, "nowhere"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_a_usage_error_is_one_line_and_exit_code_two(home: Path, words: list[str], code: int, says: str) -> None:
    done = run(home, *words)
    assert (done.returncode, done.stdout) == (code, "")
    assert says in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("words", "keys"),
    [
        (["due", "--json"], {"due", "new", "learning", "overdue", "next_due", "exam_date", "days_left"}),
        (["simulate", "sqs-visibility", "--json"], {"scenario", "seed", "params", "measures", "events"}),
        (["check", str(GOOD), "--format", "json"], {"problems", "counts"}),
        (["quiz", "-n", "1", "--json"], {"right", "items"}),
        (["drill", "--limit", "1", "--json"], {"reviews"}),
    ],
    ids=lambda value: " ".join(value[:1]) if isinstance(value, list) else None,
)
def test_json_is_one_value_with_the_promised_keys(home: Path, words: list[str], keys: set[str]) -> None:
    value = json.loads(run(home, *words).stdout)
    assert set(value) == keys


def test_topics_and_search_print_lists_with_the_promised_keys(home: Path) -> None:
    row = json.loads(run(home, "topics", "--json").stdout)[0]
    counted = {"facts", "cards", "items", "scenarios", "due"}
    assert set(row) == {"id", "pack", "title", "service", "domain", "scope"} | counted
    assert all(type(row[name]) is int for name in counted)
    assert set(json.loads(run(home, "search", "dead", "letter", "--json").stdout or "[{}]")[0]) <= {
        "kind",
        "id",
        "title",
        "text",
    }


def test_the_same_command_twice_gives_the_same_bytes(home: Path) -> None:
    words = ("simulate", "sqs-at-least-once", "--seed", "5", "--json")
    assert process(home, *words).stdout == process(home, *words).stdout


@pytest.mark.parametrize("words", [["quiz", "--plain"], ["drill", "--plain"], ["explain", "sqs-dlq"], []], ids=str)
@pytest.mark.parametrize("typed", ["", "\n", "a\n", "?\nzzz\n"], ids=repr)
def test_the_end_of_input_ends_everything_cleanly(home: Path, words: list[str], typed: str) -> None:
    done = run(home, *words, typed=typed) if typed else process(home, *words)
    assert (done.returncode, done.stderr) == (0, "")


def test_an_answers_file_is_scored_and_a_gap_is_exit_code_one(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "answers.yaml"
    path.write_text("sqs-limits/over-limit: flight\nsqs-limits/quiet-fifo: [delete, alarm]\n")
    done = run(home, "quiz", "sqs-limits", "--answers", str(path), "--json")
    assert (done.returncode, json.loads(done.stdout)["right"]) == (0, 2)
    assert run(home, "quiz", "sqs-batching", "--answers", str(path), "--json").returncode == 1


def test_undo_undoes_a_rating(tmp_path: Path) -> None:
    path = tmp_path / "ratings.json"
    path.write_text('{"sqs-visibility/default": "again"}')
    done = run(tmp_path, "drill", "--answers", str(path), "--json")
    assert [review["rating"] for review in json.loads(done.stdout)["reviews"]] == ["again"]
    assert "sqs-visibility/default" in run(tmp_path, "undo").stdout
    assert json.loads(run(tmp_path, "due", "--json").stdout)["learning"] == 0


def test_a_broken_pack_is_reported_with_its_places_and_the_others_load(home: Path, tmp_path: Path) -> None:
    (tmp_path / "pack").mkdir()
    for path in GOOD.iterdir():
        (tmp_path / "pack" / path.name).write_text(path.read_text())
    (tmp_path / "pack" / "neighbour.yaml").write_text("title: [")
    done = run(home, "check", str(tmp_path / "pack"))
    assert done.returncode == 3
    assert "error[syntax]" in done.stdout
    assert run(home, "--pack", str(tmp_path / "pack"), "topics").returncode == 0


def test_a_damaged_journal_is_exit_code_four(tmp_path: Path) -> None:
    (tmp_path / "journal.db").write_bytes(b"no database " * 200)
    done = run(tmp_path, "undo")
    assert done.returncode == 4
    assert "damaged" in done.stderr


def test_a_pipe_that_closes_early_is_not_an_error(home: Path) -> None:
    command = f"{sys.executable} -m studykit explain sqs-visibility | head -1"
    done = subprocess.run(
        ["sh", "-c", command], env={**os.environ, "STUDYKIT_HOME": str(home)}, capture_output=True, check=False
    )
    assert done.stderr == b""


@pytest.mark.skipif(os.name != "posix", reason="a shell closes the streams")
@pytest.mark.parametrize("words", ["due", "topics", "drill"])
def test_streams_that_the_caller_has_closed_stop_nothing(home: Path, words: str) -> None:
    for closed in ("<&-", ">&-", "2>&-", "<&- >&- 2>&-"):
        command = f"{sys.executable} -m studykit {words} {closed}"
        done = subprocess.run(
            ["sh", "-c", command],
            env={**os.environ, "STUDYKIT_HOME": str(home), "TERM": "dumb"},
            capture_output=True,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, b""), closed
