"""The shipped pack passes its check and covers the fact base."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from studykit.errors import Exit
from studykit.items import Multiple, Single
from studykit.library.check import check
from studykit.library.library import load
from studykit.library.model import ByFact, Fact

CONTENT = Path(__file__).parents[2] / "content"
LINES = Path(__file__).with_name("fact_ids.tsv").read_text(encoding="utf-8").splitlines()
VERDICTS = dict(line.split("\t") for line in LINES if not line.startswith("#"))
LIBRARY = load([CONTENT])
TOPICS = [LIBRARY.topic(name) for name in LIBRARY.topic_ids()]
FACTS = [fact for topic in TOPICS for fact in topic.facts.values()]
ITEMS = [(topic, item) for topic in TOPICS for item in topic.items.values()]


def covering(name: str) -> list[Fact]:
    return [fact for fact in FACTS if name in fact.from_]


def test_the_shipped_pack_has_no_problem_and_enough_of_everything() -> None:
    report = check(LIBRARY, date(2026, 11, 25))
    chosen = [item for _, item in ITEMS if isinstance(item.question, (Single, Multiple))]
    multiple = [item for item in chosen if isinstance(item.question, Multiple)]
    assert [(p.code, p.message, p.span) for p in report.problems] == []
    assert report.exit == Exit.DONE
    assert report.counts["cards"] >= 500
    assert report.counts["items"] >= 420
    assert report.counts["families"] >= 35
    assert report.counts["family_items"] >= 138
    assert report.counts["needs"] >= 300
    assert 0.25 <= len(multiple) / len(chosen) <= 0.33
    assert report.counts["proved_by_run"] >= 250


def test_the_check_reports_facts_that_were_checked_long_ago() -> None:
    aged = check(LIBRARY, date(2028, 11, 24), [TOPICS[0].id])
    assert {problem.code for problem in aged.problems} >= {"fact-old"}


def test_every_claim_and_gap_is_covered_by_a_fact() -> None:
    covered = {name for fact in FACTS for name in fact.from_}
    assert set(VERDICTS) ^ covered == set()
    assert len(VERDICTS) == 304


@pytest.mark.parametrize("name", [name for name, verdict in VERDICTS.items() if verdict in ("outdated", "wrong")])
def test_a_fact_says_what_is_outdated_or_wrong_in_older_notes(name: str) -> None:
    assert any(fact.was for fact in covering(name))


@pytest.mark.parametrize("name", [name for name, verdict in VERDICTS.items() if verdict == "imprecise"])
def test_a_fact_corrects_an_imprecise_claim(name: str) -> None:
    assert any(fact.was or fact.exam for fact in covering(name))


def test_every_domain_has_forty_items_or_more() -> None:
    domains = Counter(item.domain or topic.domain for topic, item in ITEMS if (item.scope or topic.scope) == "exam")
    assert min(domains.values()) >= 40
    assert len(domains) == 4


def test_three_quarters_of_the_items_of_topics_with_scenarios_are_proved_by_a_run() -> None:
    behave = [item for topic, item in ITEMS if topic.scenarios]
    by_run = sum(not isinstance(item.proof, ByFact) for item in behave)
    assert by_run / len(behave) >= 0.75


def test_at_most_one_exam_question_in_twelve_is_about_cors() -> None:
    exam = [topic.service for topic, item in ITEMS if (item.scope or topic.scope) == "exam"]
    assert len(exam) >= 380
    assert exam.count("cors") <= 0.08 * len(exam)
