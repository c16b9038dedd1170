"""Comparisons and sheets without a terminal."""

from __future__ import annotations

from pathlib import Path

import pytest

from studykit.app.compare import QUESTIONS, compare_pair
from studykit.app.sheet import read_sheets
from studykit.app.study import Study
from studykit.errors import UsageError
from tests.cli.person import Person
from tests.cli.world import NOON, Clock


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    home: Path = tmp_path_factory.mktemp("home")
    return Person(home, home / "index.db", Clock()).study()


def test_a_pair_has_its_sides_and_rows_in_the_order_asked_for(study: Study) -> None:
    one, other = (compare_pair(study, *words, 3) for words in (("sqs", "SNS"), ("sns", "sqs")))
    assert (one.comparison.left.name, other.comparison.left.name) == ("SQS", "SNS")
    swapped = [(row.what, row.right, row.left) for row in other.comparison.rows]
    assert [(row.what, row.left, row.right) for row in one.comparison.rows] == swapped
    assert one.items == other.items


def test_the_items_of_a_pair_come_first_and_each_is_asked_once(study: Study) -> None:
    for pair in study.library.comparisons():
        found = compare_pair(study, pair.left.words[0], pair.right.words[0], None)
        assert len(set(found.items)) == QUESTIONS
        assert found.items[: len(pair.items)] == pair.items[:QUESTIONS]
        assert found.seed == NOON


@pytest.mark.parametrize(("words", "says"), [(("sqs", "snss"), "'snss'"), (("sqs", "firehose"), "lists the pairs")])
def test_an_unknown_pair_is_a_usage_error(study: Study, words: tuple[str, str], says: str) -> None:
    with pytest.raises(UsageError, match=says):
        compare_pair(study, *words, None)


@pytest.mark.parametrize(
    ("options", "pages"), [((False, False), 2), ((True, False), 1), ((False, True), 1), ((True, True), 2)]
)
def test_a_sheet_has_the_pages_that_are_asked_for(study: Study, options: tuple[bool, bool], pages: int) -> None:
    sheets = read_sheets(study, "sqs", *options)
    assert len(sheets.as_data()) == pages
    assert {entry.service for page in (sheets.numbers, sheets.traps) for entry in page or ()} == {"sqs"}


def test_an_unknown_service_is_a_usage_error(study: Study) -> None:
    with pytest.raises(UsageError, match="did you mean 'sqs'"):
        read_sheets(study, "sqz")
