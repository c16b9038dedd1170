"""The report of a paper and the consequences of its misses: figures from the literature, and laws."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studykit.screen.exam.report import gains, report_lines
from studykit.sittings.exam import AnswerState, Finished, ScoredItem
from studykit.sittings.exam_form import BankItem
from studykit.sittings.exam_report import ScoringRules, groups, practice_scale, report
from studykit.sittings.misses import REVIEWS_PER_DAY, LearningTarget, card_of, cards_of, retest, review_status
from studykit.sittings.moves import Submit, as_data, from_data, handed_in
from studykit.sittings.paper import Paper, PaperItem
from studykit.text.lines import Canvas, text_of

BY = ScoringRules(100, 1000, 720, (0.68, 0.72, 0.76), 50)
MINUTE = 60_000
ROWS = st.lists(st.tuples(st.sampled_from("abcdef"), st.booleans(), st.booleans()), min_size=1, max_size=65)


def paper_of(rows: list[tuple[str, bool, bool]], took: int = MINUTE) -> Finished:
    """Returns a finished paper of (topic, right, sure) rows. Every fifth item is not scored."""
    placed = [PaperItem(f"{t}/{n}", "d", f"point-{n}", n % 5 > 0, 1, ("x", "y")) for n, (t, _, _) in enumerate(rows)]
    sats = tuple(
        ScoredItem(item, AnswerState(("x",), sure, took=took, shown=True), right, float(right))
        for item, (_, right, sure) in zip(placed, rows, strict=True)
    )
    return Finished("s", Paper("0-x", "p", tuple(placed), 2 * len(rows)), sats, 0, 1, "submitted")


def test_forty_nine_of_sixty_five_right_has_the_published_figures() -> None:
    made = report(paper_of([("t", n < 49, False) for n in range(65)]), BY)
    assert [round(odd, 3) for odd in made.chances.values()] == [0.828, 0.686, 0.502]
    assert [round(end, 4) for end in made.whole.interval] == [0.6369, 0.8424]


@given(st.floats(0, 1), st.floats(0, 1))
def test_the_practice_scale_never_falls_and_passes_exactly_at_our_threshold(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert 100 <= practice_scale(low, BY) <= practice_scale(high, BY) <= 1000
    assert (practice_scale(low, BY) >= 720) == (low >= 0.72)


@given(ROWS)
def test_every_miss_is_in_one_group_and_the_largest_group_comes_first(rows: list[tuple[str, bool, bool]]) -> None:
    done = paper_of(rows)
    found = groups(done)
    assert sorted(sat.id for group in found for sat in group.missed) == sorted(sat.id for sat in done.missed)
    assert [len(group.missed) for group in found] == sorted((len(group.missed) for group in found), reverse=True)


@given(ROWS)
def test_the_quickest_gains_never_exceed_the_missing_answers_or_the_misses(
    rows: list[tuple[str, bool, bool]],
) -> None:
    made = report(paper_of(rows), BY)
    found, count = made.near
    assert found <= min(made.short, len(made.order))
    assert (count == 0) == (made.short == 0)


def test_confident_misses_are_reviewed_first() -> None:
    made = report(paper_of([("t", False, False), ("t", False, True), ("t", True, True)]), BY)
    assert [sat.id for sat in made.order] == ["t/1", "t/0"]
    assert (made.sure.right, made.sure.items, made.unsure.items) == (1, 2, 1)


def test_the_gap_to_our_threshold_is_one_sentence() -> None:
    rows = [("a", n > 2, False) for n in range(8)] + [("b", n > 1, False) for n in range(6)]
    rows += [(topic, False, False) for topic in "cde"] + [("f", True, False)] * 3
    made = report(paper_of(rows), BY)
    assert gains(made, BY) == "About 3 more right reach our line (72%); 3 of them lie in 1 topic:"


def test_an_item_that_took_more_than_twice_its_share_is_listed() -> None:
    done = paper_of([("t", True, False)] * 5, took=5 * MINUTE)
    assert report(done, BY).pace.slowest[0] == (1, 5 * MINUTE)
    assert report(paper_of([("t", True, False)] * 5, took=4 * MINUTE), BY).pace.slowest == ()


@pytest.mark.parametrize("width", [40, 60, 80])
@pytest.mark.parametrize("ascii", [True, False])
def test_the_report_fits_its_columns_and_its_charset(width: int, ascii: bool) -> None:
    rows = [(topic * 9, n % 3 > 0, n % 2 > 0) for n, topic in enumerate("abcdefgh" * 8)]
    text = [
        text_of(line)
        for line in report_lines(
            report(paper_of(rows), BY), BY, {"d": "Design Secure Architectures"}, Canvas(width, 24, ascii)
        )
    ]
    assert max(map(len, text)) <= width
    assert not ascii or all(map(str.isascii, text))
    assert "ours, not AWS's" in " ".join(text)


def test_a_miss_makes_the_card_of_its_point_due_before_that_of_its_fact() -> None:
    cards = [LearningTarget("t/a", "", ("t/f",)), LearningTarget("t/b", "p", ("t/g",)), LearningTarget("t/c")]
    assert card_of(LearningTarget("t/i", "p", ("t/f",)), cards) == "t/b"
    assert card_of(LearningTarget("t/i", "q", ("t/f",)), cards) == "t/a"
    assert card_of(LearningTarget("t/i", "q", ()), cards) == "t/a"
    assert card_of(LearningTarget("u/i", "q", ()), cards) is None


@given(st.integers(1, 9), st.integers(1, 9))
def test_two_misses_share_a_card_when_there_are_too_few_and_only_then(misses: int, cards: int) -> None:
    found = cards_of(
        [LearningTarget(f"t/i{n}") for n in range(misses)], [LearningTarget(f"t/c{n}") for n in range(cards)]
    )
    assert len(found) == misses
    assert len(set(found.values())) == min(misses, cards)


@given(st.sets(st.integers(0, 30)), st.integers(0, 40))
def test_a_review_of_five_a_day_ends(ids: set[int], start: int) -> None:
    names, days = [str(n) for n in sorted(ids)], 0
    marks: list[tuple[str, int]] = []
    while (left := review_status(names, marks, start + days)).open:
        marks += [(one, start + days) for one in left.ids[: left.today]]
        assert review_status(names, marks, start + days).today == 0
        days += 1
    assert days == -(-len(ids) // REVIEWS_PER_DAY)


def test_a_retest_has_variants_or_the_item_itself_if_there_are_none() -> None:
    pool = [BankItem("t/a", "d", "p"), BankItem("t/b", "d", "p"), BankItem("t/c", "d", "q"), BankItem("t/d", "d", "r")]
    assert [item.id for item in retest(pool, {"t/a", "t/c"})] == ["t/b", "t/c"]


@pytest.mark.parametrize(
    ("typed", "move"),
    [
        ("submit", Submit()),
        (" SUBMIT 48 ", Submit(48)),
        ("submit 65", Submit(65)),
        ("submit 66", None),
        ("submit it", None),
        ("yes", None),
    ],
)
def test_the_word_submit_hands_in_and_a_number_after_it_is_a_prediction(typed: str, move: Submit | None) -> None:
    assert handed_in(typed, 65) == move


def test_a_prediction_is_stored_as_json_and_older_entries_have_none() -> None:
    assert from_data(as_data(Submit(48))) == Submit(48)
    assert from_data({"do": "submit"}) == Submit()


@pytest.mark.parametrize(
    ("predicted", "says"),
    [(52, "You foretold 52: 3 too many."), (48, "You foretold 48: 1 too few."), (49, "exactly so")],
)
def test_a_prediction_is_shown_next_to_the_score(predicted: int, says: str) -> None:
    done = replace(paper_of([("t", n < 49, False) for n in range(65)]), predicted=predicted)
    told = " ".join(text_of(line) for line in report_lines(report(done, BY), BY, {"d": "D"}, Canvas()))
    assert says in told
