"""`studykit stats`: one set of figures on the screen, as JSON and as a page."""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from studykit.app.figures import (
    CardCounts,
    DayLoad,
    DueToday,
    ExamDay,
    Figures,
    Group,
    ReadinessFigures,
    RecallFigures,
    StudyCounts,
    WeakTopic,
)
from studykit.memory.fsrs import WEIGHTS
from studykit.screen.console.paint import plain
from studykit.screen.stats.page import page
from studykit.screen.stats.view import bar_of, stats_lines
from studykit.store.journal import Journal
from tests.cli.world import World

DAY = 86_400_000
KEYS = {
    *("date", "pace", "today", "exam", "study", "recall", "forecast", "year", "cards", "stability", "difficulty"),
    *("weakest", "readiness"),
}


def figures(world: World, *words: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(world.run("stats", "--json", *words).out)
    return found


def answer(world: World, name: str, at: int) -> None:
    with Journal.open(world.home / "journal.db") as journal:
        journal.append("answer", name, {"chosen": [], "right": True}, at, world.study().day())


@pytest.fixture
def studied(world: World) -> World:
    """A learner who drilled on three days and answered two questions on the fourth."""
    for rating in ("1", "1", "3"):
        world.run("drill", "--plain", typed=f"\n{rating}\n" * 20)
        world.clock.wait(days=1)
    for name in ("hiding/charged-twice", "hiding/at-thirty"):
        answer(world, name, world.clock())
    return world


def rich() -> Figures:
    """The figures of a learner who has studied for months."""
    groups = (Group(0.0, 7.0, 12), Group(7.0, None, 1280))
    return Figures(
        day=date(2026, 11, 24),
        pace=1.87,
        today=DueToday(due=1200, new=10, learning=3, overdue=800, minutes=243),
        exam=ExamDay("2026-12-18", 24),
        study=StudyCounts(days=120, streak=14, longest_streak=31, reviews=12_345, answers=678),
        recall=RecallFigures(
            days=30,
            reviews=429,
            right=378,
            measured=0.881,
            interval=(0.847, 0.909),
            predicted=0.894,
            own_weights=True,
        ),
        forecast=tuple(DayLoad(date(2026, 11, day), day % 3, 9 * day, day) for day in range(17, 31)),
        year={date(2026, 11, 24): 40, date(2026, 11, 22): 11, date(2026, 7, 1): 1, date(2025, 12, 6): 25},
        cards=CardCounts(seen=1292, new=8),
        stability=groups,
        difficulty=groups[:1],
        weakest=(WeakTopic("sqs-visibility", "T" * 70, asked=10, right=6, interval=(0.31, 0.83)),),
        readiness=ReadinessFigures(
            pack="p",
            items=50,
            right=38,
            fresh=50,
            low=34,
            high=42,
            line=36,
            interval=(0.626, 0.857),
            chances={0.68: 0.81, 0.72: 0.64, 0.76: 0.44},
        ),
    )


def test_the_promised_keys_are_there_from_the_first_day(world: World) -> None:
    value = figures(world)
    assert set(value) == KEYS
    assert (value["recall"], value["readiness"], value["weakest"], value["year"]) == (None, None, [], {})
    assert len(value["forecast"]) == 14
    assert "no day yet" in world.run("stats").out


def test_due_and_stats_count_alike(studied: World) -> None:
    due, value = json.loads(studied.run("due", "--json").out), figures(studied)
    assert {name: due[name] for name in ("due", "new", "learning", "overdue")} == {
        name: value["today"][name] for name in ("due", "new", "learning", "overdue")
    }
    assert value["exam"] == {"date": due["exam_date"], "days_left": due["days_left"]}


def test_days_streak_and_year_are_those_of_the_journal(studied: World) -> None:
    with Journal.open(studied.home / "journal.db") as journal:
        done = [entry.day for entry in journal.entries() if entry.kind in ("review", "answer")]
    value = figures(studied)
    assert (value["study"]["days"], value["study"]["streak"]) == (len(set(done)), 4)
    assert sum(value["year"].values()) == len(done) == value["study"]["reviews"] + value["study"]["answers"]
    studied.clock.wait(days=2)
    assert (figures(studied)["study"]["streak"], figures(studied)["study"]["longest_streak"]) == (0, 4)


def test_recall_has_its_interval_around_what_was_measured(studied: World) -> None:
    recall = figures(studied)["recall"]
    assert recall["measured"] == pytest.approx(recall["right"] / recall["reviews"], abs=1e-6)
    assert recall["interval"][0] < recall["measured"] < recall["interval"][1]
    assert 0 < recall["predicted"] < 1


def test_an_undone_answer_is_not_counted(studied: World) -> None:
    before = figures(studied)["study"]
    studied.run("undo")
    after = figures(studied)["study"]
    assert before["answers"] - after["answers"] == 1


def test_the_groups_hold_every_card_that_was_seen(studied: World) -> None:
    value = figures(studied)
    for name in ("stability", "difficulty"):
        assert sum(part["cards"] for part in value[name]) == value["cards"]["seen"] > 0


def test_with_an_exam_date_the_coming_load_is_that_of_the_plan(world: World) -> None:
    plan = json.loads(world.run("plan", "--date", "2026-12-18", "--json").out)
    first = figures(world)["forecast"][0]
    assert (first["new"] + first["reviews"], first["minutes"]) == (plan["today"]["cards"], plan["today"]["minutes"])


def test_an_item_counts_for_readiness_once_and_not_on_the_day_its_note_was_read(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("studykit.sittings.readiness.MIN_EXPOSURES", 1)
    topic, items = "hiding", [name for name in world.study().library.item_ids() if name.startswith("hiding/")]
    world.run("explain", topic, "--plain")
    answer(world, items[0], world.clock() + DAY - 1)
    assert figures(world)["readiness"] is None
    answer(world, items[1], world.clock() + DAY)
    answer(world, items[1], world.clock() + 3 * DAY)
    assert figures(world)["readiness"]["items"] == 1


def test_every_figure_is_in_the_json_under_its_old_key() -> None:
    value = rich().as_json()
    assert set(value) == KEYS
    assert value["stability"][1] == {"from": 7.0, "to": None, "cards": 1280}
    assert value["forecast"][0] == {"date": "2026-11-17", "new": 2, "reviews": 153, "minutes": 17}
    assert value["year"]["2025-12-06"] == 25
    assert value["readiness"]["chance"] == {"0.68": 0.81, "0.72": 0.64, "0.76": 0.44}


def test_readiness_is_one_sentence_and_its_detail_is_an_option() -> None:
    shown = plain(stats_lines(rich(), 80, False))
    assert "on a fresh form of this pack: 34-42 of 50 right; our line is 36" in " ".join(shown.split())
    assert "Wilson" not in shown
    detail = " ".join(plain(stats_lines(rich(), 80, False, detail=True)).split())
    assert "63 % to 86 % (Wilson, 95 %)" in detail
    assert "81 % at 68 %, 64 % at 72 %, 44 % at 76 %" in detail


@pytest.mark.parametrize("width", [40, 60, 80])
@pytest.mark.parametrize("ascii", [True, False])
def test_no_line_is_wider_than_the_terminal(width: int, ascii: bool) -> None:
    lines = plain(stats_lines(rich(), width, ascii, detail=True)).splitlines()
    assert max(map(len, lines)) <= width
    assert not ascii or all(line.isascii() for line in lines)


@pytest.mark.parametrize("width", range(40, 81, 3))
def test_a_number_stays_with_its_unit(width: int) -> None:
    lines = plain(stats_lines(rich(), width, False, detail=True)).splitlines()
    assert not [line for line in lines if line.split()[:1] in (["%"], ["%;"], ["%."], ["min"], ["min."])]


def test_on_a_low_terminal_the_sentences_come_last() -> None:
    low, high = (plain(stats_lines(rich(), 80, False, rows=rows)).splitlines() for rows in (23, 99))
    assert (low[0], low[-1][:9]) == ("The coming days: cards, and minutes of the whole plan", "Readiness")
    assert sorted(low) == sorted(high)
    assert high[0].startswith("Today: ")


def test_the_learners_own_pace_and_weights_are_mentioned() -> None:
    shown = " ".join(plain(stats_lines(rich(), 80, False)).split())
    assert "about 243 min at your pace, 1.9 times the usual." in shown
    assert "predicted 89 % by your own weights." in shown
    recall = rich().recall
    assert recall
    usual = replace(rich(), pace=1.0, recall=replace(recall, own_weights=False))
    assert "your" not in plain(stats_lines(usual, 80, False))


@pytest.mark.parametrize(("factor", "way"), [(0.2, -1), (5.0, 1)])
def test_recall_is_predicted_with_the_weights_that_were_adopted(studied: World, factor: float, way: int) -> None:
    before = figures(studied)
    w = [*(factor * weight for weight in WEIGHTS[:4]), *WEIGHTS[4:]]
    with Journal.open(studied.home / "journal.db") as journal:
        journal.append("weights", "weights", {"model": "FSRS-6", "weights": w}, studied.clock(), studied.study().day())
    after = figures(studied)
    assert way * (after["recall"]["predicted"] - before["recall"]["predicted"]) > 0.01
    assert (before["recall"]["own_weights"], after["recall"]["own_weights"]) == (False, True)
    assert after["recall"]["measured"] == before["recall"]["measured"]


@pytest.mark.parametrize("ascii", [True, False])
def test_days_with_different_counts_differ_without_color(ascii: bool) -> None:
    lines = plain(stats_lines(rich(), 80, ascii)).splitlines()
    (tuesday,) = [line for line in lines if line.startswith("  Tue ") and "min" not in line]
    (sunday,) = [line for line in lines if line.startswith("  Sun ") and "min" not in line]
    assert len({tuesday[-1], sunday[-1], tuesday[-2]}) == 3


def test_a_longer_bar_is_more() -> None:
    lengths = [len(bar_of(number / 50, 30, ascii=True)) for number in range(1, 51)]
    assert lengths == sorted(lengths)
    assert (lengths[0], lengths[-1]) == (1, 30)


class Words(HTMLParser):
    """The text of a page; its tags must be balanced."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.open += [tag] if tag != "meta" else []

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.said.append(data)


def numbers(text: str) -> set[str]:
    return set(re.findall(r"\d[\d,]*", text))


def test_the_page_has_every_figure_of_the_screen() -> None:
    parser = Words()
    parser.feed(page(rich()))
    assert parser.open == []
    screen = [line for line in plain(stats_lines(rich(), 80, False, detail=True)).splitlines() if "none" not in line]
    assert numbers("\n".join(screen)) <= numbers(" ".join(parser.said))


def test_the_page_has_no_links_and_takes_no_markup_from_a_pack() -> None:
    text = page(replace(rich(), weakest=(WeakTopic("t", "<script>alert(1)</script>", 10, 6, (0.31, 0.83)),)))
    assert not re.search(r"https?:|src=|href=|<script", text)
    assert "&lt;script&gt;" in text


def test_a_page_is_written_as_well_as_the_lines(studied: World, tmp_path: Path) -> None:
    done = studied.run("stats", "--html", str(tmp_path / "stats.html"))
    assert (done.code, "The coming days" in done.out) == (0, True)
    assert "The coming days" in (tmp_path / "stats.html").read_text(encoding="utf-8")
    assert figures(studied, "--html", str(tmp_path / "stats.html")) == figures(studied)


def test_a_page_that_cannot_be_written_is_a_one_line_error(world: World, tmp_path: Path) -> None:
    done = world.run("stats", "--html", str(tmp_path / "no" / "stats.html"))
    assert (done.code, done.out, len(done.err.splitlines())) == (2, "", 1)


@pytest.fixture
def abroad() -> Iterator[None]:
    """Restores the time zone of the process afterwards."""
    before = os.environ.get("TZ")
    yield
    os.environ.pop("TZ", None)
    if before is not None:
        os.environ["TZ"] = before
    time.tzset()


@pytest.mark.usefixtures("abroad")
@pytest.mark.parametrize("zone", ["Asia/Tokyo", "America/New_York", "Europe/Berlin"])
def test_another_time_zone_does_not_change_past_days(studied: World, zone: str) -> None:
    before = figures(studied)
    os.environ["TZ"] = zone
    time.tzset()
    after = figures(studied)
    assert (after["year"], after["study"]["days"]) == (before["year"], before["study"]["days"])


def test_another_cut_off_does_not_change_past_days(studied: World) -> None:
    before = figures(studied)
    studied.run("config", "cut_off", "11")
    after = figures(studied)
    assert {name: after[name] for name in ("year", "study", "stability")} == {
        name: before[name] for name in ("year", "study", "stability")
    }
