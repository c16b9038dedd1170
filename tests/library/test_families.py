"""Families: each option is the key of a story, every stated need is necessary, and the check proves both."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from studykit.errors import Problem
from studykit.items import Multiple, Single
from studykit.library.check import CheckReport, check
from studykit.library.library import Library, load
from studykit.library.matrix import matrix
from studykit.library.model import Requirements
from studykit.library.proof_runs import RunCache
from studykit.library.report import as_text
from studykit.library.schema import topic_schema
from studykit.library.yaml_reader import read
from tests.library.test_bad_files import EditorLoader

PACK = Path(__file__).with_name("family")
TODAY = date(2026, 12, 1)
STORIES = {"workers/prints": "long", "workers/toasts": "short", "workers/films": "beat"}


@pytest.fixture(scope="module")
def library() -> Iterator[Library]:
    loaded = load([PACK])
    yield loaded
    loaded.close()


@pytest.fixture
def changed(tmp_path: Path) -> Callable[..., CheckReport]:
    """Returns a function that changes texts in the topic of the family and checks the pack."""

    def change(*pairs: tuple[str, str]) -> CheckReport:
        folder = tmp_path / "family"
        shutil.copytree(PACK, folder)
        path = folder / "workers.yaml"
        text = path.read_text(encoding="utf-8")
        for old, new in pairs:
            assert text.count(old) >= 1, old
            text = text.replace(old, new)
        path.write_text(text, encoding="utf-8")
        return check(load([folder]), TODAY)

    return change


def errors(report: CheckReport) -> list[Problem]:
    return [problem for problem in report.problems if problem.level == "error"]


def test_a_family_is_proved_and_counted() -> None:
    report = check(load([PACK]), TODAY)
    assert report.problems == ()
    counts = {name: report.counts[name] for name in ("families", "family_items", "items", "needs")}
    assert counts == {"families": 1, "family_items": 3, "items": 3, "needs": 6}


def test_a_story_is_an_item_with_the_options_of_its_family(library: Library) -> None:
    assert dict.fromkeys(library.item_ids()) == dict.fromkeys(sorted(STORIES))
    for name, key in STORIES.items():
        item = library.item(name)
        assert isinstance(item.question, Single)
        assert item.question.key == key
        assert item.question.stem.endswith("\nWhich queue configuration meets these requirements?")
        assert list(item.question.options) == ["long", "short", "beat"]
        assert item.point == "worker-settings"
        assert isinstance(item.proof, Requirements)
        assert key not in {option for need in item.proof.needs.values() for option in need.fails}


def test_a_story_may_have_its_own_difficulty_and_reasons(library: Library) -> None:
    films, prints = library.item("workers/films"), library.item("workers/prints")
    assert (films.difficulty, prints.difficulty) == (4, 3)
    assert films.question.rationale["beat"] != prints.question.rationale["beat"]
    assert films.question.rationale["long"] == prints.question.rationale["long"]


def test_the_stories_of_a_family_share_a_point_so_that_a_paper_has_one_of_them(library: Library) -> None:
    assert {row.point for row in library.item_rows("family")} == {"worker-settings"}


def test_the_matrix_says_what_each_run_showed(library: Library) -> None:
    topic = library.topic("workers")
    found = matrix(topic.families["settings"], topic.scenarios, RunCache())
    assert {option: found.met(option) for option in found.outcomes} == {
        "long": {"slow", "bill"},
        "short": {"recovery", "bill"},
        "beat": {"recovery", "slow"},
    }
    rows = list(found.rows(topic.scenarios["jobs"]))
    assert rows[0] == ("", "recovery", "slow", "bill")
    assert rows[1] == ("long", "no, 5 min 4 s", "yes, deliveries: 1", "yes")


def test_a_need_that_rules_out_nothing_is_refused_where_it_is_stated(
    changed: Callable[..., CheckReport], tmp_path: Path
) -> None:
    safe = "      bill: {says: a worker makes"
    need = "      safe: {says: no order is lost, goal: {lost: 0}}\n"
    found, whole = errors(changed((safe, need + safe), ("needs: [slow, bill]", "needs: [slow, safe, bill]")))
    assert whole.code == "family"
    assert [line.split()[0] for line in whole.note] == ["recovery", "long", "short", "beat"]
    assert whole.note[1].endswith("yes, lost: 0  yes")
    assert "   long " in as_text([whole])
    assert found.code == "proof-need"
    assert "'no order is lost'" in found.message
    assert found.span is not None
    line = (tmp_path / "family" / "workers.yaml").read_text(encoding="utf-8").splitlines()[found.span.line - 1]
    assert line.lstrip().startswith("safe:")


def test_a_second_correct_option_is_refused(changed: Callable[..., CheckReport]) -> None:
    found = errors(changed(("short: {set: {visibility_timeout: 45,", "short: {set: {visibility_timeout: 270,")))
    assert "proof-distractor" in {problem.code for problem in found}


def test_a_dominated_option_is_refused(changed: Callable[..., CheckReport]) -> None:
    found = errors(changed(("fails: [beat]", "fails: [beat, short]")))
    dominated = [problem for problem in found if problem.code == "family-dominated"]
    assert ["'short'" in problem.message for problem in dominated] == [True]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("key: long", "key: short", "no story"),
        ("needs: [slow, bill]", "needs: [slow, bell]", "no need 'bell'"),
        ("needs: [recovery, bill]", "needs: [recovery, recovery]", "twice"),
        ("fails: [beat]", "fails: [beet]", "no option 'beet'"),
        ("facts: [workers/calls], fails", "facts: [workers/bells], fails", "no fact 'workers/bells'"),
        (", facts: [workers/calls], fails: [beat]", "", "neither a goal nor facts"),
        ("scenario: jobs", "scenario: job", "no scenario 'job'"),
        ("heartbeat: 30}", "heart: 30}", "heart"),
        ("goal: {deliveries: 1}", "goal: {delivered: 1}", "no measure 'delivered'"),
        ("      films:\n", "      prints:\n", "duplicate"),
        ("key: beat", "keys: beat", "no 'key'"),
        ("    ask: Which", "    asks: Which", "no 'ask'"),
        ("  settings:\n", "  Settings:\n", "cannot be a name"),
    ],
)
def test_a_malformed_family_is_refused_with_its_place(
    changed: Callable[..., CheckReport], old: str, new: str, says: str
) -> None:
    found = errors(changed((old, new)))
    told = [problem for problem in found if says in problem.message or says in problem.code]
    assert told, [problem.message for problem in found]
    assert all(problem.span is not None and problem.span.line > 1 for problem in told)
    assert len({(problem.span, problem.message) for problem in found}) == len(found)


def test_a_story_cannot_have_the_name_of_an_item(changed: Callable[..., CheckReport]) -> None:
    item = """items:
  films:
    kind: single
    point: other
    difficulty: 1
    stem: Is an extension billed?
    options: {yes-it-is: Yes, no-it-is-not: No}
    key: yes-it-is
    rationale: {yes-it-is: Every call is billed., no-it-is-not: Every call is billed.}
    proof: {facts: [workers/calls]}
families:
"""
    assert any(problem.code == "duplicate" for problem in errors(changed(("families:\n", item))))


def test_two_keys_make_a_question_with_several_keys(changed: Callable[..., CheckReport], tmp_path: Path) -> None:
    changed(("key: long", "key: [long, beat]"), ("needs: [slow, bill]", "needs: [slow]"))
    item = load([tmp_path / "family"]).item("workers/prints")
    assert isinstance(item.question, Multiple)
    assert item.question.key == ("long", "beat")


def test_the_schema_takes_a_family_and_refuses_what_it_can_see() -> None:
    schema = Draft202012Validator(topic_schema())
    value: Any = yaml.load((PACK / "workers.yaml").read_text(encoding="utf-8"), EditorLoader)
    assert schema.is_valid(value)
    for key in ("ask", "options", "needs", "items", "rationale", "point"):
        broken = json.loads(json.dumps(value))
        del broken["families"]["settings"][key]
        assert not schema.is_valid(broken), key


LINES = (PACK / "workers.yaml").read_text(encoding="utf-8").splitlines()


@given(st.sets(st.integers(4, len(LINES)), min_size=1, max_size=3))
def test_no_lost_lines_of_a_family_are_a_bug(tmp_path_factory: pytest.TempPathFactory, lost: set[int]) -> None:
    """A topic with any lines missing is read, or refused with a place; it never raises."""
    path = tmp_path_factory.mktemp("lost") / "workers.yaml"
    path.write_text("\n".join(line for n, line in enumerate(LINES, 1) if n not in lost), encoding="utf-8")
    shutil.copy(PACK / "pack.yaml", path.parent / "pack.yaml")
    library = load([path.parent])
    assert library.problems or library.topic("workers").families or read(path)[0] is not None
    library.close()
