"""Drills and quizzes as typed: what is printed of leeches, practice, marks and placements."""

from __future__ import annotations

from contextlib import closing

import pytest

from studykit.app.history import LearningHistory
from studykit.app.options import QuizOptions
from studykit.app.quiz import QuizSession
from studykit.app.study import Study
from studykit.app.undo import undo
from tests.app.learner import CARD, forget_often
from tests.cli.person import Person
from tests.cli.world import ENV, Clock, World

RIGHT, WRONG = "hiding/charged-twice: raise\n", "hiding/charged-twice: delay\n"
LAPSE = ("drill", "--limit", "1", "--new", "0", "--plain")


def history(world: World) -> LearningHistory:
    with closing(world.study()) as study:
        return study.history


def test_the_eighth_lapse_shows_the_note_and_suspends_the_card(world: World) -> None:
    forget_often(world, 7)
    done = world.run(*LAPSE, typed="\n1\n")
    assert "A leech: forgotten 8 times" in done.out
    assert "Receiving a message does not remove it" in done.out
    assert history(world).marks.leeches == {CARD}
    assert "Leeches put aside: 1" in world.run().out


def test_a_leech_is_brought_back_by_undo_or_by_its_option(world: World) -> None:
    forget_often(world, 7)
    world.run(*LAPSE, typed="\n1\n")
    world.run("undo")
    assert not history(world).excluded
    world.run(*LAPSE, typed="\n3\n")
    forget_often(world, 3)
    world.run(*LAPSE, typed="\n1\n")
    assert history(world).marks.leeches == {CARD}
    assert "1 leech is back." in world.run("drill", "--leeches", "--plain").out
    assert not history(world).excluded


def test_u_undoes_the_leech_first_and_then_the_lapse(world: World) -> None:
    forget_often(world, 7)
    world.run("drill", "--new", "1", "--plain", typed="\n1\nu\nq\n")
    assert not history(world).excluded
    assert history(world).states[CARD].lapses == 8
    world.run("undo")
    assert history(world).states[CARD].lapses == 7


def test_practice_changes_no_state(world: World) -> None:
    world.run("drill", "--new", "2", "--limit", "2", "--plain", typed="\n4\n\n4\n")
    before = history(world).states
    for how in ("--ahead", "--cram"):
        done = world.run("drill", how, "--new", "0", "--plain", typed="\n1\n\n3\n\n4\n")
        assert "practice: as before" in done.out
        assert "3 reviews" in done.out
    assert history(world).states == before


def test_a_wrong_answer_is_due_until_it_is_undone(world: World) -> None:
    world.run("drill", "hiding", "--limit", "1", "--plain", typed="\n4\n")
    world.clock.wait(seconds=1)
    path = world.home / "answers.yaml"
    for text, due in ((RIGHT, 0), (WRONG, 1)):
        path.write_text(text)
        world.run("quiz", "hiding", "--answers", str(path))
        assert f'"due": {due}' in world.run("due", "--json").out
    assert "and what it did to 1 card" in world.run("undo").out
    assert '"due": 0' in world.run("due", "--json").out


def test_an_empty_journal_offers_a_placement_and_q_skips_it(world: World) -> None:
    assert "studykit quiz --placement" in world.run().out
    assert world.run("quiz", "--placement", "--plain", typed="q\n").code == 0
    assert not history(world).excluded


def test_cards_that_a_placement_postpones_are_not_new_today(world: World) -> None:
    with QuizSession.open(study := world.study(), QuizOptions(("hiding",), 1, seed=0, placement=True)) as session:
        session.answer(("raise",))
        assert session.finish().postponed == 2
        study.close()
    assert '"new": 2' in world.run("due", "--json").out


def test_a_miss_of_an_exam_makes_a_postponed_card_due(world: World) -> None:
    with closing(world.study()) as study:
        study.append("mark", CARD, {"what": "known", "until": study.day() + 9})
        assert study.history.excluded == {CARD}
        study.append("mark", CARD, {"what": "due", "item": "x"})
        assert not study.history.excluded
    assert '"due": 1' in world.run("due", "--json").out


def answer_placement(study: Study, number: int) -> None:
    """Answers the first questions of a placement, each with its key."""
    with QuizSession.open(study, QuizOptions(number=6, seed=1, placement=True)) as session:
        for asked in session.machine.questions[:number]:
            session.answer(tuple(asked.question.right))
        session.finish()


@pytest.mark.parametrize("number", [1, 3, 6])
def test_each_undo_after_a_placement_undoes_an_answer_with_all_that_it_did(person: Person, number: int) -> None:
    fewer = Person(person.home / "fewer", person.index, Clock())
    with closing(person.study()) as study, closing(fewer.study()) as other:
        answer_placement(study, 6)
        answer_placement(other, number)
        while len(study.history.answers) > number:
            said = undo(study)
            assert said is not None
            assert said.startswith("Taken back: the answer to")
        assert study.history.excluded == other.history.excluded != set()


def test_u_in_the_feedback_undoes_a_mark_before_the_answer(world: World) -> None:
    said = world.run("quiz", "hiding", "-n", "1", "--seed", "1", "--plain", typed="-\n*\nu\nu\nq\n").out
    assert said.index("the mark 'mark' of") < said.index("the answer to")
    assert not history(world).marks.flagged
    assert not history(world).answers


def test_only_marked_cards_and_questions_are_asked_and_a_second_mark_removes_the_first(person: Person) -> None:
    said = person.run("drill", "sqs", typed="m\n\n3\n\n3\nm\nm\n\n3\nq\n").out
    (card,) = {mark.subject for mark in person.events("mark")} - {person.events("mark")[-1].subject}
    assert "not marked any more" in said
    person.run("drill", "--cram", "--marked", typed="\n3\n\n3\n\n3\n")
    assert {mark.subject for mark in person.events("mark") if mark.data["what"] == "practice"} == {card}
    person.run("quiz", "sns", "-n", "2", "--seed", "1", typed="*\n-\n\n-\n\n")
    item = person.events("mark")[-1].subject
    person.run("quiz", "--marked", typed="-\n\n" * 5)
    assert [entry.subject for entry in person.events("answer")].count(item) == 2


def test_without_a_mark_it_says_how_to_mark(world: World) -> None:
    assert "m marks" in world.run("drill", "--marked", "--plain").out
    assert "* marks" in world.run("quiz", "--marked", "--plain").out


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("quiz", "--placement", "--missed"), "--placement"),
        (("quiz", "--placement", "--marked"), "--placement"),
        (("quiz", "--marked", "--answers", "x.json"), "--marked"),
        (("drill", "--marked", "--answers", "x.json"), "--marked"),
        (("drill", "--counts"), "--counts"),
        (("drill", "--minutes", "nan"), "--minutes"),
        (("drill", "--minutes", "inf"), "--minutes"),
        (("exam", "--minutes", "nan"), "--minutes"),
    ],
    ids=lambda words: " ".join(words),
)
def test_options_that_exclude_each_other_are_an_error(world: World, words: tuple[str, ...], why: str) -> None:
    done = world.run(*words, typed="q\n")
    assert (done.code, done.out) == (2, "")
    assert why in done.err
    assert "bug" not in done.err


@pytest.mark.parametrize(
    ("words", "text", "says"),
    [
        (("drill",), f"{CARD}: good", "warning: 2 of 3 cards have no rating in"),
        (("quiz",), RIGHT, "warning: 1 of 2 questions have no answer in"),
    ],
    ids=["drill", "quiz"],
)
def test_gaps_in_a_file_are_a_warning_and_code_1(world: World, words: tuple[str, ...], text: str, says: str) -> None:
    path = world.home / "answers.yaml"
    path.write_text(text)
    done = world.run(*words, "hiding", "--answers", str(path))
    assert (done.code, done.err) == (1, f"{says} {path}\n")


def test_a_note_on_a_narrow_terminal_is_whole(world: World) -> None:
    narrow = {**ENV, "COLUMNS": "40"}
    said = world.run("drill", "hiding", "--plain", typed="\n3\nu\nu\nq\n", env=narrow).out
    note = ["nothing to take back in this drill;", "studykit undo goes further back"]
    assert [line for line in said.splitlines() if line in note] == note
