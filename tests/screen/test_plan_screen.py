"""The plan on a screen: its sum, what missed days leave to choose, and what stands where the eye is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from studykit.screen.console.paint import plain
from studykit.screen.plan.view import plan_lines

TODAY = date(2026, 11, 25)
PLAN = {
    "date": "2026-12-18",
    "days_left": 23,
    "minutes_per_day": 25,
    "minutes_needed": 18,
    "expected_recall": 0.94,
    "recall_30_days_later": 0.8,
    "final_pass_days": 10,
    "feasible": True,
    "today": {"cards": 14, "items": 10, "minutes": 22},
}
DAY = [6, 8, 7.0, [["items", 10, 15.0, "sns"]]]
"""New cards, reviews, their minutes, and what is done beside them."""
LAST = [
    [0, 60, 12.0, [["part", 6, 12.0, ""]]],
    [0, 90, 15.0, [["review", 6, 3.0, ""], ["sheets", 1, 6.0, ""]]],
    [0, 0, 0.0, [["warm-up", 10, 2.0, ""]]],
]


def made(plan: Mapping[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """A plan as the command keeps it; `plan`: what its JSON says otherwise."""
    usual = {"cards": 500, "aside": 0, "form": 65, "pace": 1.0, "target": 0.95, "behind": 0, "so_far": None}
    return {**usual, "days": [DAY] * 21 + LAST, "json": {**PLAN, **(plan or {})}, **more}


def text(value: Mapping[str, Any], width: int = 80) -> str:
    return plain(plan_lines(value, TODAY, width))


def words(value: Mapping[str, Any]) -> str:
    return " ".join(text(value).split())


INFEASIBLE = {"feasible": False, "minutes_needed": 31, "expected_recall": 0.91}


def test_the_sum_is_one_line() -> None:
    said = "500 cards, 23 days, 18 min a day; expected recall 94 %; final pass from 8 Dec"
    assert text(made()).splitlines()[0] == said
    assert text(made(), 90).splitlines()[0] == f"{said}ember"


def test_days_of_very_different_length_are_both_in_the_sum() -> None:
    mock = [6, 8, 7.0, [["mock", 65, 130.0, ""]]]
    assert "23 days, 22 min a day (at most 137); expected" in words(
        made({"minutes_needed": 137}, days=[DAY, DAY, mock])
    )
    assert "23 days, 24 min a day; expected" in words(made({"minutes_needed": 24}))
    assert "23 days, 25 min a day; expected" in words(made(INFEASIBLE))


def test_a_final_pass_of_another_year_has_its_year() -> None:
    far = made({"date": "2027-12-18", "days_left": 388})
    assert "final pass from 8 Dec 2027" in words(far)


def test_today_is_laid_out_with_the_commands_that_do_it() -> None:
    assert "Today: 14 cards (6 new), 10 items on sns, 22 min studykit drill; studykit quiz sns -n 10" in words(made())


def test_the_last_days_hold_half_a_mock_the_sheets_and_the_warm_up() -> None:
    *_, mock, sheets, exam = text(made()).splitlines()
    assert mock == "Wed 16 Dec  24 min  60 cards, half a mock, 6 of 32 items"
    assert sheets == "Thu 17 Dec  24 min  90 cards, review of the mock, sheets of numbers and traps"
    assert exam == "Fri 18 Dec   2 min  10 warm-up cards, then the exam"


@pytest.mark.parametrize(
    ("plan", "behind", "says"),
    [
        (INFEASIBLE, 2, "2 days behind: 31 min a day for 95 % (studykit plan --minutes 31), or 25 min a day and 91 %."),
        (INFEASIBLE | {"minutes_needed": None}, 1, "1 day behind: 25 min a day and 91 % are still in reach."),
        ({}, 2, "2 days behind: nothing is lost, 25 min a day still do."),
        (INFEASIBLE, 0, "Infeasible: 95 % is out of reach at 25 min a day; 31 min a day would do"),
        (INFEASIBLE | {"minutes_needed": None}, 0, "no number of minutes would do in the days that are left."),
    ],
)
def test_missed_days_and_too_few_minutes_leave_a_choice(plan: dict[str, Any], behind: int, says: str) -> None:
    assert says in words(made(plan, behind=behind))


def test_whoever_missed_days_hears_of_the_choice_alone() -> None:
    assert "Infeasible" not in words(made(INFEASIBLE, behind=2))


def test_nothing_is_out_of_reach_on_the_day_of_the_exam() -> None:
    said = words(made(INFEASIBLE | {"days_left": 0}, days=LAST[2:]))
    assert said.startswith("500 cards; the exam is today; expected recall 91 % Today: 10 warm-up cards")


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"pace": 1.9}, "a card takes you 1.9 times as long as it takes most people."),
        ({"aside": 1}, "1 card put aside is not counted."),
        ({"aside": 3}, "3 cards put aside are not counted."),
    ],
)
def test_what_makes_a_plan_ones_own_is_said(more: dict[str, Any], says: str) -> None:
    assert says in words(made(**more))
    assert says not in words(made())


@pytest.mark.parametrize(("number", "says"), [(1, "1 card planned, 0 done."), (8, "8 cards planned, 0 done.")])
def test_the_week_that_is_over_is_counted_as_people_count(number: int, says: str) -> None:
    assert f"Last week: {says}" in words(made(so_far={"planned": number, "done": 0, "reviews": 0}))


def test_a_day_with_something_to_do_has_a_minute() -> None:
    *_, little, nothing = text(made(days=[[1, 0, 0.2, []], [0, 0, 0.0, []]])).splitlines()
    assert little == "Wed 25 Nov   1 min  1 new card"
    assert nothing == "Thu 26 Nov   0 min  nothing"


def test_a_mock_that_is_cut_says_so_and_a_whole_one_does_not() -> None:
    cut, whole = ([[0, 9, 2.0, [["mock", number, 2.0 * number, ""]]]] for number in (10, 65))
    assert "mock, 10 of 65 items" in words(made(days=cut))
    assert "Mocks are cut to the minutes of their day; studykit exam sits all 65 items." in words(made(days=cut))
    assert words(made(days=whole)).endswith("mock, 65 items")
    assert "cut" not in words(made(days=whole))


def test_a_plan_without_room_for_a_mock_says_where_there_is_one() -> None:
    says = "No mock fits into the minutes of a day; studykit exam sits all 65 items."
    assert says in words(made(days=[DAY] * 4))
    assert says not in words(made(days=[DAY] * 4, form=0))
    assert says not in words(made({"days_left": 1}, days=[DAY] * 2))


def test_a_recall_below_the_target_never_looks_like_the_target() -> None:
    short = made({"feasible": False, "expected_recall": 0.899}, target=0.9)
    assert "expected recall 89 %" in words(short)
    assert "Infeasible: 90 % is out of reach" in words(short)
    assert "expected recall 90 %" in words(made({"expected_recall": 0.9}, target=0.9))
    assert "Infeasible: 90.5 % is out of reach" in words(made(INFEASIBLE, target=0.905))


def test_the_minutes_of_the_sum_are_those_of_the_days_that_are_shown() -> None:
    light, long = [2, 0, 4.0, []], [0, 60, 20.0, []]
    far = made({"days_left": 3_000, "minutes_needed": 20}, days=[light] * 60 + [DAY] * 3 + [long] * 3_000)
    assert ", 4 min a day (at most 22); expected" in words(far)


def test_the_review_of_today_names_its_sitting() -> None:
    day = [0, 8, 7.0, [["review", 5, 7.5, "3fa9c1"]]]
    assert "studykit drill; studykit exam review 3fa9c1" in words(made(days=[day, *LAST]))


def test_on_a_low_terminal_what_matters_stands_last() -> None:
    low, high = (plain(plan_lines(made(), TODAY, 80, rows)).splitlines() for rows in (23, 60))
    assert (low[0][:10], low[-2][:7]) == ("Wed 25 Nov", "Today: ")
    assert sorted(low) == sorted(high)
    assert high == text(made()).splitlines()


@pytest.mark.parametrize("width", [40, 60, 80])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    value = made(INFEASIBLE, aside=3, pace=2.0, days=[DAY] * 70 + LAST)
    assert max(map(len, text(value, width).splitlines())) <= width
    assert "and 10 more days" in text(value, width)
