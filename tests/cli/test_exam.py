"""`studykit exam` without a terminal: by line, from a file, resumed, listed, abandoned; and reserved items."""

from __future__ import annotations

import json
import os
import threading
from pathlib import Path
from typing import Any

import pytest

from studykit.app.exam import MonotonicClock
from studykit.cli.main import run as command
from studykit.store.exam_sittings import sittings
from studykit.store.journal import Journal
from studykit.store.lock import Lock
from tests.cli.exam_pack import exam_pack
from tests.cli.world import Done, World
from tests.shipped import CONTENT, copy_index


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return exam_pack(tmp_path_factory.mktemp("packs") / "generated", items=20, topics=12, each=6)


@pytest.fixture
def exam(world: World, pack: Path) -> Any:
    """Runs a command with the generated pack."""

    def run(*words: str, typed: str = "") -> Done:
        return world.run("--pack", str(pack), *words, typed=typed)

    return run


def answered(tmp_path: Path, answers: dict[str, object]) -> str:
    """Writes a file of answers and returns its path."""
    path = tmp_path / "answers.json"
    path.write_text(json.dumps(answers))
    return str(path)


def kept(world: World) -> Any:
    """Returns every exam of the journal, the oldest first."""
    with Journal.open(world.home / "journal.db") as journal:
        return sittings(journal)


def test_json_of_a_paper_answered_from_a_file_has_the_documented_keys(exam: Any, tmp_path: Path) -> None:
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


def test_gaps_in_a_file_exit_with_1_and_are_reviewed(exam: Any, tmp_path: Path) -> None:
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
def test_invalid_command_lines_print_one_line_and_exit_with_2(exam: Any, words: list[str], says: str) -> None:
    done = exam(*words)
    assert (done.code, done.out) == (2, "")
    assert says in done.err
    assert len(done.err.splitlines()) == 1


def test_a_seed_gives_the_same_paper_on_two_machines(pack: Path, tmp_path: Path) -> None:
    file = answered(tmp_path, {})
    words = ("--pack", str(pack), "exam", "--seed", "7", "--answers", file, "--json")
    first, second = (World(tmp_path / home).run(*words) for home in ("one", "two"))
    assert first.out == second.out
    again = World(tmp_path / "three").run(*words[:4], json.loads(first.out)["paper"], *words[5:])
    assert again.out == first.out


def test_papers_repeat_no_item_until_the_bank_is_used_up(exam: Any, world: World) -> None:
    for _ in range(3):
        exam("exam", typed="9\nsubmit\n")
    items = [item.id for one in kept(world) for item in one.exam.paper.items]
    assert len(set(items)) == len(items) == 60


def test_an_exam_whose_input_ended_resumes_with_its_answers(exam: Any, world: World) -> None:
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


def test_an_open_exam_is_listed_and_can_be_abandoned(exam: Any, world: World) -> None:
    exam("exam")
    assert exam("exam").code == 2
    assert json.loads(exam("exam", "list", "--json").out)[0]["state"] == "open"
    assert "is abandoned" in exam("exam", "abandon").out
    assert kept(world)[0].exam.end_reason == "abandoned"
    assert exam("exam", "review", kept(world)[0].id).code == 2


def test_an_exam_whose_time_ran_out_while_away_ends_at_its_deadline(exam: Any, world: World) -> None:
    exam("exam", typed="a\n")
    world.clock.wait(days=1)
    done = exam("exam", "resume")
    assert "The time ran out" in done.out
    assert kept(world)[0].finished.ended == kept(world)[0].exam.deadline


def test_a_clock_set_back_between_two_commands_gives_no_extra_time(exam: Any, world: World) -> None:
    exam("exam", typed="a\n")
    world.clock.wait(seconds=1200)
    exam("exam", "resume", typed="b\n")
    world.clock.wait(days=-1)
    assert "20:00 left" in exam("exam", "resume").out.replace("19:59", "20:00")


def test_a_handed_in_paper_can_be_reviewed_later_and_never_undone(exam: Any, world: World) -> None:
    exam("exam", typed="a\n9\nsubmit\n")
    one = kept(world)[0]
    assert one.finished.paper.id in exam("exam", "review", one.id[:4]).out
    assert "nothing to take back" in exam("undo").out


def test_only_questions_that_were_shown_count_as_answered(exam: Any, world: World) -> None:
    exam("exam", typed="a\n1\n9\nsubmit\n")
    with Journal.open(world.home / "journal.db") as journal:
        assert len(list(journal.entries("answer"))) == 2


def test_quizzes_ask_no_reserved_item_until_the_first_mock_exam(exam: Any, world: World, pack: Path) -> None:
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


def test_a_missed_question_is_quizzed_again_even_if_it_is_reserved(exam: Any, world: World) -> None:
    exam("exam", "-n", "5", typed="9\nsubmit\n")
    missed = {item["id"] for item in json.loads(exam("quiz", "--missed", "--json", typed="-\n\n" * 9).out)["items"]}
    assert missed == {kept(world)[0].exam.paper.items[0].id}


def test_two_terminals_cannot_run_an_exam_at_once(exam: Any, world: World) -> None:
    exam("exam")
    with Lock(world.home / "journal.db"):
        done = exam("exam", "resume")
    assert (done.code, "running in another terminal" in done.err) == (2, True)
    assert exam("exam", "resume").code == 0


def test_an_exam_can_be_limited_to_a_domain_or_a_topic(exam: Any, world: World) -> None:
    exam("exam", "--domain", "secure", typed="9\nsubmit\n")
    world.clock.wait(seconds=600)
    exam("exam", "--topic", "t03", typed="9\nsubmit\n")
    first, second = (one.exam.paper for one in kept(world))
    assert {item.domain for item in first.items} == {"secure"}
    assert {item.id.partition("/")[0] for item in second.items} == {"t03"}
    assert not first.whole
    assert not second.whole


def test_numbered_commands_of_the_line_form(exam: Any, world: World) -> None:
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


def test_the_clock_goes_on_when_the_wall_clock_is_set_back(world: World) -> None:
    environment, passed = world.environment(), iter([0, 0, 5000, 9000])
    environment.monotonic_ms = lambda: next(passed)
    clock = MonotonicClock(environment)
    start = clock()
    world.clock.wait(days=-1)
    assert [clock() - start, clock() - start] == [5000, 9000]


def test_the_clock_counts_the_time_in_which_the_machine_slept(world: World) -> None:
    environment = world.environment()
    environment.monotonic_ms = lambda: 0
    clock = MonotonicClock(environment)
    start = clock()
    world.clock.wait(seconds=3600)
    assert clock() - start == 3_600_000


def test_the_line_form_announces_the_time_and_ends_at_the_deadline(pack: Path, tmp_path: Path) -> None:
    world = World(tmp_path)
    source, sink = os.pipe()
    environment = world.environment()
    environment.stdin = os.fdopen(source)
    start = world.clock.ms
    later = threading.Timer(0.4, lambda: setattr(world.clock, "ms", start + 61_000))
    later.start()
    assert command(["--pack", str(pack), "exam", "-n", "3", "--minutes", "1.02"], environment) == 0
    later.join()
    os.close(sink)
    environment.stdin.close()
    written = environment.stdout.getvalue()  # type: ignore[attr-defined] # it is StringIO
    assert "The time is over" in written
    assert "1 minute left." in written


def test_an_exam_of_the_shipped_pack_runs(tmp_path: Path) -> None:
    world = World(tmp_path)
    environment = world.environment("a\n9\nsubmit\n")
    environment.roots = (CONTENT,)
    copy_index(tmp_path)
    assert command(["exam", "-n", "3"], environment) == 0
    assert "in the form of SAA-C03" in environment.stdout.getvalue()  # type: ignore[attr-defined] # it is StringIO
