"""The meaning of marks: exclusions on a day, and cards that a wrong answer made due."""

from __future__ import annotations

import pytest

from studykit.store.marks import Mark, SortKey, forced_due, marks_on

DAY = 10
CARD = "t/card"


def mark(what: str, day: int = DAY, at: int = 0, subject: str = CARD, **data: object) -> Mark:
    return Mark(subject, day, (at, "id"), {"what": what, **data})


KNOWN = mark("known", until=DAY + 5)
EXCLUSIONS: list[tuple[list[Mark], bool]] = [
    ([], False),
    ([mark("suspend", DAY - 9)], True),
    ([mark("suspend"), mark("resume")], False),
    ([mark("resume"), mark("suspend")], True),
    ([mark("bury")], True),
    ([mark("bury", DAY - 1)], False),
    ([KNOWN], True),
    ([mark("known", until=DAY)], False),
    ([KNOWN, mark("due")], False),
    ([mark("suspend"), mark("due")], True),
    ([mark("mark"), mark("report")], False),
]


@pytest.mark.parametrize(("marks", "excluded"), EXCLUSIONS)
def test_marks_exclude_a_card_on_a_day(marks: list[Mark], excluded: bool) -> None:
    assert marks_on(marks, DAY).excluded == ({CARD} if excluded else set())


def test_a_card_that_was_forgotten_too_often_is_a_leech_until_it_is_resumed() -> None:
    leech = mark("suspend", why="leech")
    assert marks_on([leech, mark("suspend", subject="t/other")], DAY).leeches == {CARD}
    assert marks_on([leech, mark("resume")], DAY).leeches == set()


def test_a_second_mark_removes_the_flag() -> None:
    assert marks_on([mark("mark")], DAY).flagged == {CARD}
    assert marks_on([mark("mark"), mark("mark")], DAY).flagged == set()


def test_the_first_wrong_answer_since_the_last_review_makes_a_card_due() -> None:
    marks = [mark("due", 3, at=30), mark("due", 5, at=50), mark("due", 7, at=70), mark("suspend", 8, at=80)]
    reviews: dict[str, SortKey] = {CARD: (40, "")}
    assert forced_due(marks, reviews.__getitem__) == {CARD: 5}


def test_a_reviewed_card_is_not_forced_due() -> None:
    assert forced_due([mark("due", at=30)], lambda card: (30, "later id")) == {}


def test_a_card_without_reviews_is_forced_due() -> None:
    assert forced_due([mark("due", 3)], lambda card: (-1, "")) == {CARD: 3}


def test_the_last_review_is_looked_up_once_for_each_card() -> None:
    asked: list[str] = []

    def last_review(card: str) -> SortKey:
        asked.append(card)
        return (99, "")

    forced_due([mark("due", at=at) for at in range(5)], last_review)
    assert asked == [CARD]
