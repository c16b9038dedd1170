"""Every kind of question: shuffling, reading an answer, scoring."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studykit.items import KINDS, Match, Multiple, Numeric, Order, Question, Single

OPTIONS = {"raise": "Raise it", "lower": "Lower it", "poll": "Poll it", "move": "Move it", "wait": "Wait for it"}
SINGLE = Single(stem="?", options=OPTIONS, key="raise")
MULTIPLE = Multiple(stem="?", options=OPTIONS, key=("raise", "poll"))
ORDER = Order(stem="?", options=OPTIONS, key=("poll", "raise", "lower", "wait", "move"))
MATCH = Match(stem="?", left={"a": "1", "b": "2"}, right_={"x": "X", "y": "Y", "z": "Z"}, key={"a": "y", "b": "y"})
NUMERIC = Numeric(stem="?", answer=300, unit="s", tolerance=1)
ALL = [SINGLE, MULTIPLE, ORDER, MATCH, NUMERIC]


def test_every_kind_is_tested_here() -> None:
    assert {type(question) for question in ALL} == set(KINDS.values())


@pytest.mark.parametrize("question", ALL, ids=lambda q: type(q).__name__)
def test_the_key_scores_and_an_empty_response_does_not(question: Question) -> None:
    assert question.score(question.right)
    assert question.check(question.right) is None
    assert not question.score(())


@given(seed=st.integers(), question=st.sampled_from([SINGLE, MULTIPLE, ORDER]))
def test_dealing_shows_every_option_once(seed: int, question: Single | Multiple | Order) -> None:
    assert sorted(question.deal(Random(seed))) == sorted(question.options)


@given(seed=st.integers(), names=st.permutations(list(OPTIONS)))
def test_letters_mean_the_options_in_the_order_shown(seed: int, names: list[str]) -> None:
    dealt = SINGLE.deal(Random(seed))
    assert SINGLE.parse("abcde"[dealt.index(names[0])], dealt) == (names[0],)


@given(response=st.lists(st.sampled_from(list(OPTIONS)), max_size=5).map(tuple))
def test_a_multiple_response_scores_only_as_a_whole(response: tuple[str, ...]) -> None:
    assert MULTIPLE.score(response) == (sorted(response) == sorted(MULTIPLE.key))


@given(seed=st.integers())
def test_an_order_is_never_shown_already_solved(seed: int) -> None:
    assert ORDER.deal(Random(seed)) != ORDER.key


def test_numeric_options_keep_their_order() -> None:
    numbers = Single(stem="?", options={"a": "10 s", "b": "20 s", "c": "30 s"}, key="a")
    assert numbers.deal(Random(1)) == ("a", "b", "c")


def test_a_match_can_use_one_right_side_twice() -> None:
    assert MATCH.parse("bb", ("x", "y", "z")) == ("a=y", "b=y")


@pytest.mark.parametrize(
    ("question", "typed", "says"),
    [
        (SINGLE, "f", "'F' is no option; answer A to E"),
        (SINGLE, "ab", "choose one option"),
        (MULTIPLE, "a", "choose 2 options"),
        (ORDER, "ab", "give all 5 letters in order"),
        (MATCH, "a", "give 2 letters, one for each line on the left"),
        (NUMERIC, "soon", "type a number of s"),
    ],
)
def test_an_invalid_answer_gets_a_message_that_says_what_is_valid(question: Question, typed: str, says: str) -> None:
    dealt = ("x", "y", "z") if question is MATCH else tuple(OPTIONS)
    with pytest.raises(ValueError) as told:
        question.parse(typed, dealt)
    assert str(told.value) == says


@pytest.mark.parametrize(("typed", "right"), [("300", True), ("301 s", True), ("302", False), ("", False)])
def test_a_number_scores_within_its_tolerance(typed: str, right: bool) -> None:
    assert NUMERIC.score(NUMERIC.parse(typed, ())) is right


@pytest.mark.parametrize("question", ALL, ids=lambda q: type(q).__name__)
def test_an_unknown_option_name_is_rejected(question: Question) -> None:
    assert "nowhere" in (question.check(("nowhere",)) or "")
