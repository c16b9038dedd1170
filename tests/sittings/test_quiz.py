"""A quiz: dealt by a seed, answered one by one, scored."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studykit.errors import UsageError
from studykit.items import Single
from studykit.sittings.quiz import choose, deal, from_file

QUESTION = Single(stem="?", options={"a": "Aa", "b": "Bb", "c": "Cc"}, key="a")
ITEMS = [("t/one", QUESTION), ("t/two", QUESTION)]
IDS = [f"{topic}/{number}" for topic in "xyz" for number in range(4)]


@given(seed=st.integers())
def test_the_same_seed_deals_the_same_quiz(seed: int) -> None:
    assert deal(ITEMS, seed) == deal(ITEMS, seed)


def test_answers_are_scored_one_after_another() -> None:
    quiz = deal(ITEMS, 0).answer(("a",)).answer(("b",))
    assert quiz.current is None
    assert quiz.result() == {
        "right": 1,
        "items": [{"id": "t/one", "chosen": ["a"], "right": True}, {"id": "t/two", "chosen": ["b"], "right": False}],
    }


def test_going_back_is_the_quiz_as_it_was() -> None:
    quiz = deal(ITEMS, 0)
    assert quiz.answer(("b",)).back() == quiz


@given(seed=st.integers())
def test_what_was_never_seen_comes_before_what_was_wrong_and_that_before_the_rest(seed: int) -> None:
    history = {name: [name[0] == "y"] for name in IDS if name[0] != "x"}
    order = [name[0] for name in choose(IDS, history, None, seed)]
    assert order == ["x"] * 4 + ["z"] * 4 + ["y"] * 4


@given(seed=st.integers())
def test_topics_take_turns(seed: int) -> None:
    assert {name[0] for name in choose(IDS, {}, 3, seed)} == {"x", "y", "z"}


def test_missed_asks_only_what_was_wrong_last_time() -> None:
    assert choose(IDS, {"x/1": [True, False], "y/1": [False, True]}, 10, 0, missed=True) == ["x/1"]


def test_a_file_answers_and_its_gaps_are_told() -> None:
    responses, gaps = from_file({"t/one": "a", "t/card": "good"}, ITEMS, ["t/one", "t/two", "t/card"])
    assert (responses, gaps) == ({"t/one": ("a",), "t/two": ()}, ["t/two"])


@pytest.mark.parametrize(
    ("given_", "says"),
    [
        ({"t/onne": "a"}, "no item or card named 't/onne'; did you mean 't/one'?"),
        ({"t/one": "z"}, "t/one: 'z' is not one of the options: a, b, c"),
    ],
)
def test_a_file_that_cannot_be_meant_is_told_so(given_: dict[str, object], says: str) -> None:
    with pytest.raises(UsageError) as told:
        from_file(given_, ITEMS, ["t/one", "t/two"])
    assert str(told.value) == says
