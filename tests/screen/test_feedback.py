"""The feedback on a question with requirements: each on a line, and below it what the runs of both options showed."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studykit.app.compare_runs import ComparedRequirement, ShownOutcome, compare_answer
from studykit.items import Single
from studykit.library.library import load
from studykit.screen.quiz.requirements import requirement_lines
from studykit.text.lines import Canvas, text_of

FAMILY = load([Path(__file__).parents[1] / "library" / "family"])
WORDS = st.lists(st.text("abcdefgh", min_size=1, max_size=12), min_size=1, max_size=25).map(" ".join)
OUTCOMES = st.builds(
    ShownOutcome, st.sampled_from(["yours", "correct", "unchanged"]), st.booleans(), st.just("") | WORDS
)
REQUIREMENTS = st.builds(ComparedRequirement, WORDS, st.tuples(OUTCOMES, OUTCOMES) | st.tuples(OUTCOMES))


def shown(item: str, chosen: tuple[str, ...], ascii: bool, width: int = 79) -> list[str]:
    """Returns the requirements of an item after a choice."""
    question = FAMILY.item(item).question
    right = set(chosen) == set(question.right)
    compared = compare_answer(FAMILY, FAMILY.item(item), chosen, right)
    return [text_of(line) for line in requirement_lines(compared.requirements, Canvas(width, 24, ascii))]


def test_a_missed_requirement_is_set_off_and_both_outcomes_stand_below_it() -> None:
    assert shown("workers/films", ("long",), False) == [
        "",
        " ✗ the order of a worker that crashed is available again within a minute",
        "    yours    no   5 min 4 s",
        "    correct  yes  49 s",
        " ✓ a 4-minute job runs once",
        "    both  yes  deliveries: 1",
    ]


def test_a_right_answer_shows_one_outcome_in_ascii_too() -> None:
    assert shown("workers/prints", ("long",), True) == [
        "",
        " + a 4-minute job runs once",
        "    yes  deliveries: 1",
        " + a worker makes no calls while it works",
        "    yes",
    ]


def test_the_mark_is_that_of_the_own_choice() -> None:
    outcomes = (ShownOutcome("unchanged", False, "never"), ShownOutcome("yours", True, "20 s"))
    lines = requirement_lines([ComparedRequirement("another worker takes over", outcomes)], Canvas())
    assert [text_of(line) for line in lines[1:]] == [
        " ✓ another worker takes over",
        "    unchanged  no   never",
        "    yours      yes  20 s",
    ]


@given(st.lists(REQUIREMENTS, max_size=4), st.integers(40, 100), st.booleans())
def test_requirements_keep_their_order_and_fit(
    requirements: list[ComparedRequirement], width: int, ascii: bool
) -> None:
    lines = [text_of(line) for line in requirement_lines(requirements, Canvas(width, 24, ascii))]
    assert all(len(line) <= width for line in lines)
    assert not ascii or "".join(lines).isascii()
    marks = [line[1] in "x✗" for line in lines if line[:1] == " " and line[1:2] in "x✗+✓"]
    assert marks == [not requirement.met for requirement in requirements]


@pytest.mark.parametrize("width", [39, 59, 79])
def test_no_outcome_of_a_family_calls_the_correct_option_key(width: int) -> None:
    for name in FAMILY.item_ids():
        item = FAMILY.item(name)
        assert isinstance(item.question, Single)
        for option in item.question.options:
            lines = shown(name, (option,), True, width)
            assert lines
            assert not any("key" in line for line in lines)
