"""A quiz without a terminal: what it asks, what it writes, and what its answers do to cards."""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studykit.app.card_effects import apply_quiz_results
from studykit.app.compare_runs import AnswerComparison, ComparedRequirement, ShownOutcome, compare_answer, sources
from studykit.app.drill import DrillSession
from studykit.app.options import QuizOptions
from studykit.app.quiz import QuizSession, answer_from_file, nothing_to_ask, select
from studykit.app.resume import acquire
from studykit.app.study import Study
from studykit.errors import UsageError
from studykit.library.library import Library, load
from studykit.memory.fsrs import EASY
from studykit.sittings.quiz import QuizAnswer
from tests.app.learner import CARD, TickingClock, begin_final_pass, due_cache_is_current, kinds, read_afresh
from tests.app.work import response
from tests.cli.world import World

ITEM = "hiding/charged-twice"
RIGHT, WRONG = ("raise",), ("delay",)
SEEDED = QuizOptions(seed=3)
HIDING = QuizOptions(("hiding",), seed=0)
"""Asks the item first."""
ACTS = ("right", "wrong", "unknown", "u", "suspend", "mark", "report", "wait")


def do(world: World, session: QuizSession, act: str) -> None:
    """Does what a key does, or lets time pass."""
    if act == "wait":
        world.clock.wait(seconds=700)
    elif act == "u":
        session.undo()
    elif (asked := session.machine.current) is not None:
        if act in ("right", "wrong", "unknown"):
            session.answer(response(asked.question, act), took=5)
        else:
            session.mark(asked.id, act, "wrong")


def asked(world: World, study: Study, acts: Iterable[str], options: QuizOptions = SEEDED) -> QuizSession:
    """Returns a quiz after these acts; it is not ended."""
    with QuizSession.open(study, options) as session:
        for act in acts:
            do(world, session, act)
    return session


def see_all_cards(study: Study) -> None:
    """Rates every card easy."""
    session = DrillSession.of_cards(study, study.library.card_ids())
    for card in study.library.card_ids():
        session.rate(card, EASY, took=5)


def marks(study: Study, what: str) -> list[tuple[str, dict[str, Any]]]:
    return [(mark.subject, dict(mark.data)) for mark in study.journal.entries("mark") if mark.data["what"] == what]


# Laws


@settings(max_examples=25)
@given(st.lists(st.tuples(st.booleans(), st.lists(st.sampled_from(ACTS), max_size=9)), max_size=3), st.booleans())
def test_the_history_is_always_what_the_journal_says(quizzes: list[tuple[bool, list[str]]], seen: bool) -> None:
    with TemporaryDirectory() as home, closing((world := World(Path(home))).study()) as study:
        world.clock = TickingClock()
        study.environment.now = world.clock
        if seen:
            see_all_cards(study)
        for placement, acts in quizzes:
            with QuizSession.open(study, QuizOptions(placement=placement)) as session:
                for act in acts:
                    do(world, session, act)
                    read_afresh(world, study)
                session.finish()
            read_afresh(world, study)
            due_cache_is_current(study)
            DrillSession.of_cards(study, [CARD]).rate(CARD, EASY, took=5)
            read_afresh(world, study)


@settings(max_examples=20)
@given(st.lists(st.sampled_from(ACTS), max_size=9))
def test_the_history_is_what_the_journal_says_inside_a_final_pass(acts: list[str]) -> None:
    with TemporaryDirectory() as home, closing((world := World(Path(home))).study()) as study:
        see_all_cards(study)
        world.clock.wait(days=2)
        begin_final_pass(study)
        with QuizSession.open(study, SEEDED) as session:
            for act in acts:
                do(world, session, act)
                read_afresh(world, study)
            session.finish()
        read_afresh(world, study)


@settings(max_examples=25)
@given(st.lists(st.sampled_from(ACTS), max_size=9), st.lists(st.sampled_from(ACTS[:3] + ACTS[4:]), max_size=9))
def test_undoing_everything_brings_back_the_quiz_and_the_history(before: list[str], acts: list[str]) -> None:
    with TemporaryDirectory() as home, closing((world := World(Path(home))).study()) as study:
        asked(world, study, before).finish()
        with QuizSession.open(study, SEEDED) as session:
            machine, history = session.machine, study.history
            for act in acts:
                do(world, session, act)
            while session.undo():
                read_afresh(world, study)
            assert (session.machine, study.history) == (machine, history)


@settings(max_examples=25)
@given(st.lists(st.sampled_from(ACTS), max_size=9))
def test_an_interrupted_quiz_resumes_as_it_was(acts: list[str]) -> None:
    with TemporaryDirectory() as home, closing((world := World(Path(home))).study()) as study:
        whole = asked(world, study, ["right", *acts])
        with closing(world.study()) as other, QuizSession.open(other, SEEDED) as resumed:
            assert resumed.is_resumed == (bool(whole.record_id) and not whole.is_complete)
            if resumed.is_resumed:
                assert resumed.machine == whole.machine


@settings(max_examples=20)
@given(st.lists(st.sampled_from(("right", "wrong", "unknown")), min_size=1, max_size=6), st.booleans())
def test_undoing_an_answer_undoes_what_it_did_to_cards(kinds_: list[str], seen: bool) -> None:
    with TemporaryDirectory() as home, closing((world := World(Path(home))).study()) as study:
        if seen:
            see_all_cards(study)
        before = study.history
        session = asked(world, study, kinds_, QuizOptions(placement=not seen, seed=1))
        session.finish()
        while session.undo():
            read_afresh(world, study)
        assert study.history == before


# What is on disk, and when


def test_an_answer_is_on_disk_before_its_feedback(world: World, study: Study) -> None:
    with QuizSession.open(study, HIDING) as session:
        given_ = session.answer((), took=5)
        assert kinds(world) == ["sitting begun/quiz", f"answer {given_.id}"]


def test_a_quiz_without_an_answer_writes_nothing(study: Study) -> None:
    with QuizSession.open(study, SEEDED) as session:
        assert session.finish().answers == ()
    assert not list(study.journal.entries())


def test_a_quiz_in_a_second_terminal_cannot_be_resumed(world: World, study: Study) -> None:
    with acquire(study, "quiz"), closing(world.study()) as other, QuizSession.open(other, SEEDED) as session:
        session.answer(())
    assert "sitting begun/quiz" not in kinds(world)


def test_items_that_are_given_are_asked_in_their_order_and_leave_no_record(world: World, study: Study) -> None:
    items = ["kinds/steps", ITEM, "kinds/both"]
    session = QuizSession.of_items(study, items, seed=1)
    assert [one.id for one in session.machine.questions] == items
    session.answer(())
    assert kinds(world) == ["answer kinds/steps"]


def test_other_options_end_the_interrupted_quiz_and_its_misses_reach_their_cards(world: World, study: Study) -> None:
    see_all_cards(study)
    first = asked(world, study, ["wrong"], HIDING)
    assert not marks(study, "due")
    with QuizSession.open(study, QuizOptions(seed=2)) as session:
        assert not session.is_resumed
    (end,) = (entry.data for entry in study.journal.entries("sitting") if entry.subject == "quiz")
    assert end == {"begun": first.record_id, "items": 1, "right": 0}
    assert [data["item"] for _, data in marks(study, "due")] == [ITEM]


# Marks


def test_a_question_that_is_suspended_is_gone_but_one_that_is_answered_stays(study: Study) -> None:
    with QuizSession.open(study, SEEDED) as session:
        first, second = session.machine.questions[:2]
        session.answer(())
        session.mark(first.id, "suspend")
        session.mark(second.id, "suspend")
        assert [one.id for one in session.machine.questions].count(first.id) == 1
        assert second not in session.machine.questions
        assert study.history.excluded == {first.id, second.id}


def test_undo_takes_a_mark_made_in_the_feedback_before_the_answer(study: Study) -> None:
    with QuizSession.open(study, SEEDED) as session:
        item = session.answer(()).id
        session.mark(item, "mark")
        assert session.undo() == f"Taken back: the mark 'mark' of {item}."
        assert session.undo() == f"Taken back: the answer to {item}."
        assert session.undo() is None


# Which questions


def test_suspended_and_reserved_items_are_not_asked(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    study.append("mark", "kinds/both", {"what": "suspend"})
    monkeypatch.setattr("studykit.app.quiz.reserved_items", lambda study: frozenset({"kinds/count", ITEM}))
    study.append("answer", ITEM, {"right": True})
    assert {*study.library.item_ids()} - {*select(study, QuizOptions(), 1)} == {"kinds/both", "kinds/count"}


def test_only_marked_or_missed_questions_are_asked_when_that_is_wanted(study: Study) -> None:
    study.append("mark", "kinds/both", {"what": "mark"})
    study.append("answer", ITEM, {"right": False})
    assert select(study, QuizOptions(marked=True), 1) == ["kinds/both"]
    assert select(study, QuizOptions(missed=True), 1) == [ITEM]


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (QuizOptions(marked=True), "No such question is marked; * marks one that is asked."),
        (QuizOptions(missed=True), "No question was answered wrongly the last time."),
    ],
    ids=["marked", "missed"],
)
def test_a_quiz_without_questions_says_why(study: Study, options: QuizOptions, says: str) -> None:
    with QuizSession.open(study, options) as session:
        assert session.is_complete
    assert nothing_to_ask(options) == says


# What answers do to cards


def test_a_wrong_answer_makes_a_seen_card_of_its_fact_due_and_a_right_one_nothing(world: World, study: Study) -> None:
    DrillSession.of_cards(study, [CARD]).rate(CARD, EASY, took=5)
    before = study.history.states
    for given_, due_day in ((RIGHT, before[CARD].due_day), (WRONG, study.day())):
        session = QuizSession.of_items(study, [ITEM], seed=1)
        session.answer(given_)
        session.finish()
        assert study.history.states == {CARD: before[CARD]._replace(due_day=due_day)}
        due_cache_is_current(study)
    session.undo()
    assert study.history.states == before


def test_a_placement_postpones_unseen_cards_of_what_is_known_for_two_weeks(world: World, study: Study) -> None:
    assert apply_quiz_results(study, [QuizAnswer(ITEM, RIGHT, True)], placement=True) == 2
    assert study.history.excluded == {CARD, "hiding/longest"}
    world.clock.wait(days=14)
    assert not study.history.excluded


def test_a_wrong_answer_makes_a_card_due_that_another_terminal_reviewed_meanwhile(world: World, study: Study) -> None:
    assert not study.history.states
    session = QuizSession.of_items(study, [ITEM], seed=1)
    session.answer(WRONG)
    with closing(world.study()) as other:
        DrillSession.of_cards(other, [CARD]).rate(CARD, EASY, took=5)
    session.finish()
    assert [card for card, _ in marks(study, "due")] == [CARD]
    read_afresh(world, study)


def test_the_result_names_the_topic_with_the_most_misses(world: World, study: Study) -> None:
    session = QuizSession.of_items(study, [ITEM, "kinds/both", "kinds/steps", "kinds/count"], seed=1)
    for kind in ("wrong", "wrong", "wrong", "right"):
        do(world, session, kind)
    result = session.finish()
    assert (result.right, result.weakest_topic, result.is_complete) == (1, "kinds", True)
    assert result.as_json()["items"][0] == {
        "id": ITEM,
        "chosen": list(session.machine.answers[0].chosen),
        "right": False,
    }


# Two runs


def test_a_wrong_answer_is_compared_with_the_key_and_a_right_one_with_the_unchanged_scenario(study: Study) -> None:
    item = study.library.item(ITEM)
    wrong = compare_answer(study.library, item, WRONG, False)
    right = compare_answer(study.library, item, RIGHT, True)
    assert wrong.runs is not None
    assert right.runs is not None
    assert (wrong.runs.names, right.runs.names) == (("yours", "key"), ("unchanged", "yours"))
    assert [line[2:] for line in wrong.lines] == [("yours: 2", "key: 1")]
    assert not wrong.runs.is_single_run


def test_a_claim_about_one_run_has_one_run_and_a_fact_has_none(study: Study) -> None:
    claim = compare_answer(study.library, study.library.item("hiding/at-thirty"), ("waits",), False)
    assert claim.runs is not None
    assert claim.runs.is_single_run
    assert claim.lines == (("deliveries", "the run: 2", "you said: 1"),)
    assert compare_answer(study.library, study.library.item("kinds/both"), (), False) == AnswerComparison()


# Requirements


@pytest.fixture(scope="module")
def family() -> Library:
    return load([Path(__file__).parents[1] / "library" / "family"])


def test_every_requirement_says_what_the_runs_showed_for_both(family: Library) -> None:
    told = compare_answer(family, family.item("workers/films"), ("long",), False)
    assert told.lines == ()
    assert told.requirements == (
        ComparedRequirement(
            "the order of a worker that crashed is available again within a minute",
            (ShownOutcome("yours", False, "5 min 4 s"), ShownOutcome("correct", True, "49 s")),
        ),
        ComparedRequirement(
            "a 4-minute job runs once",
            (ShownOutcome("yours", True, "deliveries: 1"), ShownOutcome("correct", True, "deliveries: 1")),
        ),
    )


def test_the_runs_are_those_of_the_first_requirement_that_the_answer_misses(family: Library) -> None:
    for chosen, missed in (("long", {"crash": True, "processing": 20}), ("short", {"processing": 240})):
        told = compare_answer(family, family.item("workers/films"), (chosen,), False)
        assert told.runs is not None
        assert told.runs.names == ("yours", "correct")
        for trace in (told.runs.upper, told.runs.lower):
            assert {name: trace.params[name] for name in missed} == missed
        assert told.runs.lower.params["heartbeat"] == 30


def test_a_requirement_that_facts_decide_is_told_and_another_one_is_replayed(family: Library) -> None:
    told = compare_answer(family, family.item("workers/prints"), ("beat",), False)
    outcomes = (ShownOutcome("yours", False), ShownOutcome("correct", True))
    assert told.requirements[1] == ComparedRequirement("a worker makes no calls while it works", outcomes)
    assert told.runs is not None
    assert [name for name, _ in sources(family, family.item("workers/prints"))] == ["workers/calls"]


@pytest.mark.parametrize("chosen", [("long",), ()])
def test_a_right_answer_and_none_show_the_key_alone(family: Library, chosen: tuple[str, ...]) -> None:
    told = compare_answer(family, family.item("workers/prints"), chosen, bool(chosen))
    assert told.runs is not None
    assert told.runs.is_single_run
    outcomes = (ShownOutcome("", True, "deliveries: 1"),)
    assert told.requirements[0] == ComparedRequirement("a 4-minute job runs once", outcomes)


# Answers from a file


def answers(tmp_path: Path, given_: dict[str, Any]) -> Path:
    path = tmp_path / "answers.json"
    path.write_text(json.dumps(given_))
    return path


def test_a_file_answers_what_it_names_and_the_rest_is_counted(study: Study, tmp_path: Path) -> None:
    done = answer_from_file(study, QuizOptions(("hiding",)), answers(tmp_path, {ITEM: "raise", CARD: "good"}))
    assert (done.result.right, done.missing, done.asked) == (1, 1, 2)
    assert study.history.answers == {ITEM: (True,)}


@pytest.mark.parametrize(
    ("given_", "says"),
    [
        ({"hiding/charged": "raise"}, "no card or item named 'hiding/charged'; did you mean 'hiding/charged-twice'?"),
        ({ITEM: "rise"}, f"{ITEM}: 'rise' is not one of the options: raise, delay, poll, fifo"),
    ],
    ids=["id", "option"],
)
def test_a_file_with_a_mistake_answers_nothing(study: Study, tmp_path: Path, given_: dict[str, Any], says: str) -> None:
    with pytest.raises(UsageError) as told:
        answer_from_file(study, QuizOptions(("hiding",)), answers(tmp_path, given_))
    assert str(told.value) == says
    assert not study.history.answers


def test_a_file_of_answers_ends_the_interrupted_quiz_and_its_misses_reach_their_cards(
    world: World, study: Study, tmp_path: Path
) -> None:
    see_all_cards(study)
    asked(world, study, ["wrong"], HIDING)
    answer_from_file(study, QuizOptions(("kinds",)), answers(tmp_path, {}))
    assert [data["item"] for _, data in marks(study, "due")] == [ITEM]
    with QuizSession.open(study, HIDING) as session:
        assert not session.is_resumed
