"""An old journal, old settings and an old pack give the answers that they gave when they were recorded.

`home` is a learner's folder after 26 days of study, made by the program of November 2026 and never made again: it stands
for the folders that people have. It holds every kind of event that the program wrote until then. `says.json` is what
the program answered at three moments: exit code, both streams, the events written, the settings and the files.

`scripts/test tests/yesterday --update` records the answers again; read the difference like prose.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import shutil
import sqlite3
import time
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
HOME = HERE / "home"


def run(home: Path, moment_ms: int, words: list[str], stdin: str = "") -> tuple[int, str, str]:
    """Runs a command at a moment; returns its exit code and what it wrote. These tests know no more of the program."""
    from studykit.app.environment import Environment
    from studykit.cli.main import run as command

    out, err = _Text(), _Text()
    environment = Environment(
        stdin=_Text(stdin),
        stdout=out,
        stderr=err,
        env={"LANG": "C.UTF-8", "TERM": "xterm", "COLUMNS": "80", "LINES": "24"},
        now=lambda: moment_ms,
        monotonic_ms=lambda: moment_ms,
        roots=(home / "packs",),
        journal=home / "journal.db",
        index=home / "index.db",
        settings=home / "config.json",
    )
    return command(words, environment), out.getvalue(), err.getvalue()


class _Text(io.StringIO):
    encoding = "utf-8"


def says(home: Path, moment_ms: int, case: dict[str, Any]) -> dict[str, Any]:
    """Returns the answer to a case, on a fresh copy of the journal and the settings in `home`."""
    fresh(home, bool(case.get("plan")))
    place = str(home)
    for name, answers in case.get("answers", {}).items():
        (home / name).write_text(json.dumps(answers), encoding="utf-8")
    for before in case.get("before", []):
        run(home, moment_ms, [word.replace("<home>", place) for word in before])
    old, settings = events(home), (home / "config.json").read_text(encoding="utf-8")
    words = [word.replace("<home>", place) for word in case["words"]]
    code, out, err = run(home, moment_ms, words, case.get("typed", ""))
    told: dict[str, Any] = {"code": code, "out": tidy(out, home), "err": tidy(err, home)}
    new = events(home)
    assert new[: len(old)] == old, "an event that was there has changed"
    if new[len(old) :]:
        told["events"] = [[*row[:5], json.loads(row[5])] for row in new[len(old) :]]
    if (home / "config.json").read_text(encoding="utf-8") != settings:
        told["settings"] = json.loads((home / "config.json").read_text(encoding="utf-8"))
    for name in case.get("writes", []):
        text = tidy((home / name).read_text(encoding="utf-8"), home)
        told.setdefault("files", {})[name] = hashlib.sha256(text.encode()).hexdigest()
    return told


def fresh(home: Path, plan: bool = False) -> None:
    """Copies the recorded journal and settings into a folder that has the packs.

    The index there stays, because it depends only on the packs. `plan`: the cached plan of the day is copied too.
    """
    home.mkdir(exist_ok=True)
    for path in home.iterdir():
        if path.is_file() and path.name != "index.db":
            path.unlink()
    if not (home / "packs").exists():
        shutil.copytree(HOME / "packs", home / "packs")
    for name in ("journal.db", "config.json", *(["plan.json"] if plan else [])):
        shutil.copyfile(HOME / name, home / name)


def events(home: Path) -> list[tuple[Any, ...]]:
    """Returns every event of a journal in the order of writing, merged ones first, without the help of the program."""
    base = sqlite3.connect(home / "journal.db")
    try:
        (device,) = base.execute("select id from device").fetchone()
        rows = base.execute("select id, at, day, kind, subject, data from event").fetchall()
    finally:
        base.close()
    return sorted(rows, key=lambda row: (row[0].startswith(f"{device}-"), row[0]))


def tidy(text: str, home: Path) -> str:
    """Returns a text without the parts that differ between machines and versions of Python."""
    text = text.replace(str(home), "<home>")
    text = re.sub(r"(?m)^(ok   studykit  ).*$", r"\1<versions>", text)
    return re.sub(r"<home>[\w./-]*", lambda found: found[0].replace("\\", "/"), text)


RECORD = HERE / "says.json"
SAYS: dict[str, Any] = json.loads(RECORD.read_text(encoding="utf-8"))
CASES = [(moment, case) for moment in SAYS for case in SAYS[moment]["cases"]]


@pytest.fixture(scope="module", autouse=True)
def _in_utc() -> Any:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", "UTC")
        for name in [name for name in os.environ if name.startswith("STUDYKIT_")]:
            patch.delenv(name)
        time.tzset()
        yield
    time.tzset()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("yesterday") / "home"


@pytest.mark.parametrize(("moment", "name"), CASES, ids=[f"{moment}: {name}" for moment, name in CASES])
def test_an_old_journal_gives_the_answers_that_it_gave(
    home: Path, moment: str, name: str, request: pytest.FixtureRequest
) -> None:
    then = SAYS[moment]["cases"][name]
    told = says(home, SAYS[moment]["ms"], then["case"])
    if request.config.getoption("--update"):
        then["says"] = told
        RECORD.write_text(json.dumps(SAYS, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    assert told == then["says"]
    assert str(home) not in json.dumps(told)


def test_the_record_has_three_moments_and_every_kind_of_event(home: Path) -> None:
    fresh(home)
    assert len(SAYS) == 3
    assert len(CASES) > 60
    kinds = {row[3] for row in events(home)}
    assert kinds == {"review", "answer", "prediction", "sitting", "mark", "undo", "weights"}


@pytest.mark.parametrize("moment", SAYS)
def test_no_command_changes_an_event_that_was_written(home: Path, moment: str) -> None:
    fresh(home)
    before = events(home)
    for words, typed in (
        (["due"], ""),
        (["drill", "--limit", "3"], "\n3\n" * 3),
        (["quiz", "-n", "2", "--seed", "5"], "a\n\n" * 4),
        (["plan"], ""),
        (["undo"], ""),
        (["undo"], ""),
        (["exam", "resume"], "9\nsubmit\n"),
        (["stats"], ""),
    ):
        run(home, SAYS[moment]["ms"], words, typed)
    after = events(home)
    assert after[: len(before)] == before
    assert len(after) > len(before)
