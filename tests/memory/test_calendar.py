"""Learning days: a late evening belongs to the day that began in the morning."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from studykit.memory.calendar import date_of, learning_day

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
