"""Learning days: the night belongs to the day before."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studykit.memory import fsrs
from studykit.memory.calendar import CUT_OFF, date_of, learning_day, longest_streak, streak
from studykit.memory.schedule import Review, fold

BERLIN, TOKYO = ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Tokyo")
CASES = [
    (datetime(2026, 11, 24, 3, 59), 4, "2026-11-23"),
    (datetime(2026, 11, 24, 4, 0), 4, "2026-11-24"),
    (datetime(2026, 11, 24, 23, 59), 4, "2026-11-24"),
    (datetime(2026, 11, 25, 0, 30), 4, "2026-11-24"),
    (datetime(2026, 11, 24, 0, 0), 0, "2026-11-24"),
    (datetime(2028, 2, 29, 12, 0), 4, "2028-02-29"),
    (datetime(2028, 3, 1, 1, 0), 4, "2028-02-29"),
    (datetime(2027, 1, 1, 2, 0), 4, "2026-12-31"),
    (datetime(2026, 3, 29, 3, 30, tzinfo=BERLIN), 4, "2026-03-28"),
    (datetime(2026, 3, 29, 4, 0, tzinfo=BERLIN), 4, "2026-03-29"),
    (datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN, fold=1), 4, "2026-10-24"),
    (datetime(2026, 10, 25, 4, 0, tzinfo=BERLIN), 4, "2026-10-25"),
    (datetime(2026, 11, 24, 9, 0, tzinfo=TOKYO), 4, "2026-11-24"),
]


@pytest.mark.parametrize(("local", "cut_off", "day"), CASES, ids=lambda value: str(value))
def test_a_learning_day_is_the_local_date_minus_the_cut_off(local: datetime, cut_off: int, day: str) -> None:
    assert date_of(learning_day(local, cut_off)).isoformat() == day


class Case(NamedTuple):
    """Local study times (with a zone, and /hour if the cutoff is not 4), and what they lead to.

    `gaps` are the stored days between reviews. `streak` is the streak shown at the time `looked`.
    """

    studied: str
    looked: str
    gaps: list[int]
    streak: int


CALENDAR = {
    # plain days
    "one evening": Case("2026-11-24 20:00", "2026-11-24 21:00", [], 1),
    "three evenings": Case("2026-11-22 20:00, 2026-11-23 20:00, 2026-11-24 20:00", "2026-11-24 21:00", [1, 1], 3),
    "looked at before today's study": Case("2026-11-23 20:00, 2026-11-24 20:00", "2026-11-25 09:00", [1], 2),
    "a day left out": Case("2026-11-21 20:00, 2026-11-23 20:00", "2026-11-23 21:00", [2], 1),
    "two days without": Case("2026-11-22 20:00, 2026-11-23 20:00", "2026-11-25 09:00", [1], 0),
    "twice on a day": Case("2026-11-24 08:00, 2026-11-24 22:00", "2026-11-24 23:00", [0], 1),
    "past midnight": Case("2026-11-24 23:50, 2026-11-25 00:10", "2026-11-25 00:20", [0], 1),
    "a minute before the cut-off": Case("2026-11-24 20:00, 2026-11-25 03:59", "2026-11-25 03:59", [0], 1),
    "at the cut-off": Case("2026-11-24 20:00, 2026-11-25 04:00", "2026-11-25 04:00", [1], 2),
    "only at night": Case("2026-11-24 00:30, 2026-11-25 00:30, 2026-11-26 00:30", "2026-11-26 01:00", [1, 1], 3),
    "looked at in the night after": Case("2026-11-23 20:00, 2026-11-24 20:00", "2026-11-25 02:00", [1], 2),
    # months, years, leap days
    "over the end of a month": Case("2026-11-30 20:00, 2026-12-01 20:00", "2026-12-01 21:00", [1], 2),
    "over New Year": Case("2026-12-31 20:00, 2027-01-01 20:00", "2027-01-01 21:00", [1], 2),
    "the night of New Year": Case("2026-12-31 20:00, 2027-01-01 02:00", "2027-01-01 03:00", [0], 1),
    "over a leap day": Case("2028-02-28 20:00, 2028-02-29 20:00, 2028-03-01 20:00", "2028-03-01 21:00", [1, 1], 3),
    "a leap day left out": Case("2028-02-28 20:00, 2028-03-01 20:00", "2028-03-01 21:00", [2], 1),
    "the night after a leap day": Case("2028-02-29 20:00, 2028-03-01 03:00", "2028-03-01 03:30", [0], 1),
    "a February without a leap day": Case("2027-02-28 20:00, 2027-03-01 20:00", "2027-03-01 21:00", [1], 2),
    "a century that is no leap year": Case("2100-02-28 20:00, 2100-03-01 20:00", "2100-03-01 21:00", [1], 2),
    # daylight saving begins: 23 hours
    "evenings round the short day": Case(
        "2026-03-28 20:00 Berlin, 2026-03-29 20:00 Berlin, 2026-03-30 20:00 Berlin",
        "2026-03-30 21:00 Berlin",
        [1, 1],
        3,
    ),
    "the night of the short day": Case(
        "2026-03-28 20:00 Berlin, 2026-03-29 03:30 Berlin", "2026-03-29 03:40 Berlin", [0], 1
    ),
    "the hour that is not there": Case(
        "2026-03-28 20:00 Berlin, 2026-03-29 02:30 Berlin", "2026-03-29 03:40 Berlin", [0], 1
    ),
    "the morning of the short day": Case(
        "2026-03-28 20:00 Berlin, 2026-03-29 04:00 Berlin", "2026-03-29 05:00 Berlin", [1], 2
    ),
    "New York's short day": Case(
        "2026-03-07 20:00 New_York, 2026-03-08 20:00 New_York", "2026-03-08 21:00 New_York", [1], 2
    ),
    "a short day with the cut-off inside it": Case(
        "2026-03-28 20:00 Berlin/2, 2026-03-29 03:00 Berlin/2", "2026-03-29 03:30 Berlin/2", [1], 2
    ),
    # daylight saving ends: 25 hours
    "evenings round the long day": Case(
        "2026-10-24 20:00 Berlin, 2026-10-25 20:00 Berlin, 2026-10-26 20:00 Berlin",
        "2026-10-26 21:00 Berlin",
        [1, 1],
        3,
    ),
    "the hour that comes twice": Case(
        "2026-10-25 02:30 Berlin, 2026-10-25 02:30 Berlin", "2026-10-25 03:00 Berlin", [0], 1
    ),
    "the morning of the long day": Case(
        "2026-10-24 20:00 Berlin, 2026-10-25 04:00 Berlin", "2026-10-25 05:00 Berlin", [1], 2
    ),
    "the night of the long day": Case(
        "2026-10-24 20:00 Berlin, 2026-10-25 03:59 Berlin", "2026-10-25 04:00 Berlin", [0], 1
    ),
    "New York's long day": Case(
        "2026-10-31 20:00 New_York, 2026-11-01 20:00 New_York", "2026-11-01 21:00 New_York", [1], 2
    ),
    "midnight that is not there": Case(
        "2026-04-23 20:00 Cairo/0, 2026-04-24 01:00 Cairo/0", "2026-04-24 02:00 Cairo/0", [1], 2
    ),
    # eastward
    "Berlin to Tokyo": Case("2026-11-23 20:00 Berlin, 2026-11-24 20:00 Tokyo", "2026-11-24 21:00 Tokyo", [1], 2),
    "Berlin to Tokyo overnight": Case(
        "2026-11-23 20:00 Berlin, 2026-11-24 09:00 Tokyo", "2026-11-24 10:00 Tokyo", [1], 2
    ),
    "on the flight east by the watch of home": Case(
        "2026-11-24 01:00 Berlin, 2026-11-24 09:00 Tokyo", "2026-11-24 10:00 Tokyo", [1], 2
    ),
    "New York to Berlin": Case("2026-11-23 18:00 New_York, 2026-11-24 12:00 Berlin", "2026-11-24 13:00 Berlin", [1], 2),
    "eastward over the date line": Case(
        "2026-11-24 09:00 Auckland, 2026-11-24 09:00 Honolulu", "2026-11-24 10:00 Honolulu", [0], 1
    ),
    # westward
    "Tokyo to Berlin": Case("2026-11-23 20:00 Tokyo, 2026-11-24 20:00 Berlin", "2026-11-24 21:00 Berlin", [1], 2),
    "Tokyo to Berlin on one date": Case(
        "2026-11-24 09:00 Tokyo, 2026-11-24 20:00 Berlin", "2026-11-24 21:00 Berlin", [0], 1
    ),
    "back into yesterday": Case(
        "2026-11-23 20:00 Tokyo, 2026-11-24 05:00 Tokyo, 2026-11-23 16:00 New_York",
        "2026-11-24 20:00 New_York",
        [1, 0],
        2,
    ),
    "looked at from yesterday": Case(
        "2026-11-23 20:00 Tokyo, 2026-11-24 05:00 Tokyo", "2026-11-23 18:00 New_York", [1], 1
    ),
    "westward over the date line": Case(
        "2026-11-23 20:00 Honolulu, 2026-11-25 08:00 Auckland", "2026-11-25 09:00 Auckland", [2], 1
    ),
    "to and fro": Case(
        "2026-11-22 20:00 Berlin, 2026-11-23 20:00 Tokyo, 2026-11-24 20:00 Berlin", "2026-11-24 21:00 Berlin", [1, 1], 3
    ),
    # the clock is set
    "set back an hour": Case("2026-11-24 20:00, 2026-11-24 19:00", "2026-11-24 19:30", [0], 1),
    "set back a day": Case("2026-11-23 20:00, 2026-11-24 20:00, 2026-11-23 20:00", "2026-11-24 21:00", [0, 1], 2),
    "set back a week, and right again": Case(
        "2026-11-23 20:00, 2026-11-17 20:00, 2026-11-24 20:00", "2026-11-24 21:00", [6, 1], 2
    ),
    "ahead a year, and right again": Case(
        "2026-11-23 20:00, 2027-11-24 20:00, 2026-11-24 20:00", "2026-11-24 21:00", [1, 365], 2
    ),
    # the cut-off is changed
    "cut-off from four to midnight": Case(
        "2026-11-23 20:00, 2026-11-25 01:00/4, 2026-11-25 09:00/0", "2026-11-25 10:00/0", [1, 1], 3
    ),
    "cut-off from midnight to four": Case("2026-11-24 01:00/0, 2026-11-25 02:00/4", "2026-11-25 03:00/4", [0], 1),
    "cut-off at noon": Case(
        "2026-11-23 20:00/12, 2026-11-24 11:00/12, 2026-11-24 13:00/12", "2026-11-24 14:00/12", [0, 1], 2
    ),
    "looked at with another cut-off": Case("2026-11-23 20:00, 2026-11-24 20:00", "2026-11-25 01:00/0", [1], 2),
    "looked at with a late cut-off": Case("2026-11-23 20:00, 2026-11-24 20:00", "2026-11-25 22:00/23", [1], 2),
}
PLACES = {
    "Berlin": "Europe/Berlin",
    "Tokyo": "Asia/Tokyo",
    "New_York": "America/New_York",
    "Auckland": "Pacific/Auckland",
    "Honolulu": "Pacific/Honolulu",
    "Cairo": "Africa/Cairo",
}
RATINGS = (3, 1, 3)


def stored(said: str) -> tuple[float, int]:
    """Returns the moment (s) and learning day stored for a local time such as `2026-11-24 20:00 Berlin/4`."""
    time, _, cut_off = said.strip().partition("/")
    day, hour, *place = time.split()
    local = datetime.fromisoformat(f"{day} {hour}").replace(tzinfo=ZoneInfo(PLACES[place[0]]) if place else UTC)
    return local.timestamp(), learning_day(local, int(cut_off or CUT_OFF))


def journalled(case: Case) -> list[int]:
    """Returns the stored days as the journal does, in order of their moments."""
    return [day for _, day in sorted(stored(said) for said in case.studied.split(","))]


def test_the_table_has_at_least_forty_cases() -> None:
    assert len(CALENDAR) >= 40


@pytest.mark.parametrize("case", CALENDAR.values(), ids=CALENDAR.keys())
def test_a_streak_counts_stored_days_regardless_of_the_current_clock_zone_and_cutoff(case: Case) -> None:
    assert streak(journalled(case), stored(case.looked)[1]) == case.streak


@pytest.mark.parametrize("case", CALENDAR.values(), ids=CALENDAR.keys())
def test_a_memory_depends_only_on_the_stored_days_between_reviews(case: Case) -> None:
    days = enumerate(zip(RATINGS, journalled(case), strict=False))
    reviews = [Review(rating, place, day) for place, (rating, day) in days]
    memory = fsrs.begin(RATINGS[0])
    for rating, gap in zip(RATINGS[1:], case.gaps, strict=False):
        memory = fsrs.review(memory, rating, gap)
    assert fold(reviews, "sqs/a").memory == memory


@given(days=st.sets(st.integers(1, 40)), today=st.integers(1, 40))
def test_a_streak_is_the_longest_run_of_days_up_to_today(days: set[int], today: int) -> None:
    last = today if today in days else today - 1
    row = streak(days, today)
    assert days >= set(range(last - row + 1, last + 1))
    assert last - row not in days
    assert row <= longest_streak(days) <= len(days)


def test_the_longest_streak_is_the_longest_run() -> None:
    assert longest_streak([1, 2, 3, 7, 8, 12]) == 3
    assert longest_streak([]) == 0
