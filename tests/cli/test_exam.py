"""`studykit exam` without a terminal: by line, from a file, resumed, listed, abandoned; and what quizzes leave alone."""

from __future__ import annotations

import json
import os
import threading
from pathlib import Path
from typing import Any

import pytest

from studykit.app.exam import Steady
from studykit.cli.main import run as command
from studykit.store.exam_sittings import sittings
from studykit.store.journal import Journal
from studykit.store.lock import Lock
from tests.cli.exam_pack import exam_pack
from tests.cli.world import Done, World


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return exam_pack(tmp_path_factory.mktemp("packs") / "generated", items=20, topics=12, each=6)


@pytest.fixture
def exam(world: World, pack: Path) -> Any:
    """A command with the generated pack."""

    def run(*words: str, typed: str = "") -> Done:
        return world.run("--pack", str(pack), *words, typed=typed)

    return run


def answered(tmp_path: Path, answers: dict[str, object]) -> str:
    path = tmp_path / "answers.json"
    path.write_text(json.dumps(answers))
    return str(path)


def kept(world: World) -> Any:
    with Journal.open(world.home / "journal.db") as journal:
        return sittings(journal)


def test_a_file_of_answers_gives_the_promised_value(exam: Any, tmp_path: Path) -> None:
    everything = {f"t{n:02}/i{m}": ["alpha", "beta"] if m == 4 else "alpha" for n in range(12) for m in range(6)}
    done = exam("exam", "--answers", answered(tmp_path, everything), "--json")
    value = json.loads(done.out)
    assert done.code == 0
    assert list(value) == [
        "paper",
        "items",
        "right",
        "scored",
        "scored_right",
        "domains",
        "interval",
        "chance",
        "review",
    ]
    assert (value["items"], value["right"], value["scored"], value["scored_right"], value["review"]) == (
        20,
        20,
        16,
        16,
        [],
    )
    assert {name: part["items"] for name, part in value["domains"].items()} == {
        "secure": 6,
        "resilient": 5,
        "high-performing": 5,
        "cost-optimized": 4,
    }
    assert list(value["chance"]) == ["0.68", "0.72", "0.76"]


def test_gaps_end_with_one_and_are_reviewed(exam: Any, tmp_path: Path) -> None:
    done = exam("exam", "-n", "5", "--answers", answered(tmp_path, {}), "--json")
    assert (done.code, len(json.loads(done.out)["review"])) == (1, 5)
    assert "5 of 5 questions have no answer" in done.err


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["exam", "rezume"], "did you mean 'resume'?"),
        (["exam", "--domain", "secured"], "did you mean 'secure'?"),
        (["exam", "--topic", "t99"], "no topic named 't99'"),
        (["exam", "--seed", "x"], "the seed is 'x'"),
        (["exam", "--seed", "0-00000000"], "is of other content or other options"),
        (["exam", "--missed"], "nothing was missed"),
        (["exam", "resume"], "no sitting is open"),
        (["exam", "abandon"], "no sitting is open"),
        (["exam", "review"], "takes the id of a sitting"),
        (["exam", "review", "zz"], "names no sitting"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_what_cannot_be_meant_is_one_line_and_two(exam: Any, words: list[str], says: str) -> None:
    done = exam(*words)
    assert (done.code, done.out) == (2, "")
    assert says in done.err
    assert len(done.err.splitlines()) == 1


def test_a_paper_is_the_same_in_two_homes(pack: Path, tmp_path: Path) -> None:
    file = answered(tmp_path, {})
    words = ("--pack", str(pack), "exam", "--seed", "7", "--answers", file, "--json")
    first, second = (World(tmp_path / home).run(*words) for home in ("one", "two"))
    assert first.out == second.out
    again = World(tmp_path / "three").run(*words[:4], json.loads(first.out)["paper"], *words[5:])
    assert again.out == first.out


def test_papers_repeat_nothing_until_the_bank_is_used_up(exam: Any, world: World) -> None:
    for _ in range(3):
        exam("exam", typed="9\nsubmit\n")
    items = [item.id for one in kept(world) for item in one.exam.paper.items]
    assert len(set(items)) == len(items) == 60


def test_what_was_typed_is_resumed_after_the_input_ended(exam: Any, world: World) -> None:
    done = exam("exam", typed="B\n4\n5 a\n1\nc\n")
    assert (done.code, done.err) == (0, "")
    assert "studykit exam resume" in done.out
    world.clock.wait(seconds=600)
    again = exam("exam", "resume", typed="7\n9\nno\n9\nsubmit\n")
    assert "Question 2 of 20. 30:00 left." in again.out
    assert "19 are open" in again.out or "18 are open" in again.out
    one = kept(world)[0]
    assert one.exam.sheet[0].sure
    assert one.exam.sheet[0].flag
    assert one.exam.end_reason == "submitted"


def test_an_open_sitting_is_named_and_can_be_abandoned(exam: Any, world: World) -> None:
    exam("exam")
    assert exam("exam").code == 2
    assert json.loads(exam("exam", "list", "--json").out)[0]["state"] == "open"
    assert "is abandoned" in exam("exam", "abandon").out
    assert kept(world)[0].exam.end_reason == "abandoned"
    assert exam("exam", "review", kept(world)[0].id).code == 2


def test_time_that_ran_out_unseen_ends_the_sitting_as_it_was(exam: Any, world: World) -> None:
    exam("exam", typed="a\n")
    world.clock.wait(days=1)
    done = exam("exam", "resume")
    assert "The time ran out" in done.out
    assert kept(world)[0].finished.ended == kept(world)[0].exam.deadline


def test_a_clock_set_back_gives_no_time(exam: Any, world: World) -> None:
    exam("exam", typed="a\n")
    world.clock.wait(seconds=1200)
    exam("exam", "resume", typed="b\n")
    world.clock.wait(days=-1)
    assert "20:00 left" in exam("exam", "resume").out.replace("19:59", "20:00")


def test_a_handed_in_paper_is_reviewed_at_any_time_and_never_taken_back(exam: Any, world: World) -> None:
    exam("exam", typed="a\n9\nsubmit\n")
    one = kept(world)[0]
    assert one.finished.paper.id in exam("exam", "review", one.id[:4]).out
    assert "nothing to take back" in exam("undo").out


def test_only_what_was_shown_counts_as_answered(exam: Any, world: World) -> None:
    exam("exam", typed="a\n1\n9\nsubmit\n")
    with Journal.open(world.home / "journal.db") as journal:
        assert len(list(journal.entries("answer"))) == 2


def test_quizzes_leave_two_forms_alone_until_the_first_mock(exam: Any, world: World, pack: Path) -> None:
    everything = "-\n\n" * 80
    asked = {
        item["id"]
        for item in json.loads(exam("quiz", "-n", "200", "--seed", "1", "--json", typed=everything).out)["items"]
    }
    assert len({name for name in asked if name.startswith("t")}) == 72 - 36
    exam("exam", typed="9\nsubmit\n")
    assert not asked & {item.id for item in kept(world)[0].exam.paper.items}
    again = json.loads(exam("quiz", "-n", "200", "--seed", "1", "--json", typed=everything).out)["items"]
    assert len({item["id"] for item in again if item["id"].startswith("t")}) == 72


def test_a_question_that_was_missed_is_asked_again_though_it_was_to_be_kept_back(exam: Any, world: World) -> None:
    exam("exam", "-n", "5", typed="9\nsubmit\n")
    missed = {item["id"] for item in json.loads(exam("quiz", "--missed", "--json", typed="-\n\n" * 9).out)["items"]}
    assert missed == {kept(world)[0].exam.paper.items[0].id}


def test_two_terminals_cannot_run_one_sitting(exam: Any, world: World) -> None:
    exam("exam")
    with Lock(world.home / "journal.db"):
        done = exam("exam", "resume")
    assert (done.code, "running in another terminal" in done.err) == (2, True)
    assert exam("exam", "resume").code == 0


def test_a_domain_or_a_topic_alone_can_be_sat(exam: Any, world: World) -> None:
    exam("exam", "--domain", "secure", typed="9\nsubmit\n")
    world.clock.wait(seconds=600)
    exam("exam", "--topic", "t03", typed="9\nsubmit\n")
    first, second = (one.exam.paper for one in kept(world))
    assert {item.domain for item in first.items} == {"secure"}
    assert {item.id.partition("/")[0] for item in second.items} == {"t03"}
    assert not first.whole
    assert not second.whole


def test_commands_by_number_do_what_they_say(exam: Any, world: World) -> None:
    typed = "3 4\n6 look again\n5 b\n5 b\n5 a\n2\n3 99\n8\nab\nz\n5\n?\n7\n0\n"
    done = exam("exam", "--domain", "secure", typed=typed)
    for says in (
        "Question 4 of 6.",
        "Noted.",
        "Struck out: B.",
        "Struck out: none.",
        "Question 3 of 6.",
        "3 takes a question from 1 to 6",
        "12:00 left; 0 answered, on pace.",
        "'Z' is no option",
        "5 takes a letter",
        "9         hand in",
        "Open: 1 2 3 4 5 6.",
    ):
        assert says in done.out
    sheet = kept(world)[0].exam.sheet
    assert sheet[3].note == "look again"
    assert sheet[3].struck == (kept(world)[0].exam.paper.items[3].order[0],)


def test_a_clock_set_back_while_the_room_is_open_gives_no_time(world: World) -> None:
    ticks = iter([0, 0, 5000, 9000])
    desk = world.desk()
    desk.ticks = lambda: next(ticks)
    steady = Steady(desk)
    start = steady()
    world.clock.wait(days=-1)
    assert [steady() - start, steady() - start] == [5000, 9000]


def test_a_machine_that_slept_has_lost_the_time(world: World) -> None:
    desk = world.desk()
    desk.ticks = lambda: 0
    steady = Steady(desk)
    start = steady()
    world.clock.wait(seconds=3600)
    assert steady() - start == 3_600_000


def test_lines_announce_the_time_and_end_by_themselves(pack: Path, tmp_path: Path) -> None:
    world = World(tmp_path)
    source, sink = os.pipe()
    desk = world.desk()
    desk.stdin, desk.packs = os.fdopen(source), (pack,)
    start = world.clock.ms
    later = threading.Timer(0.4, lambda: setattr(world.clock, "ms", start + 61_000))
    later.start()
    assert command(["--pack", str(pack), "exam", "-n", "3", "--minutes", "1.02"], desk) == 0
    later.join()
    os.close(sink)
    desk.stdin.close()
    written = desk.stdout.getvalue()  # type: ignore[attr-defined] # it is StringIO
    assert "The time is over" in written
    assert "1 minute left." in written


def test_the_shipped_pack_can_be_sat(tmp_path: Path) -> None:
    world = World(tmp_path)
    desk = world.desk("a\n9\nsubmit\n")
    desk.roots = (Path(__file__).parents[2] / "content",)
    assert command(["exam", "-n", "3"], desk) == 0
    assert "in the form of SAA-C03" in desk.stdout.getvalue()  # type: ignore[attr-defined] # it is StringIO
