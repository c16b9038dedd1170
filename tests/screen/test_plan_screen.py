"""The plan on a screen: its figures, the choice that missed days leave, and what stays in view."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from studykit.app.plan_data import LastWeek, TodaysPlan
from studykit.screen.console.paint import plain
from studykit.screen.plan.view import plan_lines
from tests.app.plans import LAST, USUAL, a_plan, day

TODAY = date(2026, 11, 25)
INFEASIBLE = {"feasible": False, "minutes_needed": 31, "expected_recall": 0.91}


def text(plan: TodaysPlan, width: int = 80) -> str:
    return plain(plan_lines(plan, TODAY, width))


def words(plan: TodaysPlan) -> str:
    return " ".join(text(plan).split())


def test_the_figures_are_one_line() -> None:
    said = "500 cards, 23 days, 18 min a day; expected recall 94 %; final pass from 8 Dec"
    assert text(a_plan()).splitlines()[0] == said
    assert text(a_plan(), 90).splitlines()[0] == f"{said}ember"


def test_minutes_of_very_different_days_are_both_shown() -> None:
    days = (USUAL, USUAL, day(6, 8, 7.0, ("mock", 65, 130.0)))
    assert "23 days, 22 min a day (at most 137); expected" in words(a_plan(days, summary={"minutes_needed": 137}))
    assert "23 days, 24 min a day; expected" in words(a_plan(summary={"minutes_needed": 24}))
    assert "23 days, 25 min a day; expected" in words(a_plan(summary=INFEASIBLE))


def test_a_final_pass_in_another_year_has_its_year() -> None:
    far = a_plan(summary={"date": date(2027, 12, 18), "days_left": 388})
    assert "final pass from 8 Dec 2027" in words(far)


def test_today_is_shown_with_the_commands_that_do_it() -> None:
    assert "Today: 14 cards (6 new), 10 items on sns, 22 min studykit drill; studykit quiz sns -n 10" in words(a_plan())


def test_the_last_days_hold_half_a_mock_the_sheets_and_the_warm_up() -> None:
    *_, mock, sheets, exam = text(a_plan()).splitlines()
    assert mock == "Wed 16 Dec  24 min  60 cards, half a mock, 6 of 32 items"
    assert sheets == "Thu 17 Dec  24 min  90 cards, review of the mock, sheets of numbers and traps"
    assert exam == "Fri 18 Dec   2 min  10 warm-up cards, then the exam"


@pytest.mark.parametrize(
    ("summary", "missed", "says"),
    [
        (INFEASIBLE, 2, "2 days behind: 31 min a day for 95 % (studykit plan --minutes 31), or 25 min a day and 91 %."),
        (INFEASIBLE | {"minutes_needed": None}, 1, "1 day behind: 25 min a day and 91 % are still in reach."),
        ({}, 2, "2 days behind: nothing is lost, 25 min a day still do."),
        (INFEASIBLE, 0, "Infeasible: 95 % is out of reach at 25 min a day; 31 min a day would do"),
        (INFEASIBLE | {"minutes_needed": None}, 0, "no number of minutes would do in the days that are left."),
    ],
)
def test_missed_days_and_too_few_minutes_leave_a_choice(summary: dict[str, Any], missed: int, says: str) -> None:
    assert says in words(a_plan(summary=summary, days_missed=missed))


def test_after_missed_days_only_the_choice_is_shown() -> None:
    assert "Infeasible" not in words(a_plan(summary=INFEASIBLE, days_missed=2))


def test_nothing_is_out_of_reach_on_the_exam_day() -> None:
    said = words(a_plan(LAST[2:], summary=INFEASIBLE | {"days_left": 0}))
    assert said.startswith("500 cards; the exam is today; expected recall 91 % Today: 10 warm-up cards")


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"pace": 1.9}, "a card takes you 1.9 times as long as it takes most people."),
        ({"excluded_cards": 1}, "1 card put aside is not counted."),
        ({"excluded_cards": 3}, "3 cards put aside are not counted."),
    ],
)
def test_an_unusual_pace_and_excluded_cards_are_mentioned(more: dict[str, Any], says: str) -> None:
    assert says in words(a_plan(**more))
    assert says not in words(a_plan())


@pytest.mark.parametrize(("number", "says"), [(1, "1 card planned, 0 done."), (8, "8 cards planned, 0 done.")])
def test_the_last_week_counts_one_card_in_the_singular(number: int, says: str) -> None:
    assert f"Last week: {says}" in words(a_plan(last_week=LastWeek(number, 0, 0.0, 0.0, 0)))


def test_the_last_week_compares_right_with_expected_if_anything_was_reviewed() -> None:
    week = LastWeek(planned=9, done=7, expected=0.86, right=0.75, reviews=4)
    assert "Last week: 9 cards planned, 7 done; reviews right 75 %, expected 86 %." in words(a_plan(last_week=week))


def test_a_day_with_something_to_do_has_at_least_a_minute() -> None:
    *_, little, nothing = text(a_plan((day(1, 0, 0.2), day(0, 0, 0.0)))).splitlines()
    assert little == "Wed 25 Nov   1 min  1 new card"
    assert nothing == "Thu 26 Nov   0 min  nothing"


def test_a_shortened_mock_is_mentioned_and_a_whole_one_is_not() -> None:
    cut, whole = (a_plan((day(0, 9, 2.0, ("mock", number, 2.0 * number)),)) for number in (10, 65))
    assert "mock, 10 of 65 items" in words(cut)
    assert "Mocks are cut to the minutes of their day; studykit exam sits all 65 items." in words(cut)
    assert words(whole).endswith("mock, 65 items")
    assert "cut" not in words(whole)


def test_a_plan_without_room_for_a_mock_names_the_command_of_a_whole_one() -> None:
    says = "No mock fits into the minutes of a day; studykit exam sits all 65 items."
    assert says in words(a_plan((USUAL,) * 4))
    assert says not in words(a_plan((USUAL,) * 4, mock_items=0))
    assert says not in words(a_plan((USUAL,) * 2, summary={"days_left": 1}))


def test_a_recall_below_the_target_never_looks_like_the_target() -> None:
    short = a_plan(summary={"feasible": False, "expected_recall": 0.899}, target=0.9)
    assert "expected recall 89 %" in words(short)
    assert "Infeasible: 90 % is out of reach" in words(short)
    assert "expected recall 90 %" in words(a_plan(summary={"expected_recall": 0.9}, target=0.9))
    assert "Infeasible: 90.5 % is out of reach" in words(a_plan(summary=INFEASIBLE, target=0.905))


def test_the_minutes_are_those_of_the_days_that_are_listed() -> None:
    light, long = day(2, 0, 4.0), day(0, 60, 20.0)
    days = (light,) * 60 + (USUAL,) * 3 + (long,) * 3_000
    far = a_plan(days, summary={"days_left": 3_000, "minutes_needed": 20})
    assert ", 4 min a day (at most 22); expected" in words(far)


def test_the_review_of_a_mock_names_its_sitting() -> None:
    today = day(0, 8, 7.0, ("review", 5, 7.5, "3fa9c1"))
    assert "studykit drill; studykit exam review 3fa9c1" in words(a_plan((today, *LAST)))


def test_on_a_low_terminal_the_figures_come_last() -> None:
    low, high = (plain(plan_lines(a_plan(), TODAY, 80, rows)).splitlines() for rows in (23, 60))
    assert (low[0][:10], low[-2][:7]) == ("Wed 25 Nov", "Today: ")
    assert sorted(low) == sorted(high)
    assert high == text(a_plan()).splitlines()


@pytest.mark.parametrize("width", [40, 60, 80])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    plan = a_plan((USUAL,) * 70 + LAST, summary=INFEASIBLE, excluded_cards=3, pace=2.0)
    assert max(map(len, text(plan, width).splitlines())) <= width
    assert "and 10 more days" in text(plan, width)
