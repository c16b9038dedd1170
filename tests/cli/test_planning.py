"""A plan belongs to one learner: it has their weights, their pace, and the cards that they are asked."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import pytest

from studykit.app.history import weights_of
from studykit.app.pace import minutes_of, review_pace
from studykit.memory.fsrs import WEIGHTS
from studykit.memory.schedule import fold
from studykit.memory.seconds import REVIEW_SECONDS
from studykit.store.journal import Journal
from tests.cli.exam_pack import exam_pack
from tests.cli.test_plan import made
from tests.cli.world import World
from tests.shipped import LITTLE


def adopt(world: World, factor: float) -> None:
    """Adopts weights with which first memories last `factor` times as long."""
    w = [*(factor * weight for weight in WEIGHTS[:4]), *WEIGHTS[4:]]
    with Journal.open(world.home / "journal.db") as journal:
        journal.append("weights", "weights", {"model": "FSRS-6", "weights": w}, world.clock(), world.study().day())


def mark(world: World, subject: str, what: str, **more: object) -> None:
    with Journal.open(world.home / "journal.db") as journal:
        journal.append("mark", subject, {"what": what, **more}, world.clock(), world.study().day())


def reviewed(world: World, times: float, number: int = 200) -> None:
    """Writes good reviews of cards that are in no pack, on the ten days before today.

    `times`: their seconds over those of the mean; 0: they have no time.
    """
    day, took = world.study().day(), round(1000 * times * REVIEW_SECONDS[2])
    with Journal.open(world.home / "journal.db") as journal:
        journal.db.execute("pragma synchronous = off")
        for place in range(number):
            for back in (10, place % 9 + 1) if times else (1,):
                data = {"rating": 3, "took": took if back < 10 else 0}
                journal.append("review", f"gone/{place}", data, world.clock() - back * 86_400_000, day - back)


@pytest.mark.parametrize(("factor", "way"), [(0.2, -1), (5.0, 1)])
def test_adopted_weights_change_the_plan_at_once(world: World, factor: float, way: int) -> None:
    world.run("drill", "--plain", typed="\n3\n" * 9)
    world.clock.wait(days=1)
    before = made(world, "--date", "2026-11-27", "--target", "0.99")
    adopt(world, factor)
    assert way * (made(world)["expected_recall"] - before["expected_recall"]) > 0.01  # type: ignore[operator] # floats


def card_minutes(world: World) -> float:
    """Returns the minutes of all cards until the exam, by the cached plan."""
    return sum(load[2] for load in json.loads((world.home / "plan.json").read_text())["days"])


def test_a_slow_learner_needs_more_minutes(tmp_path: Path) -> None:
    mean, slow = World(tmp_path / "mean"), World(tmp_path / "slow")
    for world, times in ((mean, 1.0), (slow, 2.0)):
        world.home.mkdir()
        reviewed(world, times)
        made(world, "--date", "2026-12-18")
    assert 1.7 < review_pace(slow.study()) <= 2.0
    assert 1.6 < card_minutes(slow) / card_minutes(mean) <= 2.1


def test_minutes_of_cards_grow_with_the_pace_and_are_0_without_cards() -> None:
    assert minutes_of(0, 0, 2.0) == 0
    assert minutes_of(0, 1, 0.4) == 1
    assert minutes_of(60, 60, 2.0) == pytest.approx(2 * minutes_of(60, 60, 1.0), abs=1)


def test_reviews_without_a_time_do_not_change_the_pace(world: World) -> None:
    reviewed(world, 0)
    assert review_pace(world.study()) == 1.0


def test_reviews_of_a_month_ago_do_not_change_the_pace(world: World) -> None:
    reviewed(world, 2.0)
    world.clock.wait(days=30)
    assert review_pace(world.study()) == 1.0


def test_suspended_cards_are_not_counted_until_they_are_resumed(world: World) -> None:
    cards = world.study().library.card_ids()
    world.run("plan", "--date", "2026-12-18")
    mark(world, cards[0], "suspend")
    said = world.run("plan").out
    assert said.startswith(f"{len(cards) - 1} cards, ")
    assert "1 card put aside is not counted." in said
    mark(world, cards[0], "resume")
    assert world.run("plan").out.startswith(f"{len(cards)} cards, ")


@pytest.mark.parametrize(("until", "counted"), [("2026-12-17", True), ("2026-12-18", False)])
def test_a_card_known_from_a_placement_counts_if_it_comes_back_before_the_exam(
    world: World, until: str, counted: bool
) -> None:
    cards = world.study().library.card_ids()
    mark(world, cards[0], "known", until=date.fromisoformat(until).toordinal())
    said = world.run("plan", "--date", "2026-12-18").out
    assert said.startswith(f"{len(cards) - 1 + counted} cards, ")


def test_the_plan_has_the_cards_that_a_drill_asks_today(world: World) -> None:
    world.run("plan", "--date", "2026-12-18")
    world.run("drill", "--plain", typed="\n1\n\n3\n" * 9)
    for _ in range(3):
        world.clock.wait(days=1)
        today = made(world)["today"]
        counts = json.loads(world.run("due", "--json").out)
        assert counts["new"] + counts["due"] + counts["learning"] == today["cards"]  # type: ignore[index] # a dict


def test_a_card_made_due_by_a_wrong_answer_is_in_the_plan_until_it_is_asked(world: World) -> None:
    cards = world.study().library.card_ids()
    world.run("plan", "--date", "2027-03-18")
    world.run("drill", "--plain", "--new", "9", typed="\n4\n" * 9)
    world.clock.wait(days=1)
    before = made(world)["today"]["cards"]  # type: ignore[index] # a dict
    mark(world, cards[0], "due")
    world.clock.wait(days=1)
    assert made(world)["today"]["cards"] == before + 1  # type: ignore[index] # a dict


def test_a_plan_is_built_again_if_a_card_replaces_another(tmp_path: Path) -> None:
    pack, key = shutil.copytree(LITTLE, tmp_path / "little"), []
    world = World(tmp_path, pack)
    for name in ("default", "usual"):
        note = pack / "sqs" / "hiding.yaml"
        note.write_text(note.read_text().replace("  default: {front", f"  {name}: {{front"))
        assert f"hiding/{name}" in world.study().library.card_ids()
        world.run("plan", "--date", "2026-12-18")
        key.append(json.loads((world.home / "plan.json").read_text())["key"])
    assert key[0] != key[1]


def test_mocks_are_as_long_as_the_exam_of_the_pack(world: World, tmp_path: Path) -> None:
    forms = []
    for words in ((), ("--pack", str(exam_pack(tmp_path / "own", items=11, topics=2, each=8)))):
        world.run(*words, "plan", "--date", "2026-12-18")
        forms.append(json.loads((world.home / "plan.json").read_text())["form"])
    assert forms == [10, 11]


def test_the_commands_of_a_day_can_be_run(world: World) -> None:
    said = world.run("plan", "--date", "2026-11-25").out.splitlines()
    (commands,) = [line.split("; ") for line in said if line.startswith("studykit ")]
    assert commands[0] == "studykit drill"
    for command in [*commands, "studykit quiz sqs -n 2", "studykit drill --cram --limit 10"]:
        assert world.run(*command.split()[1:], typed="q\n").code == 0


def test_the_plan_learns_a_curve_and_drill_and_due_follow_it(world: World) -> None:
    reviewed(world, 1.0)
    made(world, "--date", "2026-12-18")
    study = world.study()
    base = weights_of(study.journal)
    curved = study.settings.adjust_weights(base)
    assert curved[20] < base[20], "a learner who never forgets has a flatter curve"
    assert {place for place in range(21) if curved[place] != base[place]} <= {8, 20}
    rows = [(entry.data["rating"], entry.at, entry.day) for entry in study.journal.entries("review", "gone/0")]
    assert study.history.states["gone/0"].memory == fold(rows, "gone/0", w=curved).memory


def test_without_an_exam_only_fit_changes_the_weights(world: World) -> None:
    reviewed(world, 1.0)
    world.run("drill", "--plain", typed="\n3\n")
    study = world.study()
    weights = weights_of(study.journal)
    assert study.settings.adjust_weights(weights) == weights
