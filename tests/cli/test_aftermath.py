"""After an exam: its report, the review of its misses, the cards that become due, and the first screen."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from studykit.store.journal import Journal
from tests.cli.exam_pack import exam_pack
from tests.cli.pty_world import Screen
from tests.cli.world import Done, World, light_due
from tests.shipped import LITTLE

SEVEN = "9\nsubmit\n"


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Generates a pack whose topics have cards."""
    folder = exam_pack(tmp_path_factory.mktemp("packs") / "generated", items=7, topics=4, each=6)
    for path in folder.glob("t*.yaml"):
        topic = json.loads(path.read_text())
        topic["cards"] = {f"c{n}": {"front": f"What is {n}?", "back": "So", "fact": "one"} for n in range(3)}
        path.write_text(json.dumps(topic))
    return folder


@pytest.fixture
def exam(world: World, pack: Path) -> Any:
    """Runs a command with the generated pack."""

    def run(*words: str, typed: str = "") -> Done:
        return world.run("--pack", str(pack), *words, typed=typed)

    return run


@pytest.fixture
def sitting(exam: Any) -> str:
    """Hands in a paper of seven without an answer; returns its id."""
    exam("exam", typed=SEVEN)
    return str(json.loads(exam("exam", "list", "--json").out)[0]["id"])


def marks(world: World, what: str) -> list[Any]:
    """Returns the marks of a kind in the journal."""
    with Journal.open(world.home / "journal.db") as journal:
        return [entry for entry in journal.entries("mark") if entry.data["what"] == what]


def test_five_misses_are_reviewed_today_and_the_others_tomorrow(exam: Any, world: World, sitting: str) -> None:
    done = exam("exam", "review", sitting, typed="\n" + "\n1\n" * 9)
    assert "Misses to review: 7 of 7, 5 now and the other 2 due tomorrow." in done.out
    assert "Misses to review: 2 of 7, 2 due tomorrow." in done.out
    assert len(marks(world, "review")) == 5
    world.clock.wait(days=1)
    assert (
        "The review is done: 7 of 7. did not know 5, misread 2."
        in exam("exam", "review", sitting, typed="\n" + "\n2\n" * 2).out
    )


def test_an_interrupted_review_resumes_at_the_next_miss(exam: Any, world: World, sitting: str) -> None:
    exam("exam", "review", sitting, typed="\n\n3\n\n")
    assert [mark.data["why"] for mark in marks(world, "review")] == ["reasoning"]
    assert "Misses to review: 6 of 7, 4 now and the other 2 due tomorrow." in exam("exam", "review", sitting).out


def test_the_review_shows_stem_key_and_sources(exam: Any, sitting: str) -> None:
    out = exam("exam", "review", sitting, typed="\nr\n").out
    assert "Which is it?" in out
    assert "the key is" in out
    assert "docs.aws.amazon.com" in out


def test_each_miss_makes_one_card_due_however_often_it_is_reviewed(exam: Any, world: World, sitting: str) -> None:
    exam("exam", "review", sitting)
    called = marks(world, "due")
    assert len({mark.data["item"] for mark in called}) == len(called) == 7
    assert len({mark.subject for mark in called}) == 7
    assert json.loads(exam("due", "--json").out)["due"] == 7


def test_a_missed_card_is_due_today_until_it_is_reviewed(exam: Any, world: World) -> None:
    exam("drill", "t00", "t01", "t02", "t03", "--new", "99", typed="\n4\n" * 12)
    world.clock.wait(days=1)
    assert json.loads(exam("due", "--json").out)["due"] == 0
    exam("exam", typed=SEVEN)
    assert json.loads(exam("due", "--json").out)["due"] == 7
    exam("drill", typed="\n3\n" * 7)
    assert json.loads(exam("due", "--json").out)["due"] == 0


def test_the_fast_due_command_counts_cards_that_a_miss_made_due(
    exam: Any, world: World, pack: Path, sitting: str
) -> None:
    exam("drill", "--limit", "2", typed="\n3\n" * 2)
    slow = json.loads(exam("due", "--json").out)
    (index,) = world.home.glob("index-*.db")
    at = replace(world.environment(), index=index, roots=(LITTLE, pack))
    assert (light_due(at, world.study().day()), slow["due"]) == (slow, 5)


def test_the_first_screen_offers_the_review_the_open_exam_and_the_retest(exam: Any, world: World, sitting: str) -> None:
    assert f"studykit exam review {sitting}" in exam().out
    world.clock.wait(days=2)
    assert "studykit exam --missed -n 15" in exam().out
    exam("exam")
    assert "Go on with the paper (14:00 left)" in exam().out


def test_a_retest_asks_a_variant_of_a_missed_item(exam: Any, tmp_path: Path) -> None:
    given = tmp_path / "given.json"
    given.write_text(json.dumps({"t00/i0": "beta", "t00/i1": "beta", "t00/i2": "alpha"}))
    exam("quiz", "t00", "--answers", str(given))
    retest = json.loads(exam("exam", "--missed", "-n", "2", "--answers", str(given), "--json").out)
    assert sorted(retest["review"]) == ["t00/i1", "t00/i3"]


def test_the_report_is_written_as_html_and_markdown(exam: Any, tmp_path: Path, sitting: str) -> None:
    page, text = tmp_path / "r.html", tmp_path / "r.md"
    exam("exam", "review", sitting, "--html", str(page), "--md", str(text))
    assert page.read_text().count("Which is it?") == text.read_text().count("Which is it?") == 7
    assert "| Secure | 0 | 2 |" in text.read_text()
    assert "http" not in page.read_text().replace("https://docs.aws.amazon.com", "")


def test_report_files_need_a_review_and_a_writable_path(exam: Any, tmp_path: Path, sitting: str) -> None:
    assert exam("exam", "--md", "x").err.strip().endswith("--html and --md go with exam review ID")
    done = exam("exam", "review", sitting, "--md", str(tmp_path / "no" / "x.md"))
    assert (done.code, "cannot be written: No such file or directory" in done.err) == (2, True)


def test_a_mark_made_in_the_review_can_be_undone_and_the_miss_stays_open(exam: Any, world: World, sitting: str) -> None:
    out = exam("exam", "review", sitting, typed="\ns\nu\n\n4\n").out
    assert "Taken back: the mark 'suspend'" in out
    assert (len(marks(world, "suspend")), len(marks(world, "review"))) == (0, 1)


@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (60, 20)])
def test_a_miss_is_reviewed_with_single_keys(pack: Path, sitting: str, world: World, columns: int, rows: int) -> None:
    words = ("--pack", str(pack), "exam", "review", sitting)
    with Screen(world.home, *words, columns=columns, rows=rows) as screen:
        screen.until("Enter review")
        screen.press("\r")
        screen.until("the key is")
        screen.press("\r")
        screen.until("Why was it missed?")
        screen.press("2")
        screen.until("Question")
        screen.press("q")
        screen.until("Misses to review: 6 of 7")
        assert screen.ended() == 0
    assert [mark.data["why"] for mark in marks(world, "review")] == ["misread"]
