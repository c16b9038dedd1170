"""Queries over the whole journal, and the cache of due days."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from studykit.errors import JournalError
from studykit.store import queries
from studykit.store.event_sql import NOT_UNDONE_BULK, NOT_UNDONE_FEW
from studykit.store.journal import CachedDue, Journal
from studykit.store.renamed_ids import apply


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    """Three days of two cards and an item; the review and the answer at 900 were undone."""
    with Journal.open(tmp_path / "journal.db") as journal:
        journal.append("review", "t/a", {"rating": 3, "took": 4000}, 100, 1)
        journal.append("review", "t/b", {"rating": 1}, 200, 2)
        journal.append("answer", "t/i", {"right": False}, 210, 2)
        journal.append("review", "t/a", {"rating": 4, "took": 2000}, 300, 3)
        journal.append("answer", "t/i", {"right": True}, 310, 3)
        for kind, subject in (("review", "t/a"), ("answer", "t/j")):
            gone = journal.append(kind, subject, {"rating": 2, "right": True}, 900, 3)  # type: ignore[arg-type] # one of them
            journal.undo(901, 3, gone.id)
        journal.append("sitting", "read", {"topic": "t"}, 910, 3)
        journal.append("sitting", "read", {"topic": "t"}, 920, 3)
        yield journal


def test_reviews_are_read_with_their_times(journal: Journal) -> None:
    timed = list(queries.timed_reviews(journal, 2, 4))
    assert timed == [("t/b", 2, 1, None), ("t/a", 3, 4, 2000)]
    assert timed[0].card == "t/b"


@pytest.mark.parametrize(("card", "day", "expected"), [("t/a", 1, False), ("t/a", 2, True), ("t/x", 9, False)])
def test_an_earlier_review_is_found(journal: Journal, card: str, day: int, expected: bool) -> None:
    assert queries.was_reviewed_before(journal, card, day) is expected


def test_ratings_are_read_in_the_order_of_events(journal: Journal) -> None:
    assert list(queries.ratings(journal)) == [("t/a", 1, 3), ("t/b", 2, 1), ("t/a", 3, 4)]


def test_reviews_before_a_day_are_counted_and_read(journal: Journal) -> None:
    assert queries.review_counts(journal, 4) == {"t/a": 2, "t/b": 1}
    assert queries.review_counts(journal, 2) == {"t/a": 1}
    assert queries.reviews_of_card(journal, "t/a", 4) == [(3, 100, 1), (4, 300, 3)]
    assert queries.reviews_of_card(journal, "t/a", 3) == [(3, 100, 1)]
    assert list(journal.stream("review", "rating", 3)) == [("t/a", 3, 100, 1), ("t/b", 1, 200, 2)]


def test_days_of_study_are_counted_by_kind(journal: Journal) -> None:
    assert queries.study_days(journal) == {
        1: {"review": 1},
        2: {"review": 1, "answer": 1},
        3: {"review": 1, "answer": 1},
    }


def test_the_last_answer_before_a_day_counts(journal: Journal) -> None:
    assert queries.last_answer_days(journal, 4) == {"t/i": 3}
    assert queries.last_answer_days(journal, 3) == {"t/i": 2}


def test_undone_answers_are_read_but_do_not_count(journal: Journal) -> None:
    answers = list(queries.all_answers(journal))
    assert [(one.item, one.right, one.counts) for one in answers] == [
        ("t/i", False, True),
        ("t/i", True, True),
        ("t/j", True, False),
    ]


def test_topics_that_were_read_have_their_times(journal: Journal) -> None:
    assert queries.topics_read(journal) == {"t": [910, 920]}


def test_the_cache_of_due_days_holds_exactly_what_it_is_refreshed_with(journal: Journal) -> None:
    journal.cache_due("t/old", ("review", 0, 9))
    journal.refresh_due({"t/a": ("review", 5, 12), "t/b": ("learning", 7, 3)})
    assert journal.due_of("t/a") == CachedDue("review", 5, 12)
    assert journal.due_of("t/old") is None
    assert journal.append("review", "t/c", {"rating": 3}, 600, 4, ("review", 1, 2)).subject == "t/c"
    journal.clear_due_cache()
    assert journal.due_of("t/c") is None


def test_a_cache_that_cannot_be_written_is_left_as_it_is(journal: Journal) -> None:
    journal.refresh_due({"t/a": ("review", 5, 12)})
    journal.db.execute("pragma query_only = on")
    journal.refresh_due({"t/b": ("review", 5, 12)})
    journal.clear_due_cache()
    assert journal.due_of("t/a") == CachedDue("review", 5, 12)
    assert not journal.db.in_transaction


def test_a_write_that_fails_halfway_leaves_no_event(journal: Journal) -> None:
    before = list(journal.entries())
    journal.db.execute("drop table due")
    with pytest.raises(JournalError):
        journal.append("review", "t/a", {"rating": 3}, 700, 4, ("review", 1, 2))
    assert list(journal.entries()) == before
    assert not journal.db.in_transaction


def test_a_check_counts_the_events_and_reports_damage(journal: Journal, tmp_path: Path) -> None:
    assert journal.check() == ("ok", 11)
    journal.db.execute("drop table event")
    with pytest.raises(JournalError, match="no such table: event"):
        journal.check()


def test_a_query_over_a_damaged_journal_is_a_journal_error(journal: Journal) -> None:
    journal.db.execute("drop table event")
    with pytest.raises(JournalError):
        queries.study_days(journal)


def test_both_forms_of_not_undone_agree(journal: Journal) -> None:
    found = [
        journal.db.execute(f"select id from event where {form} order by id").fetchall()
        for form in (NOT_UNDONE_BULK, NOT_UNDONE_FEW)
    ]
    assert found[0] == found[1]
    assert len(found[0]) < journal.check().events


def test_events_of_a_renamed_card_are_read_without_the_undone_ones(journal: Journal) -> None:
    apply(journal.db, {"t/a": "t/new"})
    assert [entry.subject for entry in journal.entries("review")] == ["t/new", "t/b", "t/new"]
    assert journal.latest_order("review", "t/new")[0] == 300
