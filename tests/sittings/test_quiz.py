"""A quiz: shuffled by a seed, answered one by one, scored."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studykit.errors import UsageError
from studykit.items import Single
from studykit.sittings.quiz import from_file, present, select_items

QUESTION = Single(stem="?", options={"a": "Aa", "b": "Bb", "c": "Cc"}, key="a")
ITEMS = [("t/one", QUESTION), ("t/two", QUESTION)]
IDS = [f"{topic}/{number}" for topic in "xyz" for number in range(4)]


@given(seed=st.integers())
def test_the_same_seed_gives_the_same_quiz(seed: int) -> None:
    assert present(ITEMS, seed) == present(ITEMS, seed)


def test_answers_are_scored_one_after_another() -> None:
    quiz = present(ITEMS, 0).answer(("a",)).answer(("b",))
    assert quiz.current is None
    assert [(one.id, one.chosen, one.right) for one in quiz.answers] == [
        ("t/one", ("a",), True),
        ("t/two", ("b",), False),
    ]


def test_an_answer_does_not_change_the_old_quiz() -> None:
    quiz = present(ITEMS, 0)
    assert len(quiz.answer(("b",)).answers) == 1
    assert quiz == present(ITEMS, 0)


@given(seed=st.integers())
def test_unseen_items_come_first_then_those_answered_wrong_then_the_rest(seed: int) -> None:
    history = {name: [name[0] == "y"] for name in IDS if name[0] != "x"}
    order = [name[0] for name in select_items(IDS, history, None, seed)]
    assert order == ["x"] * 4 + ["z"] * 4 + ["y"] * 4


@given(seed=st.integers())
def test_topics_take_turns(seed: int) -> None:
    assert {name[0] for name in select_items(IDS, {}, 3, seed)} == {"x", "y", "z"}


def test_missed_selects_only_items_last_answered_wrong() -> None:
    assert select_items(IDS, {"x/1": [True, False], "y/1": [False, True]}, 10, 0, missed=True) == ["x/1"]


def test_answers_from_a_file_are_read_and_gaps_reported() -> None:
    responses, gaps = from_file({"t/one": "a", "t/card": "good"}, ITEMS, ["t/one", "t/two", "t/card"])
    assert (responses, gaps) == ({"t/one": ("a",), "t/two": ()}, ["t/two"])


@pytest.mark.parametrize(
    ("given_", "says"),
    [
        ({"t/onne": "a"}, "no item or card named 't/onne'; did you mean 't/one'?"),
        ({"t/one": "z"}, "t/one: 'z' is not one of the options: a, b, c"),
    ],
)
def test_an_invalid_file_is_rejected_with_a_message(given_: dict[str, object], says: str) -> None:
    with pytest.raises(UsageError) as told:
        from_file(given_, ITEMS, ["t/one", "t/two"])
    assert str(told.value) == says
