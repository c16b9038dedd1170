"""Leeches, practice and what quizzes lead to, played through the commands."""

from __future__ import annotations

import pytest

from studykit.app.card_effects import feed
from studykit.app.history import History, history
from studykit.app.settings import read
from studykit.app.study import library
from studykit.sittings.quiz import QuizAnswer
from studykit.store.journal import Journal
from tests.cli.person import Person
from tests.cli.world import ENV, Clock, World

CARD = "hiding/default"


def past(world: World) -> History:
    """What the journal says now."""
    desk = world.desk()
    with Journal.open(desk.journal) as log:
        return history(log, desk, read(desk.settings))


def lapsed(world: World, times: int) -> None:
    """A card that was forgotten so often, each time on a day of its own."""
    desk = world.desk()
    with Journal.open(desk.journal) as log:
        for rating in (4, *(1, 3) * times)[: 2 * times + 1]:
            log.append("review", CARD, {"rating": rating, "took": 1}, world.clock(), desk.day())
            world.clock.wait(days=30)


def test_the_eighth_lapse_shows_the_note_and_puts_the_card_aside(world: World) -> None:
    lapsed(world, 7)
    done = world.run("drill", "--limit", "1", "--new", "0", "--plain", typed="\n1\n")
    assert "A leech: forgotten 8 times" in done.out
    assert "Receiving a message does not remove it" in done.out
    assert past(world).leeches == past(world).aside == {CARD}
    assert "Leeches put aside: 1" in world.run().out


def test_a_leech_is_brought_back_by_its_option_or_by_undo(world: World) -> None:
    lapsed(world, 7)
    world.run("drill", "--limit", "1", "--new", "0", "--plain", typed="\n1\n")
    world.run("undo")
    assert not past(world).aside
    world.run("drill", "--limit", "1", "--new", "0", "--plain", typed="\n3\n")
    lapsed(world, 3)
    world.run("drill", "--limit", "1", "--new", "0", "--plain", typed="\n1\n")
    assert past(world).leeches == {CARD}
    world.run("drill", "--leeches", "--plain", typed="q\n")
    assert not past(world).aside


def test_practice_changes_no_state_and_is_kept(world: World) -> None:
    world.run("drill", "--new", "2", "--limit", "2", "--plain", typed="\n4\n\n4\n")
    before = past(world).states
    for how in ("--ahead", "--cram"):
        done = world.run("drill", how, "--new", "0", "--plain", typed="\n1\n\n3\n\n4\n")
        assert "3 reviews" in done.out
    assert len(before) == 2
    assert past(world).states == before


def test_practice_counts_when_it_is_asked_for(world: World) -> None:
    world.run("drill", "--new", "1", "--limit", "1", "--plain", typed="\n4\n")
    before = past(world).states
    world.run("drill", "--cram", "--counts", "--plain", typed="\n4\n")
    assert past(world).states != before


RIGHT, WRONG = "hiding/charged-twice: raise\n", "hiding/charged-twice: delay\n"


def answered(world: World, text: str) -> None:
    """A quiz of one topic, answered from a file."""
    path = world.home / "answers.yaml"
    path.write_text(text)
    world.run("quiz", "hiding", "--answers", str(path))


def test_a_wrong_answer_makes_the_seen_card_of_its_fact_due_and_a_right_one_nothing(world: World) -> None:
    world.run("drill", "hiding", "--limit", "1", "--plain", typed="\n4\n")
    before = past(world).states
    world.clock.wait(seconds=1)
    answered(world, RIGHT)
    assert past(world).states == before
    answered(world, WRONG)
    desk = world.desk()
    assert past(world).states[CARD] == before[CARD]._replace(due_day=desk.day())
    assert '"due": 1' in world.run("due", "--json").out
    world.run("undo")
    assert past(world).states == before


def test_an_empty_journal_offers_a_placement_and_q_skips_it(world: World) -> None:
    assert "studykit quiz --placement" in world.run().out
    assert world.run("quiz", "--placement", "--plain", typed="q\n").code == 0
    assert not past(world).aside


def test_what_a_placement_shows_to_be_known_is_put_off_for_two_weeks(world: World) -> None:
    desk = world.desk()
    with Journal.open(desk.journal) as log:
        answer = QuizAnswer("hiding/charged-twice", ("raise",), True)
        assert feed(desk, library(desk), log, [answer], placement=True) == 2
    assert past(world).aside == {CARD, "hiding/longest"}
    assert '"new": 2' in world.run("due", "--json").out
    world.clock.wait(days=14)
    assert not past(world).aside


def test_a_miss_of_an_exam_calls_a_card_that_was_put_off_as_known(world: World) -> None:
    desk = world.desk()
    with Journal.open(desk.journal) as log:
        log.append("mark", CARD, {"what": "known", "until": desk.day() + 9}, world.clock(), desk.day())
        assert past(world).aside == {CARD}
        log.append("mark", CARD, {"what": "due", "item": "x"}, world.clock() + 1, desk.day())
    assert not past(world).aside
    assert '"due": 1' in world.run("due", "--json").out


def test_u_takes_a_leech_back_and_then_the_lapse(world: World) -> None:
    lapsed(world, 7)
    world.run("drill", "--new", "1", "--plain", typed="\n1\nu\nq\n")
    assert not past(world).aside
    assert past(world).states[CARD].lapses == 8
    world.run("undo")
    assert past(world).states[CARD].lapses == 7


def test_cards_of_one_fact_are_met_on_different_days(world: World) -> None:
    world.run("drill", "hiding", "--plain", typed="\n4\n" * 5)
    assert past(world).states.keys() == {CARD, "hiding/delete"}
    assert "--ahead" in world.run("drill", "hiding", "--plain").out
    world.clock.wait(days=1)
    world.run("drill", "hiding", "--plain", typed="\n4\n" * 5)
    assert "hiding/longest" in past(world).states


def test_a_leech_that_is_not_due_is_said_to_be_back(world: World) -> None:
    lapsed(world, 7)
    world.run("drill", "--limit", "1", "--new", "0", "--plain", typed="\n1\n")
    assert "1 leech is back." in world.run("drill", "--leeches", "--plain").out
    assert not past(world).aside


@pytest.mark.parametrize("number", [1, 3, 6])
def test_after_a_placement_each_undo_takes_back_an_answer_with_all_that_it_did(person: Person, number: int) -> None:
    words = ("quiz", "--placement", "--seed", "1", "-n")
    fewer = Person(person.home / "fewer", person.index, Clock())
    right_ones = "AB\na\n-\n\n"
    person.run(*words, "6", typed=right_ones * 6)
    fewer.run(*words, str(number), typed=right_ones * number)
    given = len(fewer.events("answer"))
    while len(person.events("answer")) > given:
        assert "Taken back: the answer to" in person.run("undo").out
    assert off(person) == off(fewer)


def off(person: Person) -> list[str]:
    return sorted(mark.subject for mark in person.events("mark"))


def test_u_in_the_feedback_takes_a_mark_back_before_the_answer(world: World) -> None:
    said = world.run("quiz", "hiding", "-n", "1", "--seed", "1", "--plain", typed="-\n*\nu\nu\nq\n").out
    assert said.index("the mark 'mark' of") < said.index("the answer to")
    with Journal.open(world.desk().journal) as log:
        assert not [*log.entries("mark"), *log.entries("answer")]


def test_only_what_is_marked_is_asked_and_marked_twice_is_not_marked(person: Person) -> None:
    said = person.run("drill", "sqs", typed="m\n\n3\n\n3\nm\nm\n\n3\nq\n").out
    (card,) = {mark.subject for mark in person.events("mark")} - {person.events("mark")[-1].subject}
    assert "not marked any more" in said
    person.run("drill", "--cram", "--marked", typed="\n3\n\n3\n\n3\n")
    assert {mark.subject for mark in person.events("mark") if mark.data["what"] == "practice"} == {card}
    person.run("quiz", "sns", "-n", "2", "--seed", "1", typed="*\n-\n\n-\n\n")
    item = person.events("mark")[-1].subject
    person.run("quiz", "--marked", typed="-\n\n" * 5)
    assert [entry.subject for entry in person.events("answer")].count(item) == 2


def test_where_nothing_is_marked_it_says_how_to_mark(world: World) -> None:
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
def test_what_cannot_be_meant_is_refused(world: World, words: tuple[str, ...], why: str) -> None:
    done = world.run(*words, typed="q\n")
    assert (done.code, done.out) == (2, "")
    assert why in done.err
    assert "bug" not in done.err


def test_a_note_on_a_narrow_terminal_is_whole(world: World) -> None:
    narrow = {**ENV, "COLUMNS": "40"}
    said = world.run("drill", "hiding", "--plain", typed="\n3\nu\nu\nq\n", env=narrow).out
    note = ["nothing to take back in this drill;", "studykit undo goes further back"]
    assert [line for line in said.splitlines() if line in note] == note
