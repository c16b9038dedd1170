"""The state machine of an exam sitting: laws over random moves."""

from __future__ import annotations

import json
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studykit.items import Multiple, Question, Single
from studykit.sittings.exam import MINUTE, Exam, begin, fold
from studykit.sittings.exam_form import ExamForm, FormItem, paper
from studykit.sittings.exam_score import credit, finish
from studykit.sittings.moves import (
    Act,
    AnswerItem,
    Flag,
    Go,
    HideClock,
    Move,
    Note,
    Strike,
    Submit,
    as_data,
    from_data,
)
from studykit.sittings.paper import Paper, PaperItem

ORDER = ("a", "b", "c", "d", "e")
PAPER = Paper(
    "0-x", "p", tuple(PaperItem(f"t/{n}", "d", f"p{n}", n > 0, 1 + n % 2, ORDER) for n in range(4)), 10, (5, 1)
)
PLACES, NAMES = st.integers(0, 3), st.sampled_from(ORDER)
INNER = st.one_of(
    st.builds(lambda place, name, sure: AnswerItem(place, (name,), sure), PLACES, NAMES, st.booleans()),
    st.builds(Strike, PLACES, NAMES, st.booleans()),
    st.builds(Flag, PLACES, st.booleans()),
    st.builds(Note, PLACES, st.text(max_size=5)),
    st.builds(Go, PLACES),
    st.builds(HideClock, st.booleans()),
    st.sampled_from([Act.OPEN_REVIEW, Act.LEAVE, Act.RESUME]),
)
MOVES: st.SearchStrategy[list[tuple[Move, int]]] = st.lists(
    st.tuples(INNER, st.integers(-60_000, 700_000)), max_size=25
)


def played(moves: list[tuple[Move, int]]) -> list[Exam]:
    """Returns every state on the way."""
    exams = [begin(PAPER, 0)]
    for move, now in moves:
        exams.append(exams[-1].after(move, now))
    return exams


@given(moves=MOVES)
def test_folding_the_stored_moves_gives_the_sitting(moves: list[tuple[Move, int]]) -> None:
    kept = [(from_data(json.loads(json.dumps(as_data(move)))), now) for move, now in moves]
    again = Paper.from_data(json.loads(json.dumps(PAPER.as_data())))
    assert fold(again, 0, kept) == played(moves)[-1]


@pytest.mark.parametrize(
    ("move", "data"),
    [
        (AnswerItem(3, ("a",)), '{"do": "answer", "place": 3, "names": ["a"], "sure": false}'),
        (Strike(0, "b", True), '{"do": "strike", "place": 0, "name": "b", "on": true}'),
        (Flag(1, False), '{"do": "flag", "place": 1, "on": false}'),
        (Note(2, "why"), '{"do": "note", "place": 2, "text": "why"}'),
        (Go(2), '{"do": "go", "place": 2}'),
        (Act.OPEN_REVIEW, '{"do": "look"}'),
        (HideClock(True), '{"do": "clock", "hidden": true}'),
        (Act.LEAVE, '{"do": "leave"}'),
        (Act.RESUME, '{"do": "resume"}'),
        (Submit(48), '{"do": "submit", "predicted": 48}'),
        (Act.EXPIRE, '{"do": "expire"}'),
        (Act.ABANDON, '{"do": "abandon"}'),
    ],
    ids=lambda value: type(value).__name__,
)
def test_the_journal_keeps_its_words_for_moves(move: Move, data: str) -> None:
    assert json.dumps(as_data(move)) == data
    assert from_data(json.loads(data)) == move


@given(moves=MOVES)
def test_time_never_runs_backward_and_nothing_changes_after_the_end(moves: list[tuple[Move, int]]) -> None:
    exams = played(moves)
    assert all(then.at >= before.at and then.left(0) <= before.left(0) for before, then in pairwise(exams))
    ends = [exam for exam in exams if exam.ended is not None]
    assert all(exam == ends[0] for exam in ends)


@given(moves=MOVES)
def test_a_struck_out_option_is_not_chosen_and_a_response_is_never_too_long(moves: list[tuple[Move, int]]) -> None:
    for exam in played(moves):
        for item, sheet in zip(exam.paper.items, exam.sheet, strict=True):
            assert not set(sheet.struck) & set(sheet.response)
            assert len(sheet.response) <= item.choose


@given(moves=MOVES)
def test_the_time_of_all_items_is_at_most_the_elapsed_time(moves: list[tuple[Move, int]]) -> None:
    exam = played(moves)[-1]
    assert sum(sheet.took for sheet in exam.sheet) <= exam.at - exam.started <= 10 * MINUTE


@given(move=INNER, late=st.integers(0, 10**9))
def test_no_move_counts_at_the_deadline_or_after_it(move: Move, late: int) -> None:
    before = begin(PAPER, 0).after(AnswerItem(0, ("b",)), 1000)
    then = before.after(move, 10 * MINUTE + late)
    assert (then.end_reason, then.ended) == ("time", 10 * MINUTE)
    assert [sheet.response for sheet in then.sheet] == [sheet.response for sheet in before.sheet]


def test_setting_the_clock_back_gives_no_extra_time() -> None:
    exam = begin(PAPER, 0).after(Go(1), 9 * MINUTE)
    assert exam.left(0) == exam.left(9 * MINUTE) == MINUTE


def test_time_away_counts_for_no_item() -> None:
    exam = begin(PAPER, 0).after(Act.LEAVE, 1000).after(Act.RESUME, 61_000).after(Go(1), 63_000)
    assert exam.sheet[0].took == 3000


def test_a_hidden_clock_is_shown_again_five_minutes_before_the_end() -> None:
    exam = begin(PAPER, 0).after(HideClock(True), 1)
    assert [exam.shows_clock(now) for now in (1, 5 * MINUTE - 1, 5 * MINUTE)] == [False, False, True]


def test_a_full_response_accepts_no_further_option() -> None:
    exam = begin(PAPER, 0).after(Go(1), 1).after(AnswerItem(1, ("d", "a")), 2)
    assert exam.toggled("a") == ("d",)
    with pytest.raises(ValueError, match="2 are chosen already; take one away first"):
        exam.toggled("b")


@pytest.mark.parametrize(
    "move", [AnswerItem(9, ("a",)), AnswerItem(0, ("z",)), AnswerItem(0, ("a", "b")), Go(-1), Strike(0, "z", True)]
)
def test_an_invalid_move_is_rejected(move: Move) -> None:
    with pytest.raises(ValueError):
        begin(PAPER, 0).after(move, 1)


@pytest.mark.parametrize(("move", "reason"), [(Submit(), "submitted"), (Act.ABANDON, "abandoned")])
def test_the_end_reason_is_that_of_the_last_move(move: Move, reason: str) -> None:
    assert begin(PAPER, 0).after(move, 5).end_reason == reason


def test_a_sitting_expires_only_when_the_time_is_over() -> None:
    assert begin(PAPER, 0).after(Act.EXPIRE, 5).ended is None


def test_an_incomplete_answer_leaves_the_item_open() -> None:
    exam = begin(PAPER, 0).after(AnswerItem(0, ("a",)), 1).after(AnswerItem(1, ("a",)), 2)
    assert exam.open_items == (1, 2, 3)


TWO = Multiple(stem="?", options=dict.fromkeys(ORDER, "x"), key=("a", "b"))
ONE = Single(stem="?", options=dict.fromkeys(ORDER, "x"), key="a")


@pytest.mark.parametrize(
    ("response", "whole", "part"),
    [(("b", "a"), 1, 1), (("a",), 0, 0.5), (("a", "c"), 0, 0), (("c", "d"), 0, 0), ((), 0, 0)],
)
def test_several_keys_are_credited_by_the_rule(response: tuple[str, ...], whole: float, part: float) -> None:
    assert (credit(TWO, response, "all"), credit(TWO, response, "partial")) == (whole, part)


def test_a_finished_paper_counts_all_items_scored_items_and_domains() -> None:
    questions: dict[str, Question] = {f"t/{n}": TWO if n % 2 else ONE for n in range(4)}
    exam = begin(PAPER, 0).after(AnswerItem(0, ("a",)), 1).after(AnswerItem(1, ("a", "b")), 2).after(Submit(), 3)
    done = finish(exam, "s", questions)
    assert (done.right, len(done.scored), sum(sat.right for sat in done.scored)) == (2, 3, 1)
    assert done.domains() == {"d": (4, 2)}
    assert [sat.id for sat in done.missed] == ["t/2", "t/3"]


def test_options_are_shuffled_by_the_paper_id() -> None:
    made = ExamForm("3-x", 3, (FormItem("t/0", "d", "p", True),))
    sat = paper(made, {"t/0": ONE}, "p", 2)
    assert sat.items[0].order == ONE.deal(Random("3-x/t/0"))
    assert sat == paper(made, {"t/0": ONE}, "p", 2)
