"""`studykit plan`, and how it drives the drill."""

from __future__ import annotations

import json
from datetime import date

import pytest

from studykit.store.journal import Journal
from tests.cli.world import World, light_due

KEYS = {
    *("date", "days_left", "minutes_per_day", "minutes_needed", "retention", "final_pass_days"),
    *("expected_recall", "recall_30_days_later", "feasible", "today"),
}


def made(world: World, *words: str) -> dict[str, object]:
    found: dict[str, object] = json.loads(world.run("plan", "--json", *words).out)
    return found


def test_without_an_exam_date_every_value_is_null(world: World) -> None:
    assert made(world) == dict.fromkeys(KEYS)


def test_a_plan_has_the_promised_keys(world: World) -> None:
    plan = made(world, "--date", "2026-12-18", "--minutes", "25")
    assert set(plan) == KEYS
    assert set(plan["today"]) == {"cards", "items", "minutes"}  # type: ignore[call-overload] # a dict
    assert (plan["date"], plan["days_left"], plan["minutes_per_day"]) == ("2026-12-18", 24, 25)
    assert plan["feasible"] is True


@pytest.mark.parametrize("typed", ["94", "94%", "94 %"])
def test_a_target_can_be_typed_in_percent(world: World, typed: str) -> None:
    assert made(world, "--date", "2026-12-18", "--target", typed) == made(world, "--target", "0.94")
    assert json.loads((world.home / "config.json").read_text())["target"] == 0.94


@pytest.mark.parametrize("typed", ["69", "100", "0.94%", "1", "%", "-94"])
def test_a_target_out_of_range_is_refused_in_percent_too(world: World, typed: str) -> None:
    assert "from 0.7 to 0.99, or per cent such as 94" in world.run("plan", "--target", typed).err


def test_options_are_kept(world: World) -> None:
    first = made(world, "--date", "2026-12-18", "--minutes", "25", "--target", "0.95")
    assert made(world) == first


def test_a_dry_run_keeps_nothing(world: World) -> None:
    assert made(world, "--date", "2026-12-18", "--dry-run")["days_left"] == 24
    assert made(world) == dict.fromkeys(KEYS)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--date", "2020-01-01"], "takes a date from today, 2026-11-24, on"),
        (["--date", "soon"], "a date such as 2027-01-15"),
        (["--minutes", "0"], "a whole number from 1 to 600"),
        (["--target", "0.5"], "a number from 0.7 to 0.99"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_a_wrong_value_is_refused_with_the_allowed_range(world: World, words: list[str], says: str) -> None:
    done = world.run("plan", *words)
    assert (done.code, done.out) == (2, "")
    assert says in done.err
    assert len(done.err.splitlines()) == 1
    assert made(world) == dict.fromkeys(KEYS)


@pytest.mark.parametrize("columns", ["60", "80"])
@pytest.mark.parametrize("locale", ["C", "C.UTF-8"])
def test_no_day_is_wider_than_the_terminal(world: World, columns: str, locale: str) -> None:
    env = {"LANG": locale, "TERM": "xterm", "COLUMNS": columns}
    lines = world.run("plan", "--date", "2026-12-18", env=env).out.splitlines()
    assert max(map(len, lines)) <= int(columns)
    assert lines[-1].startswith("Fri 18 Dec")
    assert "warm-up" in lines[-1]
    assert locale != "C" or all(line.isascii() for line in lines)


def test_the_drill_and_due_follow_the_plan(world: World) -> None:
    today = made(world, "--date", "2026-12-18")["today"]
    counts = json.loads(world.run("due", "--json").out)
    assert counts["new"] == today["cards"]  # type: ignore[index] # a dict
    assert counts["days_left"] == 24


def test_a_small_pack_is_started_on_the_first_day_with_one_card_a_day(world: World) -> None:
    world.run("plan", "--date", "2026-12-14", "--minutes", "10")
    cards = len(world.study().library.card_ids())
    for day in range(cards):
        assert "1 new card" in world.run("plan").out
        assert "Drill 1 card" in world.run().out or day
        world.run("drill", "--plain", typed="\n4\n" * 9)
        assert len(world.study().history.states) == day + 1
        world.clock.wait(days=1)


def test_without_an_exam_date_new_cards_are_limited_by_the_setting(world: World) -> None:
    world.run("config", "new_per_day", "1")
    assert json.loads(world.run("due", "--json").out)["new"] == 1


def test_the_plan_of_a_day_stays_the_same_while_it_is_done(world: World) -> None:
    first = made(world, "--date", "2026-12-18")
    world.run("drill", "--plain", typed="\n3\n" * 5)
    (world.home / "plan.json").unlink()
    assert made(world) == first


def test_predictions_are_kept_and_compared_with_what_happened(world: World) -> None:
    world.run("drill", "--plain", "--limit", "1", typed="\n3\n")
    world.run("plan", "--date", "2026-12-18")
    world.clock.wait(days=1)
    world.run("plan")
    world.clock.wait(days=1)
    assert "Last week: 1 card planned, 1 done." in world.run("plan").out


def test_missed_days_are_mentioned_without_reproach(world: World) -> None:
    world.run("drill", "--plain", "--limit", "1", typed="\n3\n")
    world.run("plan", "--date", "2026-12-18")
    world.clock.wait(days=3)
    assert "2 days behind: nothing is lost" in world.run("plan").out.replace("\n", " ")


def test_an_infeasible_plan_says_so(world: World) -> None:
    said = world.run("plan", "--date", "2026-11-25", "--target", "0.99").out.replace("\n", " ")
    assert "Infeasible: 99 % is out of reach at 20 min a day" in said


def test_the_first_screen_shows_the_plan_of_today(world: World) -> None:
    world.run("plan", "--date", "2026-12-18")
    assert "Plan: " in world.run().out


def test_an_exam_that_is_over_changes_nothing(world: World) -> None:
    world.run("plan", "--date", "2026-11-26")
    world.clock.wait(days=5)
    assert made(world) == dict.fromkeys(KEYS)
    assert world.run("drill", "--plain", typed="q\n").code == 0


def test_after_the_exam_its_last_prediction_is_shown(world: World) -> None:
    world.run("drill", "--plain", "--limit", "1", typed="\n3\n")
    expected = made(world, "--date", "2026-11-26")["expected_recall"]
    world.clock.wait(days=5)
    said = " ".join(world.run("plan").out.split())
    assert said.startswith("The exam of 2026-11-26 is over; the last plan for it expected ")
    assert f"{100 * float(str(expected)):.0f} % of the cards known" in said


@pytest.mark.parametrize("day", ["2026-11-24", "2026-11-25", "2028-11-24"])
def test_the_exam_can_be_on_any_day_ahead(world: World, day: str) -> None:
    assert world.run("plan", "--date", day).code == 0
    assert world.run("drill", "--plain", typed="q\n").code == 0


def test_with_a_plan_the_light_due_agrees_with_the_slow_one(world: World) -> None:
    world.run("plan", "--date", "2026-12-18")
    world.run("drill", "--plain", "--limit", "3", typed="\n3\n" * 3)
    slow = json.loads(world.run("due", "--json").out)
    assert light_due(world.environment(), date(2026, 11, 24).toordinal()) == slow


def test_on_a_day_without_a_plan_the_light_due_leaves_it_to_the_slow_one(world: World) -> None:
    world.run("plan", "--date", "2026-12-18")
    assert light_due(world.environment(), date(2026, 11, 25).toordinal()) is None


def test_a_plan_followed_to_the_end_asks_every_card_and_again_in_the_final_pass(world: World) -> None:
    world.run("plan", "--date", "2026-12-02")
    for _ in range(8):
        world.run("drill", "--plain", typed="\n3\n" * 30)
        world.clock.wait(days=1)
    with Journal.open(world.home / "journal.db") as journal:
        days: dict[str, list[int]] = {}
        for entry in journal.entries("review"):
            days.setdefault(entry.subject, []).append(entry.day)
    exam = date(2026, 12, 2).toordinal()
    assert len(days) == sum(row["cards"] for row in json.loads(world.run("topics", "--json").out))
    assert all(exam - max(met) <= exam_pass(world) for met in days.values())


def exam_pass(world: World) -> int:
    """Returns the days of the final pass that was chosen last."""
    course = json.loads((world.home / "config.json").read_text())["course"]
    return int(course["exam"]) - int(course["start"])
