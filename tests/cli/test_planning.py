"""A plan is one learner's: with their own weights, their pace, and the cards that they are asked."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import pytest

from studykit.app.history import history, weights_of
from studykit.app.pace import minutes_of, pace_of
from studykit.app.settings import read
from studykit.app.study import library
from studykit.memory.fsrs import WEIGHTS
from studykit.memory.schedule import fold
from studykit.memory.seconds import REVIEW_SECONDS
from studykit.store.journal import Journal
from tests.cli.exam_pack import exam_pack
from tests.cli.test_plan import made
from tests.cli.world import LITTLE, World


def adopt(world: World, factor: float) -> None:
    """Weights of somebody whose first memories last so many times as long."""
    w = [*(factor * weight for weight in WEIGHTS[:4]), *WEIGHTS[4:]]
    with Journal.open(world.home / "journal.db") as log:
        log.append("weights", "weights", {"model": "FSRS-6", "weights": w}, world.clock(), world.desk().day())


def mark(world: World, subject: str, what: str, **more: object) -> None:
    with Journal.open(world.home / "journal.db") as log:
        log.append("mark", subject, {"what": what, **more}, world.clock(), world.desk().day())


def answered(world: World, times: float, number: int = 200) -> None:
    """Reviews of cards that are in no pack any more, all good, on the ten days before this one."""
    day, took = world.desk().day(), round(1000 * times * REVIEW_SECONDS[2])
    with Journal.open(world.home / "journal.db") as log:
        log.db.execute("pragma synchronous = off")
        for place in range(number):
            for back in (10, place % 9 + 1) if times else (1,):
                data = {"rating": 3, "took": took if back < 10 else 0}
                log.append("review", f"gone/{place}", data, world.clock() - back * 86_400_000, day - back)


@pytest.mark.parametrize(("factor", "way"), [(0.2, -1), (5.0, 1)])
def test_a_plan_is_made_with_the_weights_that_were_adopted_and_not_kept_over_a_fit(
    world: World, factor: float, way: int
) -> None:
    world.run("drill", "--plain", typed="\n3\n" * 9)
    world.clock.wait(days=1)
    before = made(world, "--date", "2026-11-27", "--target", "0.99")
    adopt(world, factor)
    assert way * (made(world)["expected_recall"] - before["expected_recall"]) > 0.01  # type: ignore[operator] # floats


def card_minutes(world: World) -> float:
    """Minutes of all cards until the exam, by the plan that was kept."""
    return sum(load[2] for load in json.loads((world.home / "plan.json").read_text())["days"])


def test_minutes_are_those_of_the_learners_pace(tmp_path: Path) -> None:
    mean, slow = World(tmp_path / "mean"), World(tmp_path / "slow")
    for world, times in ((mean, 1.0), (slow, 2.0)):
        world.home.mkdir()
        answered(world, times)
        made(world, "--date", "2026-12-18")
    assert 1.7 < pace_of(Journal.open(slow.home / "journal.db"), slow.desk().day()) <= 2.0
    assert 1.6 < card_minutes(slow) / card_minutes(mean) <= 2.1


def test_minutes_of_cards_grow_with_the_pace_and_are_none_for_none() -> None:
    assert minutes_of(0, 0, 2.0) == 0
    assert minutes_of(0, 1, 0.4) == 1
    assert minutes_of(60, 60, 2.0) == pytest.approx(2 * minutes_of(60, 60, 1.0), abs=1)


def test_reviews_without_a_time_say_nothing_of_pace(world: World) -> None:
    answered(world, 0)
    assert pace_of(Journal.open(world.home / "journal.db"), world.desk().day()) == 1.0


def test_the_pace_of_a_month_ago_is_forgotten(world: World) -> None:
    answered(world, 2.0)
    assert pace_of(Journal.open(world.home / "journal.db"), world.desk().day() + 30) == 1.0


def test_cards_put_aside_are_not_counted_and_come_back(world: World) -> None:
    cards = library(world.desk()).card_ids()
    world.run("plan", "--date", "2026-12-18")
    mark(world, cards[0], "suspend")
    said = world.run("plan").out
    assert said.startswith(f"{len(cards) - 1} cards, ")
    assert "1 card put aside is not counted." in said
    mark(world, cards[0], "resume")
    assert world.run("plan").out.startswith(f"{len(cards)} cards, ")


@pytest.mark.parametrize(("until", "counted"), [("2026-12-17", True), ("2026-12-18", False)])
def test_what_a_placement_found_known_counts_when_it_comes_back_before_the_exam(
    world: World, until: str, counted: bool
) -> None:
    cards = library(world.desk()).card_ids()
    mark(world, cards[0], "known", until=date.fromisoformat(until).toordinal())
    said = world.run("plan", "--date", "2026-12-18").out
    assert said.startswith(f"{len(cards) - 1 + counted} cards, ")


def test_todays_reviews_are_those_that_drill_asks(world: World) -> None:
    world.run("plan", "--date", "2026-12-18")
    world.run("drill", "--plain", typed="\n1\n\n3\n" * 9)
    for _ in range(3):
        world.clock.wait(days=1)
        today = made(world)["today"]
        counts = json.loads(world.run("due", "--json").out)
        assert counts["new"] + counts["due"] + counts["learning"] == today["cards"]  # type: ignore[index] # a dict


def test_what_a_miss_called_is_among_todays_reviews_until_it_is_asked(world: World) -> None:
    cards = library(world.desk()).card_ids()
    world.run("plan", "--date", "2027-03-18")
    world.run("drill", "--plain", "--new", "9", typed="\n4\n" * 9)
    world.clock.wait(days=1)
    before = made(world)["today"]["cards"]  # type: ignore[index] # a dict
    mark(world, cards[0], "due")
    world.clock.wait(days=1)
    assert made(world)["today"]["cards"] == before + 1  # type: ignore[index] # a dict


def test_another_card_in_the_place_of_one_is_another_plan(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack, key = shutil.copytree(LITTLE, tmp_path / "little"), []
    monkeypatch.setattr("tests.cli.world.LITTLE", pack)
    for name in ("default", "usual"):
        note = pack / "sqs" / "hiding.yaml"
        note.write_text(note.read_text().replace("  default: {front", f"  {name}: {{front"))
        assert f"hiding/{name}" in library(world.desk()).card_ids()
        world.run("plan", "--date", "2026-12-18")
        key.append(json.loads((world.home / "plan.json").read_text())["key"])
    assert key[0] != key[1]


def test_mocks_are_those_of_the_pack_that_an_exam_is_of(world: World, tmp_path: Path) -> None:
    forms = []
    for words in ((), ("--pack", str(exam_pack(tmp_path / "own", items=11, topics=2, each=8)))):
        world.run(*words, "plan", "--date", "2026-12-18")
        forms.append(json.loads((world.home / "plan.json").read_text())["form"])
    assert forms == [10, 11]


def test_what_a_day_asks_for_can_be_typed(world: World) -> None:
    said = world.run("plan", "--date", "2026-11-25").out.splitlines()
    (commands,) = [line.split("; ") for line in said if line.startswith("studykit ")]
    assert commands[0] == "studykit drill"
    for command in [*commands, "studykit quiz sqs -n 2", "studykit drill --cram --limit 10"]:
        assert world.run(*command.split()[1:], typed="q\n").code == 0


def test_the_plan_learns_a_curve_and_drill_and_due_follow_it(world: World) -> None:
    answered(world, 1.0)
    made(world, "--date", "2026-12-18")
    settings, desk = read(world.home / "config.json"), world.desk()
    with Journal.open(world.home / "journal.db") as log:
        base, curved = weights_of(log), settings.curved(weights_of(log))
        assert curved[20] < base[20], "who never forgets has a flatter curve"
        assert {place for place in range(21) if curved[place] != base[place]} <= {8, 20}
        rows = [(e.data["rating"], e.at, e.day) for e in log.entries("review", "gone/0")]
        assert history(log, desk, settings).states["gone/0"].memory == fold(rows, "gone/0", w=curved).memory


def test_without_an_exam_nothing_is_learned_but_by_fit(world: World) -> None:
    answered(world, 1.0)
    world.run("drill", "--plain", typed="\n3\n")
    with Journal.open(world.home / "journal.db") as log:
        assert read(world.home / "config.json").curved(weights_of(log)) == weights_of(log)
