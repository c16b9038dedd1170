"""Queries over the whole journal: one for each question that the plan, the pace and the statistics ask.

There may be a million events. So no JSON leaves SQLite (`data ->> '$.rating'`). And a query that needs most events of a
kind says `+kind`: SQLite then reads the file once from begin to end, instead of looking up each event by its index.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from studykit.store.event_sql import NOT_UNDONE_BULK, NOT_UNDONE_FEW, ORDER_MS
from studykit.store.journal import Journal

TIMED_REVIEWS = (
    "select subject, day, data ->> '$.rating', data ->> '$.took' from event where +kind = 'review' and day >= ? "  # noqa: S608 -- constants; values are bound
    f"and day < ? and {NOT_UNDONE_BULK} order by {ORDER_MS}, id"
)
EARLIER_REVIEW = f"select 1 from event where kind = 'review' and subject = ? and day < ? and {NOT_UNDONE_FEW} limit 1"  # noqa: S608 -- constants; values are bound
RATINGS = (
    "select subject, day, data ->> '$.rating' from event where +kind = 'review' "  # noqa: S608 -- constants
    f"and {NOT_UNDONE_BULK} order by {ORDER_MS}, id"
)
REVIEW_COUNTS = (
    "select subject, count(*) from event where +kind = 'review' and day < ? "  # noqa: S608 -- constants; values are bound
    f"and {NOT_UNDONE_BULK} group by subject"
)
REVIEWS_OF_CARD = (
    "select data ->> '$.rating', at, day from event where kind = 'review' and subject = ? and day < ? "  # noqa: S608 -- constants; values are bound
    f"and {NOT_UNDONE_BULK} order by {ORDER_MS}, id"
)
STUDY_DAYS = (
    "select day, kind, count(*) from event where +kind in ('review', 'answer') "  # noqa: S608 -- constants
    f"and {NOT_UNDONE_BULK} group by day, kind"
)
LAST_ANSWER_DAYS = (
    f"select subject, max(day) from event where kind = 'answer' and day < ? and {NOT_UNDONE_BULK} group by subject"  # noqa: S608 -- constants; values are bound
)
ALL_ANSWERS = (
    f"select subject, {ORDER_MS}, data ->> '$.right', {NOT_UNDONE_BULK} from event where kind = 'answer' "  # noqa: S608 -- constants
    f"order by {ORDER_MS}, id"
)
TOPICS_READ = f"select data ->> '$.topic', {ORDER_MS} from event where kind = 'sitting' and subject = 'read'"  # noqa: S608 -- constants


class TimedReview(NamedTuple):
    """A review with the time it took (ms); None if that is unknown, because the answers came from a file."""

    card: str
    day: int
    rating: int
    took: int | None


class GivenAnswer(NamedTuple):
    """An answer. `order_ms`: the time by which events are ordered. `counts`: it was not undone."""

    item: str
    order_ms: int
    right: bool
    counts: bool


def timed_reviews(journal: Journal, since: int, before: int) -> Iterator[TimedReview]:
    """Yields the reviews of some learning days, in their order. `since` is the first day, `before` follows the last."""
    return map(TimedReview._make, journal.rows(TIMED_REVIEWS, (since, before)))


def was_reviewed_before(journal: Journal, card: str, day: int) -> bool:
    """True if a card was reviewed before a learning day."""
    return any(journal.rows(EARLIER_REVIEW, (card, day)))


def ratings(journal: Journal) -> Iterator[tuple[str, int, int]]:
    """Yields card, learning day and rating of all reviews, in their order."""
    return journal.rows(RATINGS)


def review_counts(journal: Journal, before: int) -> dict[str, int]:
    """Returns how often each card was reviewed before a learning day."""
    return dict(journal.rows(REVIEW_COUNTS, (before,)))


def reviews_of_card(journal: Journal, card: str, before: int) -> list[tuple[int, int, int]]:
    """Returns rating, time (ms) and learning day of a card's reviews before a learning day, in their order."""
    return list(journal.rows(REVIEWS_OF_CARD, (card, before)))


def study_days(journal: Journal) -> dict[int, dict[str, int]]:
    """Returns the learning days with reviews or answers, and how many there are of each (`review`, `answer`)."""
    days: dict[int, dict[str, int]] = {}
    for day, kind, number in journal.rows(STUDY_DAYS):
        days.setdefault(day, {})[kind] = number
    return days


def last_answer_days(journal: Journal, before: int) -> dict[str, int]:
    """Returns the items that were answered before a learning day, with the day of the last answer."""
    return dict(journal.rows(LAST_ANSWER_DAYS, (before,)))


def all_answers(journal: Journal) -> Iterator[GivenAnswer]:
    """Yields every answer, in their order, undone ones too: the learner has seen the correct answer."""
    for item, order_ms, right, counts in journal.rows(ALL_ANSWERS):
        yield GivenAnswer(item, order_ms, bool(right), bool(counts))


def topics_read(journal: Journal) -> dict[str, list[int]]:
    """Returns the topics whose page was read, each with the times (ms) of reading."""
    read: dict[str, list[int]] = {}
    for topic, order_ms in journal.rows(TOPICS_READ):
        read.setdefault(topic, []).append(order_ms)
    return read
