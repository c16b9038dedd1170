"""The list of topics, comparisons with their five questions, and the sheets of numbers and traps."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from studykit.library.model import Comparison
from studykit.library.sheets import numbers, traps
from studykit.store.journal import Journal
from tests.cli.test_contract import run
from tests.cli.world import World
from tests.shipped import shipped

LIBRARY = shipped()
PAIRS = LIBRARY.comparisons()
TOPICS = [LIBRARY.topic(name) for name in LIBRARY.topic_ids()]


def test_the_list_of_topics_does_not_wait_for_a_plan(world: World) -> None:
    world.run("drill", "--limit", "1", "--plain", typed="\n1\n")
    world.run("config", "exam_date", "2026-12-20")
    world.clock.wait(days=1)
    assert sum(row["due"] for row in json.loads(world.run("topics", "--json").out)) == 1
    with Journal.open(world.home / "journal.db") as journal:
        assert not list(journal.entries("prediction"))


def test_the_eleven_pairs_that_are_easily_confused_can_be_compared() -> None:
    assert len(PAIRS) == 11


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair.left.words[0]}-{pair.right.words[0]}")
def test_each_pair_has_rows_backed_by_facts_and_five_questions(pair: Comparison) -> None:
    assert all(row.facts and row.left and row.right for row in pair.rows)
    assert len(pair.rows) >= 5
    assert len(LIBRARY.item_ids(pair.topics)) >= 5


@pytest.mark.parametrize("words", [("sqs", "sns"), ("sns", "sqs")])
def test_a_pair_is_shown_in_the_order_asked_for(tmp_path: Path, words: tuple[str, str]) -> None:
    shown = json.loads(run(tmp_path, "compare", *words, "--json").stdout)
    assert [shown["left"], shown["right"]] == [word.upper() for word in words]
    assert len(shown["items"]) == 5


@pytest.mark.parametrize(("words", "says"), [(("sqs", "snss"), "'snss'"), (("sqs", "firehose"), "lists the pairs")])
def test_an_unknown_pair_is_an_error_of_one_line(tmp_path: Path, words: tuple[str, str], says: str) -> None:
    done = run(tmp_path, "compare", *words)
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert says in done.stderr


def test_every_answer_on_the_sheet_of_numbers_has_a_digit() -> None:
    assert all(any(letter.isdigit() for letter in entry.right) for entry in numbers(TOPICS))
    assert len(list(numbers(TOPICS))) >= 60


def test_every_fact_that_older_notes_tell_differently_is_a_trap() -> None:
    facts = [fact for topic in TOPICS for fact in topic.facts.values() if fact.was]
    assert [(entry.left, entry.right) for entry in traps(TOPICS)] == [(fact.was, fact.says) for fact in facts]


def test_the_sheet_of_a_service_leaves_out_the_others(tmp_path: Path) -> None:
    shown = json.loads(run(tmp_path, "sheet", "sqs", "--json").stdout)
    assert {LIBRARY.topic(entry["topic"]).service for page in shown.values() for entry in page} == {"sqs"}
