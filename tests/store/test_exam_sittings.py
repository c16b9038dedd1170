"""Exam sittings in the journal: read back, ended as a whole, merged from two devices, locked for one terminal."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from studykit.errors import UsageError
from studykit.items import Single
from studykit.sittings.exam_score import finish
from studykit.sittings.moves import Act, AnswerItem, Go, Submit
from studykit.sittings.paper import Paper, PaperItem
from studykit.store.exam_sittings import StoredExam, append_move, end, sitting, sittings, start
from studykit.store.journal import Journal
from studykit.store.lock import Lock

PAPER = Paper("0-x", "p", tuple(PaperItem(f"t/{n}", "d", f"p{n}", True, 1, ("a", "b")) for n in range(3)), 10, (5,))
QUESTIONS = {item.id: Single(stem="?", options={"a": "A", "b": "B"}, key="a") for item in PAPER.items}


def sat(journal: Journal, now: int = 0) -> StoredExam:
    """Writes a submitted sitting: the first item is right, the second was seen, the third was never shown."""
    begun = start(journal, PAPER, now, 1)
    exam = begun.exam
    for place, move in enumerate((AnswerItem(0, ("a",), True), Go(1)), start=1):
        exam = exam.after(move, now + place)
        append_move(journal, begun.id, move, now + place, 1)
    exam = exam.after(Submit(), now + 9)
    end(journal, begun.id, Submit(), finish(exam, begun.id, QUESTIONS), now + 9, 1)
    return StoredExam(begun.id, exam)


def test_a_sitting_is_read_back(tmp_path: Path) -> None:
    with Journal.open(tmp_path / "journal.db") as journal:
        made = sat(journal)
        found = sitting(journal, made.id[:3])
        assert found.exam == made.exam
        assert found.finished == finish(made.exam, made.id, QUESTIONS)


def test_the_end_writes_answers_for_shown_items_and_undo_leaves_them(tmp_path: Path) -> None:
    with Journal.open(tmp_path / "journal.db") as journal:
        name = sat(journal).id
        answers = [(entry.subject, entry.data["right"], entry.data["sitting"]) for entry in journal.entries("answer")]
        assert answers == [("t/0", True, name), ("t/1", False, name)]
        assert journal.undo(99, 1) == ()


def test_an_abandoned_sitting_has_no_score(tmp_path: Path) -> None:
    with Journal.open(tmp_path / "journal.db") as journal:
        begun = start(journal, PAPER, 0, 1)
        end(journal, begun.id, Act.ABANDON, None, 5, 1)
        assert sitting(journal, begun.id).finished is None
        assert list(journal.entries("answer")) == []


def test_sittings_of_two_devices_are_merged(tmp_path: Path) -> None:
    with Journal.open(tmp_path / "one.db") as one, Journal.open(tmp_path / "two.db") as two:
        names = {sat(one).id, sat(two, 100).id}
        one.merge(tmp_path / "two.db")
        assert {kept.id for kept in sittings(one) if kept.finished} == names


def test_an_id_of_no_sitting_or_of_two_is_reported(tmp_path: Path) -> None:
    with Journal.open(tmp_path / "journal.db") as journal:
        sat(journal)
        sat(journal, 100)
        with pytest.raises(UsageError, match="names more than one sitting; studykit exam list shows 2"):
            sitting(journal, "")
        with pytest.raises(UsageError, match="'zz' names no sitting"):
            sitting(journal, "zz")


def test_a_lock_ends_with_the_process_that_holds_it(tmp_path: Path) -> None:
    code = (
        "import os, pathlib, sys; from studykit.store.lock import Lock; "
        "Lock(pathlib.Path(sys.argv[1])).__enter__(); print('held', flush=True); sys.stdin.read()"
    )
    words = [sys.executable, "-c", code, str(tmp_path / "journal.db")]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(UsageError, match="running in another terminal"), Lock(tmp_path / "journal.db"):
            pass
        holder.kill()
    with Lock(tmp_path / "journal.db"):
        pass
