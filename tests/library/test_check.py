"""The check of the shipped packs, and what the fact base demands of them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from studykit.errors import Exit
from studykit.items import Match, Multiple, Numeric, Single
from studykit.library.check import check
from studykit.library.shelf import load

CONTENT = Path(__file__).parents[2] / "content"
SQS_IDS = Path(__file__).with_name("sqs_ids.txt").read_text(encoding="utf-8").split()
SHELF = load([CONTENT])


def test_the_shipped_packs_have_no_error() -> None:
    report = check(SHELF, date(2026, 11, 24))
    assert [problem for problem in report.problems if problem.level == "error"] == []
    assert report.exit == Exit.DONE
    assert report.counts["items"] >= 60
    assert report.counts["proved_by_run"] >= 40


def test_facts_grow_old_and_the_check_says_so() -> None:
    report = check(SHELF, date(2028, 11, 24))
    assert {problem.code for problem in report.problems} >= {"fact-old"}


def test_every_claim_and_gap_about_queues_is_covered_by_a_fact() -> None:
    covered = {name for topic in SHELF.topic_ids() for fact in SHELF.topic(topic).facts.values() for name in fact.from_}
    assert set(SQS_IDS) - covered == set()
    assert len(SQS_IDS) == 64


def test_all_kinds_but_one_are_used() -> None:
    kinds = {type(SHELF.item(name).question) for name in SHELF.item_ids()}
    assert kinds >= {Single, Multiple, Numeric, Match}
