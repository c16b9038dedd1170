"""The journal: acknowledged events are on disk, and a journal that cannot be used is left alone."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from studykit.errors import JournalError
from studykit.store.journal import Journal

WRITER = textwrap.dedent(
    """
    import sys
    from pathlib import Path
    from studykit.store.journal import Journal
    journal = Journal.open(Path(sys.argv[1]))
    for number in range(100_000):
        journal.append("answer", f"t/{number}", {"right": True}, number, 1)
        print(number, flush=True)
    """
)


def subjects(journal: Journal, kind: str | None = None) -> list[str]:
    return [entry.subject for entry in journal.entries(kind)]


def test_entries_are_read_in_order_with_their_data(tmp_path: Path) -> None:
    with Journal.open(tmp_path / "sub" / "j.db") as journal:
        journal.append("answer", "t/a", {"chosen": ["x"], "right": False}, 10, 5)
        journal.append("review", "t/b", {"rating": 3}, 20, 5)
        assert [(e.subject, dict(e.data)) for e in journal.entries()] == [
            ("t/a", {"chosen": ["x"], "right": False}),
            ("t/b", {"rating": 3}),
        ]


def test_undo_takes_one_event_after_another_and_never_an_undo(tmp_path: Path) -> None:
    with Journal.open(tmp_path / "j.db") as journal:
        for number in range(3):
            journal.append("review", f"t/{number}", {"rating": 3}, number, 1)
        assert [one.subject for at in (9, 10) for one in journal.undo(at, 1)] == ["t/2", "t/1"]
        assert subjects(journal) == ["t/0"]
        journal.undo(11, 1)
        assert journal.undo(12, 1) == ()


def test_no_event_is_ever_changed(tmp_path: Path) -> None:
    with Journal.open(tmp_path / "j.db") as journal:
        journal.append("review", "t/a", {"rating": 1}, 1, 1)
        before = journal.db.execute("select * from event").fetchall()
        journal.undo(2, 1)
        assert set(before) <= set(journal.db.execute("select * from event").fetchall())


def test_two_journals_merge_into_the_same_set_in_any_order(tmp_path: Path) -> None:
    paths = [tmp_path / "one.db", tmp_path / "two.db"]
    for number, path in enumerate(paths):
        with Journal.open(path) as journal:
            journal.append("review", f"t/{number}", {"rating": 3}, number, 1)
    for path, other in (paths, reversed(paths)):
        with Journal.open(path) as journal:
            journal.merge(other)
            assert subjects(journal) == ["t/0", "t/1"]
            assert journal.merge(other) == 0


def test_a_killed_process_loses_no_acknowledged_event(tmp_path: Path) -> None:
    for number in range(25):
        path = tmp_path / f"{number}.db"
        child = subprocess.Popen([sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, text=True)
        assert child.stdout is not None
        child.stdout.readline()
        os.kill(child.pid, signal.SIGKILL)
        said = 1 + len(child.stdout.read().split())
        child.stdout.close()
        child.wait()
        with Journal.open(path) as journal:
            assert len(subjects(journal)) >= said


def test_an_entry_is_on_disk_within_a_few_milliseconds(tmp_path: Path) -> None:
    with Journal.open(tmp_path / "j.db") as journal:
        times = []
        for number in range(50):
            start = time.perf_counter()
            journal.append("review", "t/a", {"rating": 3}, number, 1)
            times.append(time.perf_counter() - start)
        assert sorted(times)[25] < 0.05


def failing(path: Path) -> str:
    with pytest.raises(JournalError) as told, Journal.open(path) as journal:
        journal.append("review", "t/a", {"rating": 3}, 1, 1)
    assert "\n" not in str(told.value)
    assert told.value.exit == 4
    return str(told.value)


def test_a_locked_journal_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("studykit.store.journal.PATIENCE", 0.05)
    Journal.open(tmp_path / "j.db").db.close()
    other = sqlite3.connect(tmp_path / "j.db", isolation_level=None)
    other.execute("begin exclusive")
    assert "locked" in failing(tmp_path / "j.db")
    other.close()


def test_a_newer_journal_is_left_alone(tmp_path: Path) -> None:
    with Journal.open(tmp_path / "j.db") as journal:
        journal.db.execute("pragma user_version = 99")
    before = (tmp_path / "j.db").read_bytes()
    assert "version 99" in failing(tmp_path / "j.db")
    assert (tmp_path / "j.db").read_bytes() == before


def test_a_damaged_journal_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "j.db").write_bytes(b"this is no database, and it is long enough to be one" * 50)
    before = (tmp_path / "j.db").read_bytes()
    assert "damaged" in failing(tmp_path / "j.db")
    assert (tmp_path / "j.db").read_bytes() == before


def test_a_folder_in_place_of_the_journal_is_reported(tmp_path: Path) -> None:
    (tmp_path / "j.db").mkdir()
    assert "is a folder" in failing(tmp_path / "j.db")
