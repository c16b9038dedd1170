"""The shipped pack passes its check and covers the fact base; no other option of an item could be its key."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from studykit.errors import Exit, Problem
from studykit.items import Multiple, Single
from studykit.library.check import check
from studykit.library.model import Fact, Item
from studykit.library.need_runs import is_proved_by_run
from studykit.library.proofs import ProofContext, prove
from tests.shipped import runs, shipped

LINES = Path(__file__).with_name("fact_ids.tsv").read_text(encoding="utf-8").splitlines()
VERDICTS = dict(line.split("\t") for line in LINES if not line.startswith("#"))
LIBRARY = shipped()
TOPICS = [LIBRARY.topic(name) for name in LIBRARY.topic_ids()]
FACTS = [fact for topic in TOPICS for fact in topic.facts.values()]
FACT_BY_ID = {f"{topic.id}/{name}": fact for topic in TOPICS for name, fact in topic.facts.items()}
SCENARIOS = {name: scenario for topic in TOPICS for name, scenario in topic.scenarios.items()}
ITEMS = [(topic, item) for topic in TOPICS for item in topic.items.values()]
BY_RUN = {
    f"{topic.id}/{name}": item for topic in TOPICS for name, item in topic.items.items() if is_proved_by_run(item.proof)
}


def covering(name: str) -> list[Fact]:
    return [fact for fact in FACTS if name in fact.from_]


@pytest.fixture(autouse=True)
def _played_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Plays a run once for all these tests: it depends on its scenario, parameters and seed only."""
    monkeypatch.setattr("studykit.library.check.RunCache", runs)


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


def test_items_are_proved_by_runs_in_every_form_of_repair_and_requirements() -> None:
    proofs: list[Any] = [item.proof for item in BY_RUN.values()]
    assert len(BY_RUN) >= 250
    for form in ("goal", "sets", "needs", "works", "together"):
        assert any(getattr(proof, form, None) for proof in proofs), form


def complain(code: str, message: str, trail: Any = (), level: str = "error", hint: str = "") -> Problem:
    return Problem(code, message, None, hint, "warning" if level == "warning" else "error")


def errors(item: Item) -> list[str]:
    context = ProofContext(SCENARIOS, FACT_BY_ID, runs())
    return [problem.message for problem in prove(context, item, complain) if problem.level == "error"]


def swapped(item: Item) -> list[Item]:
    """Returns the item with each other option (or one wrong pair) as its key."""
    question = item.question
    if isinstance(question, Single):
        return [
            replace(item, question=replace(question, key=name)) for name in question.options if name != question.key
        ]
    assert isinstance(question, Multiple)
    others = [name for name in question.options if name not in question.key]
    return [replace(item, question=replace(question, key=(question.key[0], name))) for name in others]


def test_no_other_option_of_a_shipped_item_could_be_its_key() -> None:
    chosen = {name: item for name, item in BY_RUN.items() if isinstance(item.question, (Single, Multiple))}
    assert {name for name, item in chosen.items() for wrong in swapped(item) if errors(wrong) == []} == set()


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


def test_most_items_of_topics_with_scenarios_are_proved_by_a_run() -> None:
    behave = [item for topic, item in ITEMS if topic.scenarios]
    by_run = sum(is_proved_by_run(item.proof) for item in behave)
    assert by_run / len(behave) >= 0.6


def test_at_most_one_exam_question_in_twelve_is_about_cors() -> None:
    exam = [topic.service for topic, item in ITEMS if (item.scope or topic.scope) == "exam"]
    assert len(exam) >= 380
    assert exam.count("cors") <= 0.08 * len(exam)
